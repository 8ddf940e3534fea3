"""December to February: decisions, petitions to higher authorities, and their answers."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from deploy.demo.calls import Unsettled
from deploy.demo.cast import paper
from deploy.demo.steps import Ask, Part, Step
from deploy.demo.year import AT_WORK, LATER, at, derived_id
from shared.contracts.nomination import (
    DecidedLine,
    DraftDecision,
    DraftPetition,
    IssueDecision,
    NominationApi,
    Outcome,
    PublishDecision,
    RecordAnswer,
    Route,
    SendPetition,
    SignDecision,
    SignPetition,
    WithdrawNomination,
)
from shared.errors import Refusal

# A second run asks for the same signature again, when the dossier has already been withdrawn.
REFUSED_AGAIN = frozenset({"not-competent", "wrong-state", "already-decided"})


class Deciding(Part):
    """Plays what the leaders sign and what the authorities above answer."""

    def steps(self) -> Iterator[Step]:
        """What happens, in any order of the moments."""
        yield from self._decisions()
        yield from self._petitions()

    @property
    def _office(self) -> NominationApi:
        return self.by(self.cast.office, NominationApi)

    @property
    def _records(self) -> NominationApi:
        return self.by(self.cast.records, NominationApi)

    # -- decisions ------------------------------------------------------------------------------------

    def _decisions(self) -> Iterator[Step]:
        for row in self.year.data.decisions:
            yield Step(at(row.signed_on, LATER), f"Ký quyết định {_about(row)}", partial(self._sign, row))
            issue = IssueDecision(
                request_id=derived_id("issue-decision", row.key),
                decision_id=derived_id("decision", row.key),
                number=row.number,
                issued_on=row.issued_on,
            )
            publish = PublishDecision(
                request_id=derived_id("publish-decision", row.key),
                decision_id=derived_id("decision", row.key),
                published_on=row.published_on,
            )
            issued, published = at(row.issued_on, LATER), at(row.published_on, LATER)
            yield self.step(issued, f"Ban hành {row.number}", [partial(self._records.issue_decision, issue)])
            yield self.step(published, f"Công bố {row.number}", [partial(self._records.publish_decision, publish)])
        for row in (one for one in self.year.data.nominations if one.withdrawal):
            attempted, withdrawn = row.withdrawal.signing_attempted_on, row.withdrawal.withdrawn_on
            yield Step(at(attempted, LATER), f"Ký nhầm thẩm quyền: {row.key}", partial(self._attempt, row))
            yield self.step(at(withdrawn, AT_WORK), f"Rút hồ sơ {row.key}", [self._withdraw(row)])

    def _sign(self, row: Any) -> None:
        lines = [
            DecidedLine(
                nomination_id=self.dossier(line.nomination),
                outcome=Outcome(line.outcome),
                reason=line.reason or "",
            )
            for line in row.lines
        ]
        self._office.draft_decision(self._draft(row, row.legal_bases, row.articles, lines))
        self.by(self.cast.signs(row.signatory), NominationApi).sign_decision(_signature(row))

    def _attempt(self, row: Any) -> None:
        """The director tries to sign what is not his to decide, and is told whose it is."""
        document, expected = row.withdrawal.document, row.withdrawal.refusal
        like = self.year.data.decisions[0]
        line = DecidedLine(nomination_id=self.dossier(row.key), outcome=Outcome.GRANTED)
        articles = [document.article, *like.articles[1:]]
        drafted = self._office.draft_decision(self._draft(document, like.legal_bases, articles, [line]))
        try:
            self.by(self.cast.signs(document.signatory), NominationApi).sign_decision(_signature(document))
        except Refusal as refusal:
            if refusal.code not in (REFUSED_AGAIN if drafted.replayed else {expected}):
                raise
            self.screen.say(f"  Không ký được: {refusal.message}")
        else:
            raise Unsettled(f"{row.key} đã được ký, dù thuộc thẩm quyền của {row.withdrawal.competent}")

    def _draft(
        self, row: Any, bases: Iterable[str], articles: Iterable[str], lines: list[DecidedLine]
    ) -> DraftDecision:
        return DraftDecision(
            request_id=derived_id("draft-decision", row.key),
            decision_id=derived_id("decision", row.key),
            title=row.title,
            bases=tuple(bases),
            articles=tuple(articles),
            signatory_id=derived_id("signatory", row.signatory),
            lines=tuple(lines),
        )

    def _withdraw(self, row: Any) -> Ask:
        request = WithdrawNomination(
            request_id=derived_id("withdraw-nomination", row.key),
            nomination_id=self.dossier(row.key),
            reason=row.withdrawal.reason,
            **self.cast.as_entered(row.unit, "Văn bản rút hồ sơ"),
        )
        return partial(self.by(self.cast.clerk(row.unit), NominationApi).withdraw, request)

    # -- petitions ------------------------------------------------------------------------------------

    def _petitions(self) -> Iterator[Step]:
        for row in self.year.data.petitions:
            send = SendPetition(
                request_id=derived_id("send-petition", row.key),
                petition_id=derived_id("petition", row.key),
                number=row.number,
                sent_on=row.sent_on,
            )
            answer = row.answer
            yield Step(at(row.signed_on, LATER), f"Ký tờ trình {_about(row)}", partial(self._petition, row))
            sent, received = at(row.sent_on, LATER), at(answer.received_on, LATER)
            yield self.step(sent, f"Gửi {row.number}", [partial(self._records.send_petition, send)])
            yield self.step(received, f"Ghi trả lời {answer.number}", [self._answer(row)])

    def _petition(self, row: Any) -> None:
        authority, petition_id = self.year.authorities[row.to], derived_id("petition", row.key)
        draft = DraftPetition(
            request_id=derived_id("draft-petition", row.key),
            petition_id=petition_id,
            title=row.title,
            route=Route(authority.level),
            addressee=authority.title,
            bases=tuple(row.legal_bases),
            signatory_id=derived_id("signatory", row.signatory),
            nominations=tuple(self.dossier(key) for key in row.lines),
        )
        sign = SignPetition(request_id=derived_id("sign-petition", row.key), petition_id=petition_id)
        self._office.draft_petition(draft)
        self.by(self.cast.signs(row.signatory), NominationApi).sign_petition(sign)

    def _answer(self, row: Any) -> Ask:
        authority, answer = self.year.authorities[row.to], row.answer
        request = RecordAnswer(
            request_id=derived_id("record-answer", row.key),
            petition_id=derived_id("petition", row.key),
            decision_id=derived_id("decision", answer.number),
            authority=authority.body,
            title=answer.title,
            number=answer.number,
            signed_on=answer.decided_on,
            signatory=answer.signatory,
            capacity=authority.title,
            document=paper(answer.document),
            lines=tuple(
                DecidedLine(
                    nomination_id=self.dossier(line.nomination),
                    outcome=Outcome.GRANTED if line.outcome == "granted" else Outcome.REFUSED,
                    reason=line.reason or "",
                )
                for line in answer.lines
            ),
        )
        return partial(self._office.record_answer, request)


def _signature(row: Any) -> SignDecision:
    return SignDecision(request_id=derived_id("sign-decision", row.key), decision_id=derived_id("decision", row.key))


def _about(row: Any) -> str:
    return str(row.title).removeprefix("Về việc ")
