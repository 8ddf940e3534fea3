"""The year until autumn: the register, the campaigns, what units set out to reach, and what they report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from deploy.demo.calls import OPERATOR, Calls, until
from deploy.demo.cast import Cast
from deploy.demo.screen import Screen
from deploy.demo.year import AT_WORK, LATER, MORNING, Year, at, derived_id
from shared.contracts.nomination import AdoptRules, EstablishCouncil, NominationApi, Seat, SeatKind
from shared.contracts.notification import CountLetters, NotificationApi
from shared.contracts.registration import (
    AppointSignatory,
    CampaignKind,
    CampaignLevel,
    ConfirmRegistration,
    DraftCampaign,
    DueDate,
    LaunchCampaign,
    LegalBasis,
    NumberCampaign,
    ObligationKind,
    PositionClass,
    RegisterPerson,
    RegisterUnit,
    RegistrationApi,
    ResubmitRegistration,
    ReturnRegistration,
    RoundPlan,
    SubmitRegistration,
    Target,
    UnitKind,
)
from shared.contracts.reporting import ReportingApi, ReportKind, SubmitReport
from shared.errors import Conflict

RULES = "2022"
Ask = Callable[[], Any]


@dataclass(frozen=True)
class Step:
    """What happens at one moment of the year."""

    at: datetime
    about: str
    play: Callable[[], None]


def by_moment(rows: Iterable[Any], moment: Callable[[Any], datetime]) -> Iterator[tuple[datetime, list[Any]]]:
    """Rows that happen at the same moment, in order of time."""
    for when, together in groupby(sorted(rows, key=moment), key=moment):
        yield when, list(together)


class Opening:
    """Plays the first part of the year."""

    def __init__(self, year: Year, calls: Calls, cast: Cast, screen: Screen) -> None:
        self._year = year
        self._calls = calls
        self._cast = cast
        self._screen = screen
        self._reminded_through = date.min

    def steps(self) -> Iterator[Step]:
        """What happens, in any order of the moments."""
        yield from self._register()
        yield from self._campaigns()
        yield from self._council()
        yield from self._registrations()
        yield from self._reminders()
        yield from self._reports()

    def _step(self, when: datetime, about: str, asks: Iterable[Ask]) -> Step:
        several = list(asks)
        return Step(when, about, lambda: void(self._calls.together(several)))

    # -- the register ---------------------------------------------------------------------------------

    def _register(self) -> Iterator[Step]:
        start = at(self._year.data.meta.starts_on, AT_WORK)
        yield Step(start, f"Áp dụng bộ quy tắc {RULES}", self._adopt_rules)
        roots = [unit for unit in self._year.data.units if not unit.parent]
        parts = [unit for unit in self._year.data.units if unit.parent]
        for units in (roots, parts):
            yield self._step(start, f"Nhập {len(units)} đơn vị", [self._unit(unit) for unit in units])
        people = self._year.data.people
        yield self._step(start, f"Nhập {len(people)} cá nhân", [self._person(person) for person in people])
        signatories = self._year.data.signatories
        yield self._step(
            start, f"Ghi {len(signatories)} người được ký", [self._signatory(row) for row in signatories]
        )

    def _adopt_rules(self) -> None:
        request = AdoptRules(request_id=derived_id("adopt", RULES), pack=RULES)
        try:
            self._calls.by(OPERATOR, NominationApi).adopt_rules(request)
        except Conflict as refusal:
            if refusal.code != "name-taken":  # whoever set the system up adopted it already
                raise

    def _unit(self, unit: Any) -> Ask:
        request = RegisterUnit(
            request_id=derived_id("register-unit", unit.code),
            unit_id=derived_id("unit", unit.code),
            code=unit.code,
            name=unit.name,
            kind=UnitKind(unit.kind),
            parent_id=derived_id("unit", unit.parent) if unit.parent else None,
            mailbox=unit.mailbox,
            external_code=unit.external_code,
        )
        return partial(self._registration(self._cast.office).register_unit, request)

    def _person(self, person: Any) -> Ask:
        request = RegisterPerson(
            request_id=derived_id("register-person", person.key),
            person_id=derived_id("person", person.key),
            name=person.name,
            position=person.position,
            position_class=PositionClass(person.position_class),
            unit_id=derived_id("unit", person.unit),
            email=person.email,
            external_code=person.external_code,
            identity_number=person.identity_number,
        )
        return partial(self._registration(self._cast.office).register_person, request)

    def _signatory(self, row: Any) -> Ask:
        request = AppointSignatory(
            request_id=derived_id("appoint", row.key),
            signatory_id=derived_id("signatory", row.key),
            person_id=derived_id("person", row.person),
            capacity=self._year.capacity(row.key),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        return partial(self._registration(self._cast.office).appoint_signatory, request)

    # -- campaigns ------------------------------------------------------------------------------------

    def _campaigns(self) -> Iterator[Step]:
        start = at(self._year.data.meta.starts_on, LATER)
        own = self._year.department
        others = [campaign for campaign in self._year.data.campaigns if campaign is not own]
        office = self._registration(self._cast.office)
        yield self._step(
            start,
            f"Nhập {len(others)} phong trào của cấp khác",
            [partial(office.draft_campaign, self._draft(campaign)) for campaign in others],
        )
        yield self._step(
            start,
            f"Ghi nhận {len(others)} phong trào đã phát động",
            [partial(office.launch_campaign, self._launch(campaign)) for campaign in others],
        )
        issued = at(own.issued_on, LATER)
        yield Step(issued, "Dự thảo kế hoạch của Sở", self._draft_own)
        number = NumberCampaign(
            request_id=derived_id("number-campaign", own.key),
            campaign_id=derived_id("campaign", own.key),
            number=own.number,
            dated=own.issued_on,
        )
        records, director = self._registration(self._cast.records), self._registration(self._cast.signs("director"))
        yield self._step(issued, f"Văn thư cấp số {own.number}", [partial(records.number_campaign, number)])
        yield self._step(
            issued, "Giám đốc Sở phát động phong trào", [partial(director.launch_campaign, self._launch(own))]
        )
        yield Step(issued, "Các dịch vụ đọc xong nhật ký của nhau", self._calls.until_followed)

    def _draft_own(self) -> None:
        request = self._draft(self._year.department)
        drafted = self._registration(self._cast.office).draft_campaign(request)
        self._screen.table(
            f"Bản in của kế hoạch có {len(drafted.defects)} chỗ cần sửa",
            ("Dòng", "Mã", "Nguyên văn", "Đề nghị"),
            [(str(one.line), one.code, one.raw, one.message) for one in drafted.defects],
        )

    def _draft(self, campaign: Any) -> DraftCampaign:
        own = campaign is self._year.department
        return DraftCampaign(
            request_id=derived_id("draft-campaign", campaign.key),
            campaign_id=derived_id("campaign", campaign.key),
            title=campaign.title,
            level=CampaignLevel(campaign.level),
            kind=CampaignKind(campaign.kind),
            year_from=getattr(campaign.years, "from"),
            year_to=campaign.years.to,
            theme=campaign.theme or "",
            launched_by=campaign.launched_by,
            parent_id=derived_id("campaign", campaign.parent) if campaign.parent else None,
            legal_bases=tuple(LegalBasis(**vars(basis)) for basis in campaign.legal_bases),
            rounds=tuple(self._round(one) for one in campaign.rounds or ()),
            due=tuple(DueDate(kind=kind, due_on=self._year.due_on(kind)) for kind in ObligationKind if own),
            reporting_units=tuple(derived_id("unit", code) for code in self._year.reporting if own),
            recipients=tuple(one.raw for one in campaign.recipients or ()),
            plan_text=self._year.plan_text if own else "",
        )

    def _round(self, one: Any) -> RoundPlan:
        round_id = self._year.round_id(one.key)
        assert round_id is not None
        return RoundPlan(
            round_id=round_id,
            name=one.name,
            starts_on=one.starts,
            ends_on=one.ends,
            occasions=tuple(one.occasions),
        )

    def _launch(self, campaign: Any) -> LaunchCampaign:
        return LaunchCampaign(
            request_id=derived_id("launch-campaign", campaign.key),
            campaign_id=derived_id("campaign", campaign.key),
        )

    def _council(self) -> Iterator[Step]:
        council = self._year.data.council
        seats = [Seat(person_id=derived_id("person", one.person), kind=SeatKind(one.seat)) for one in council.seats]
        secretary = derived_id("person", council.secretary.person)
        request = EstablishCouncil(
            request_id=derived_id("establish-council", council.established_by),
            council_id=derived_id("council", council.established_by),
            name=council.name,
            decision_number=council.established_by,
            decided_on=council.established_on,
            seats=(*seats, Seat(person_id=secretary, kind=SeatKind.SECRETARY)),
        )
        office = self._calls.by(self._cast.office, NominationApi)
        yield self._step(
            at(council.established_on, LATER),
            f"Ghi Hội đồng: {len(seats)} thành viên và thư ký",
            [partial(office.establish_council, request)],
        )

    # -- targets, reminders, reports ------------------------------------------------------------------

    def _registrations(self) -> Iterator[Step]:
        rows = self._year.data.registrations
        returned = [row for row in rows if row.returned]
        moments: tuple[tuple[str, list[Any], Callable[[Any], datetime], Callable[[Any], Ask]], ...] = (
            ("Đăng ký thi đua", rows, lambda row: at(row.submitted_on, AT_WORK), self._submit),
            ("Trả lại đăng ký", returned, lambda row: at(row.returned.date, LATER), self._return),
            ("Đăng ký lại", returned, lambda row: at(row.returned.resubmitted_on, AT_WORK), self._resubmit),
            ("Xác nhận đăng ký", rows, lambda row: at(row.confirmed_on, LATER), self._confirm),
        )
        for about, those, moment, ask in moments:
            for when, together in by_moment(those, moment):
                codes = ", ".join(row.unit for row in together)
                yield self._step(when, f"{about}: {codes}", [ask(row) for row in together])

    def _submit(self, row: Any) -> Ask:
        request = SubmitRegistration(
            request_id=derived_id("submit-registration", row.unit),
            registration_id=derived_id("registration", row.unit),
            campaign_id=derived_id("campaign", self._year.department.key),
            unit_id=derived_id("unit", row.unit),
            targets=self._targets(row.targets),
            late_reason=row.late_reason or "",
            **self._cast.as_entered(row.unit, "Đăng ký thi đua năm 2022"),
        )
        return partial(self._registration(self._cast.clerk(row.unit)).submit_registration, request)

    def _return(self, row: Any) -> Ask:
        request = ReturnRegistration(
            request_id=derived_id("return-registration", row.unit),
            registration_id=derived_id("registration", row.unit),
            reason=row.returned.reason,
        )
        return partial(self._registration(self._cast.office).return_registration, request)

    def _resubmit(self, row: Any) -> Ask:
        request = ResubmitRegistration(
            request_id=derived_id("resubmit-registration", row.unit),
            registration_id=derived_id("registration", row.unit),
            targets=self._targets(row.returned.targets),
            **self._cast.as_entered(row.unit, "Đăng ký thi đua năm 2022 (bổ sung)"),
        )
        return partial(self._registration(self._cast.clerk(row.unit)).resubmit_registration, request)

    def _confirm(self, row: Any) -> Ask:
        request = ConfirmRegistration(
            request_id=derived_id("confirm-registration", row.unit),
            registration_id=derived_id("registration", row.unit),
        )
        return partial(self._registration(self._cast.office).confirm_registration, request)

    def _targets(self, rows: list[Any]) -> tuple[Target, ...]:
        def target(row: Any) -> Target:
            subject_id, kind = self._year.subject(row.subject)
            return Target(subject_id=subject_id, subject_kind=kind, award=row.award)

        return tuple(target(row) for row in rows)

    def _reminders(self) -> Iterator[Step]:
        for day, reminded in groupby(self._year.reminded(), key=lambda one: one.day):
            yield Step(at(day, MORNING), f"Nhắc {len(list(reminded))} đơn vị còn nợ", partial(self._remind, day))

    def _remind(self, day: date) -> None:
        """Nothing is handed in on a day of reminders before that day's are written."""

        def missing() -> str:
            if self._reminded_through < day:
                counted = self._calls.by(OPERATOR, NotificationApi).count_letters(CountLetters())
                self._reminded_through = counted.reminded_through or date.min
            return "" if self._reminded_through >= day else f"thư nhắc của ngày {day}"

        until(missing)

    def _reports(self) -> Iterator[Step]:
        def moment(owed: tuple[ObligationKind, str]) -> datetime:
            return self._year.handed_in(*owed)

        for when, together in by_moment(self._year.reports, moment):
            codes = ", ".join(unit for _, unit in together)
            yield self._step(when, f"Nộp báo cáo: {codes}", [self._report(*owed) for owed in together])

    def _report(self, kind: ObligationKind, unit: str) -> Ask:
        row, key = self._year.reports[kind, unit], f"{kind.value}:{unit}"
        late = f"\nLý do nộp muộn: {row.late_reason}" if row.late_reason else ""
        request = SubmitReport(
            request_id=derived_id("submit-report", key),
            report_id=derived_id("report", key),
            campaign_id=derived_id("campaign", self._year.department.key),
            unit_id=derived_id("unit", unit),
            kind=ReportKind(kind.value),
            content=row.summary + late,
            **self._cast.as_entered(unit, "Báo cáo thi đua năm 2022"),
        )
        return partial(self._calls.by(self._cast.head(unit), ReportingApi).submit_report, request)

    def _registration(self, who: Any) -> RegistrationApi:
        return self._calls.by(who, RegistrationApi)


def void(_: object) -> None:
    """An answer that nobody needs."""


def id_of(kind: str, key: str | None) -> UUID | None:
    """The derived id, if there is a key."""
    return derived_id(kind, key) if key else None
