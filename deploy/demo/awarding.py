"""November and December: places, dossiers and the council's session."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from deploy.demo.calls import Unsettled
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
    EnterCounts,
    GrantPlaces,
    LineCount,
    NominationApi,
    RecordAttendance,
    ReturnNomination,
    SubmitNomination,
    UnitMinutes,
)
from shared.contracts.registration.kinds import SubjectKind
from shared.errors import Refusal


class Awarding(Part):
    """Plays what leads up to the decisions."""

    def steps(self) -> Iterator[Step]:
        """What happens, in any order of the moments."""
        yield from self._places()
        yield from self._nominations()
        yield from self._session()

    @property
    def _office(self) -> NominationApi:
        return self.by(self.cast.office, NominationApi)

    # -- places ---------------------------------------------------------------------------------------

    def _places(self) -> Iterator[Step]:
        places, grants = self.year.data.places, self.year.data.grants
        yield self.step(at(places.granted_on, LATER), f"Ghi {len(grants)} số lượng được giao", map(self._grant, grants))
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
            yield self.step(at(returned.resubmitted_on, AT_WORK), f"Bổ sung hồ sơ {row.key}", [self._complete(row)])
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
        (self.stage.winner,) = winners

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
            nomination_id=self.dossier(row.key),
            missing=tuple(row.returned.missing),
            complete_by=row.returned.resubmitted_on,
        )
        return partial(self._office.return_for_completion, request)

    def _complete(self, row: Any) -> Ask:
        added = "; ".join(row.returned.missing)
        request = CompleteNomination(
            request_id=derived_id("complete-nomination", row.key),
            nomination_id=self.dossier(row.key),
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
            for key in self.year.nominations(self.stage.winner)
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
            for key, row in self.year.nominations(self.stage.winner).items()
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
            agenda=tuple(self.dossier(key) for key in session.agenda),
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
                    nomination_id=self.dossier(line.nomination),
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


def _achievements(row: Any) -> str:
    """What a dossier says; a recognised initiative stands below it."""
    one = row.initiative
    if not one:
        return str(row.achievements)
    return f"{row.achievements}\nSáng kiến: {one.title} (Quyết định số {one.decision}, {one.recognised_on:%d/%m/%Y})."
