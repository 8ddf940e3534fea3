"""November to February: places, dossiers, the council's session, decisions, petitions and their answers."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from deploy.demo.calls import Unsettled
from deploy.demo.cast import paper
from deploy.demo.steps import Ask, Part, Step, by_moment
from deploy.demo.year import AT_WORK, LATER, at, derived_id
from shared.contracts.nomination import (
    AcceptNomination,
    AllocatePlaces,
    Appraisal,
    AppraiseNomination,
    CompleteNomination,
    ConfirmCounts,
    ConveneSession,
    DecidedLine,
    DraftDecision,
    DraftPetition,
    EnterCounts,
    GrantPlaces,
    IssueDecision,
    LineCount,
    NominationApi,
    Outcome,
    PublishDecision,
    RecordAnswer,
    RecordAttendance,
    ReturnNomination,
    Route,
    SendPetition,
    SignDecision,
    SignPetition,
    SubmitNomination,
    UnitMinutes,
    WithdrawNomination,
)
from shared.contracts.registration import SubjectKind
from shared.errors import Refusal

# A second run asks for the same signature again, when the dossier has already been withdrawn.
REFUSED_AGAIN = frozenset({"not-competent", "wrong-state", "already-decided"})


class Awarding(Part):
    """Plays the awarding itself."""

    _winner = ""  # of the race for the last place

    def steps(self) -> Iterator[Step]:
        """What happens, in any order of the moments."""
        yield from self._places()
        yield from self._nominations()
        yield from self._session()
        yield from self._decisions()
        yield from self._petitions()

    @property
    def _office(self) -> NominationApi:
        return self.by(self.cast.office, NominationApi)

    @property
    def _records(self) -> NominationApi:
        return self.by(self.cast.records, NominationApi)

    def _dossier(self, key: str) -> UUID:
        return derived_id("nomination", self.year.resolved(key, self._winner))

    # -- places ---------------------------------------------------------------------------------------

    def _places(self) -> Iterator[Step]:
        places, grants = self.year.data.places, self.year.data.grants
        yield self.step(
            at(places.granted_on, LATER), f"Ghi {len(grants)} số lượng được giao", map(self._grant, grants)
        )
        shares = list(self.year.allocations())
        yield self.step(
            at(places.allocated_on, LATER),
            f"Phân bổ {len(shares)} phần cho các đơn vị",
            [self._allocate(*share) for share in shares],
        )

    def _grant(self, grant: Any) -> Ask:
        request = GrantPlaces(
            request_id=derived_id("grant-places", grant.key),
            grant_id=derived_id("grant", grant.key),
            campaign_id=derived_id("campaign", grant.campaign),
            award=grant.award,
            subject_kind=SubjectKind(grant.subject),
            places=grant.number,
            basis=grant.basis,
        )
        return partial(self._office.grant_places, request)

    def _allocate(self, grant: str, unit: str, places: int) -> Ask:
        request = AllocatePlaces(
            request_id=derived_id("allocate-places", f"{grant}:{unit}"),
            allocation_id=derived_id("allocation", f"{grant}:{unit}"),
            grant_id=derived_id("grant", grant),
            unit_id=derived_id("unit", unit),
            places=places,
        )
        return partial(self._office.allocate_places, request)

    # -- dossiers -------------------------------------------------------------------------------------

    def _nominations(self) -> Iterator[Step]:
        rows, race, appraisal = self.year.data.nominations, self.year.data.race, self.year.data.appraisal
        for when, together in by_moment(rows, lambda row: at(row.submitted_on, AT_WORK)):
            yield self.step(when, f"Nộp {len(together)} hồ sơ đề nghị", map(self._submit, together))
        moment = self.year.race_at
        yield Step(moment, f"Hai hồ sơ cùng lúc cho chỗ cuối cùng của {race.unit}", self._race)
        for row in (one for one in rows if one.returned):
            returned = row.returned
            yield self.step(at(returned.date, LATER), f"Trả lại hồ sơ {row.key}", [self._return(row)])
            yield self.step(
                at(returned.resubmitted_on, AT_WORK), f"Bổ sung hồ sơ {row.key}", [self._complete(row)]
            )
        yield Step(at(appraisal.accepted_on, LATER), "Tiếp nhận mọi hồ sơ", self._accept_all)
        yield Step(at(appraisal.concluded_on, LATER), "Kết luận thẩm định", self._appraise_all)

    def _submit(self, row: Any) -> Ask:
        subject_id, _ = self.year.subject(row.nominee)
        minutes = row.minutes
        request = SubmitNomination(
            request_id=derived_id("submit-nomination", row.key),
            nomination_id=derived_id("nomination", row.key),
            allocation_id=derived_id("allocation", f"{row.grant}:{row.unit}"),
            subject_id=subject_id,
            round_id=self.year.round_id(row.round),
            minutes=UnitMinutes(
                held_on=minutes.held_on,
                members=minutes.total,
                present=minutes.present,
                in_favour=minutes.in_favour,
            ),
            achievements=_achievements(row),
            **self.cast.as_entered(row.unit, "Hồ sơ đề nghị khen thưởng năm 2022"),
        )
        return partial(self.by(self.cast.clerk(row.unit), NominationApi).submit, request)

    def _race(self) -> None:
        """Two dossiers at the same moment for one place: one gets it, the other is refused."""
        race = self.year.data.race
        let_in = self.calls.together([partial(self._contend, row) for row in race.contenders])
        winners = [row.key for row, won in zip(race.contenders, let_in, strict=True) if won]
        if len(winners) != race.places_left:
            raise Unsettled(f"{len(winners)} hồ sơ được nhận cho {race.places_left} chỗ")
        (self._winner,) = winners

    def _contend(self, row: Any) -> bool:
        try:
            self._submit(row)()
        except Refusal as refusal:
            if refusal.code != self.year.data.race.refusal:
                raise
            return False
        return True

    def _return(self, row: Any) -> Ask:
        request = ReturnNomination(
            request_id=derived_id("return-nomination", row.key),
            nomination_id=self._dossier(row.key),
            missing=tuple(row.returned.missing),
            complete_by=row.returned.resubmitted_on,
        )
        return partial(self._office.return_for_completion, request)

    def _complete(self, row: Any) -> Ask:
        added = "; ".join(row.returned.missing)
        request = CompleteNomination(
            request_id=derived_id("complete-nomination", row.key),
            nomination_id=self._dossier(row.key),
            achievements=f"{_achievements(row)}\nĐã bổ sung: {added}.",
            **self.cast.as_entered(row.unit, "Hồ sơ bổ sung năm 2022"),
        )
        return partial(self.by(self.cast.clerk(row.unit), NominationApi).complete, request)

    def _accept_all(self) -> None:
        self.calls.together(
            partial(
                self._office.accept,
                AcceptNomination(
                    request_id=derived_id("accept-nomination", key), nomination_id=derived_id("nomination", key)
                ),
            )
            for key in self.year.nominations(self._winner)
        )

    def _appraise_all(self) -> None:
        ineligible = self.year.data.appraisal.ineligible
        self.calls.together(
            partial(
                self._office.appraise,
                AppraiseNomination(
                    request_id=derived_id("appraise-nomination", key),
                    nomination_id=derived_id("nomination", key),
                    appraisal=Appraisal.INELIGIBLE if key in ineligible else Appraisal.ELIGIBLE,
                    reason=row.reason if key in ineligible else "",
                ),
            )
            for key, row in self.year.nominations(self._winner).items()
        )

    # -- the session ----------------------------------------------------------------------------------

    def _session(self) -> Iterator[Step]:
        session = self.year.data.session
        lines = len(session.agenda)
        yield Step(at(session.convened_on, LATER), f"Triệu tập Hội đồng, {lines} hồ sơ", self._convene)
        yield Step(at(session.held_on, AT_WORK), "Điểm danh Hội đồng", self._attend)
        yield Step(at(session.minutes_signed_on, LATER), "Nhập và xác nhận số phiếu", self._vote)

    @property
    def _session_id(self) -> UUID:
        return derived_id("session", self.year.data.session.key)

    @property
    def _secretary(self) -> NominationApi:
        return self.by(self.cast.secretary, NominationApi)

    def _convene(self) -> None:
        session = self.year.data.session
        request = ConveneSession(
            request_id=derived_id("convene", session.key),
            session_id=self._session_id,
            council_id=derived_id("council", self.year.data.council.established_by),
            held_on=session.held_on,
            place=session.place,
            agenda=tuple(self._dossier(key) for key in session.agenda),
        )
        self._secretary.convene_session(request)

    def _attend(self) -> None:
        session = self.year.data.session
        request = RecordAttendance(
            request_id=derived_id("attend", session.key),
            session_id=self._session_id,
            present=tuple(derived_id("person", key) for key in session.present),
        )
        attendance = self._secretary.record_attendance(request)
        if not attendance.quorate:
            raise Unsettled(f"có mặt {attendance.present}/{attendance.members}, không đủ số thành viên")

    def _vote(self) -> None:
        """The secretary enters the counts, and the chair confirms what was entered, by its digest."""
        session = self.year.data.session
        counts = EnterCounts(
            request_id=derived_id("enter-counts", session.key),
            session_id=self._session_id,
            lines=tuple(
                LineCount(
                    nomination_id=self._dossier(line.nomination),
                    in_favour=line.in_favour,
                    against=line.against,
                    blank=line.blank,
                )
                for line in session.lines
            ),
        )
        entered = self._secretary.enter_counts(counts)
        confirmed = ConfirmCounts(
            request_id=derived_id("confirm-counts", session.key), session_id=self._session_id, digest=entered.digest
        )
        self.by(self.cast.chair, NominationApi).confirm_counts(confirmed)

    # -- decisions ------------------------------------------------------------------------------------

    def _decisions(self) -> Iterator[Step]:
        for row in self.year.data.decisions:
            yield Step(at(row.signed_on, LATER), f"Ký quyết định {row.title}", partial(self._sign, row))
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
            yield self.step(
                published, f"Công bố {row.number}", [partial(self._records.publish_decision, publish)]
            )
        for row in (one for one in self.year.data.nominations if one.withdrawal):
            attempted, withdrawn = row.withdrawal.signing_attempted_on, row.withdrawal.withdrawn_on
            yield Step(at(attempted, LATER), f"Ký nhầm thẩm quyền: {row.key}", partial(self._attempt, row))
            yield self.step(at(withdrawn, AT_WORK), f"Rút hồ sơ {row.key}", [self._withdraw(row)])

    def _sign(self, row: Any) -> None:
        lines = [
            DecidedLine(
                nomination_id=self._dossier(line.nomination),
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
        line = DecidedLine(nomination_id=self._dossier(row.key), outcome=Outcome.GRANTED)
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
            nomination_id=self._dossier(row.key),
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
            yield Step(at(row.signed_on, LATER), f"Ký tờ trình {row.title}", partial(self._petition, row))
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
            nominations=tuple(self._dossier(key) for key in row.lines),
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
                    nomination_id=self._dossier(line.nomination),
                    outcome=Outcome.GRANTED if line.outcome == "granted" else Outcome.REFUSED,
                    reason=line.reason or "",
                )
                for line in answer.lines
            ),
        )
        return partial(self._office.record_answer, request)


def _signature(row: Any) -> SignDecision:
    return SignDecision(
        request_id=derived_id("sign-decision", row.key), decision_id=derived_id("decision", row.key)
    )


def _achievements(row: Any) -> str:
    """What a dossier says; a recognised initiative stands below it."""
    one = row.initiative
    if not one:
        return str(row.achievements)
    return f"{row.achievements}\nSáng kiến: {one.title} (Quyết định số {one.decision}, {one.recognised_on:%d/%m/%Y})."
