"""What units hand in: their targets in February, their reports in June and December; and who is reminded of it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

from deploy.demo.calls import until
from deploy.demo.cast import paper
from deploy.demo.steps import Ask, Part, Step, by_moment
from deploy.demo.year import AT_WORK, LATER, MORNING, at, derived_id
from shared.contracts.notification import CountLetters, NotificationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.kinds import ObligationKind
from shared.contracts.registration.registrations import (
    Commitment,
    ConfirmRegistration,
    LockRegistrations,
    ReportProgress,
    ResubmitRegistration,
    ReturnRegistration,
    SubmitRegistration,
    SubmitUnitPlan,
    Target,
)
from shared.contracts.reporting import ReportingApi, ReportKind, SubmitReport


class Duties(Part):
    """Plays what units owe in the department's campaign."""

    _reminded_through = date.min

    def steps(self) -> Iterator[Step]:
        """What happens, in any order of the moments."""
        yield from self._unit_plans()
        yield from self._registrations()
        yield from self._progress()
        yield from self._reminders()
        yield from self._reports()

    def _registrations(self) -> Iterator[Step]:
        rows = self.year.data.registrations
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
                yield self.step(when, f"{about}: {codes}", [ask(row) for row in together])

        lock = LockRegistrations(
            request_id=derived_id("lock-registrations", self.year.department.key),
            campaign_id=derived_id("campaign", self.year.department.key),
        )
        office = self.by(self.cast.office, RegistrationApi)
        locked = at(self.year.data.locked_on, LATER)
        yield self.step(locked, "Chốt danh sách đăng ký", [partial(office.lock_registrations, lock)])

    def _unit_plans(self) -> Iterator[Step]:
        for when, together in by_moment(self.year.reporting, self.year.plan_sent):
            yield self.step(when, f"Gửi kế hoạch: {', '.join(together)}", [self._unit_plan(unit) for unit in together])

    def _unit_plan(self, unit: str) -> Ask:
        request = SubmitUnitPlan(
            request_id=derived_id("submit-unit-plan", unit),
            plan_id=derived_id("unit-plan", unit),
            campaign_id=derived_id("campaign", self.year.department.key),
            unit_id=derived_id("unit", unit),
            title=f"Kế hoạch tổ chức thực hiện phong trào thi đua năm 2022 - {self.year.units[unit].name}",
            dated=self.year.plan_sent(unit).date(),
            paper=paper(f"Kế hoạch thi đua năm 2022 - {self.year.units[unit].name}"),
            on_behalf_of=None if self.year.has_account(unit) else derived_id("unit", unit),
        )
        return partial(self.by(self.cast.clerk(unit), RegistrationApi).submit_unit_plan, request)

    def _progress(self) -> Iterator[Step]:
        rows = [(row.unit, one) for row in self.year.data.registrations for one in row.commitments or ()]
        for when, together in by_moment(rows, lambda row: at(row[1].reported_on, AT_WORK)):
            for unit, one in together:  # one after the other: they are of one registration
                yield self.step(when, f"Báo tiến độ: {unit}", [self._done(unit, one)])

    def _done(self, unit: str, one: Any) -> Ask:
        request = ReportProgress(
            request_id=derived_id("report-progress", one.key),
            registration_id=derived_id("registration", unit),
            commitment_id=derived_id("commitment", one.key),
            done=one.done,
            achieved_on=one.achieved_on,
        )
        return partial(self.by(self.cast.clerk(unit), RegistrationApi).report_progress, request)

    def _submit(self, row: Any) -> Ask:
        request = SubmitRegistration(
            request_id=derived_id("submit-registration", row.unit),
            registration_id=derived_id("registration", row.unit),
            campaign_id=derived_id("campaign", self.year.department.key),
            unit_id=derived_id("unit", row.unit),
            targets=self._targets(row.targets),
            late_reason=row.late_reason or "",
            commitments=tuple(_commitment(one) for one in row.commitments or ()),
            **self.cast.as_entered(row.unit, "Đăng ký thi đua năm 2022"),
        )
        return partial(self.by(self.cast.clerk(row.unit), RegistrationApi).submit_registration, request)

    def _return(self, row: Any) -> Ask:
        request = ReturnRegistration(
            request_id=derived_id("return-registration", row.unit),
            registration_id=derived_id("registration", row.unit),
            reason=row.returned.reason,
        )
        return partial(self.by(self.cast.office, RegistrationApi).return_registration, request)

    def _resubmit(self, row: Any) -> Ask:
        request = ResubmitRegistration(
            request_id=derived_id("resubmit-registration", row.unit),
            registration_id=derived_id("registration", row.unit),
            targets=self._targets(row.returned.targets),
            **self.cast.as_entered(row.unit, "Đăng ký thi đua năm 2022 (bổ sung)"),
        )
        return partial(self.by(self.cast.clerk(row.unit), RegistrationApi).resubmit_registration, request)

    def _confirm(self, row: Any) -> Ask:
        request = ConfirmRegistration(
            request_id=derived_id("confirm-registration", row.unit),
            registration_id=derived_id("registration", row.unit),
        )
        return partial(self.by(self.cast.office, RegistrationApi).confirm_registration, request)

    def _targets(self, rows: list[Any]) -> tuple[Target, ...]:
        def target(row: Any) -> Target:
            subject_id, kind = self.year.subject(row.subject)
            return Target(subject_id=subject_id, subject_kind=kind, award=row.award)

        return tuple(target(row) for row in rows)

    def _reminders(self) -> Iterator[Step]:
        for day, reminded in groupby(self.year.reminded(), key=lambda one: one.day):
            yield Step(at(day, MORNING), f"Nhắc {len(list(reminded))} đơn vị còn nợ", partial(self._remind, day))

    def _remind(self, day: date) -> None:
        """Nothing is handed in on a day of reminders before that day's are written."""

        def missing() -> str:
            if self._reminded_through < day:
                counted = self.by(self.cast.office, NotificationApi).count_letters(CountLetters())
                self._reminded_through = counted.reminded_through or date.min
            return "" if self._reminded_through >= day else f"thư nhắc của ngày {day}"

        until(missing)

    def _reports(self) -> Iterator[Step]:
        def moment(owed: tuple[ObligationKind, str]) -> datetime:
            return self.year.handed_in(*owed)

        for when, together in by_moment(self.year.reports, moment):
            codes = ", ".join(unit for _, unit in together)
            yield self.step(when, f"Nộp báo cáo: {codes}", [self._report(*owed) for owed in together])

    def _report(self, kind: ObligationKind, unit: str) -> Ask:
        row, key = self.year.reports[kind, unit], f"{kind.value}:{unit}"
        late = f"\nLý do nộp muộn: {row.late_reason}" if row.late_reason else ""
        request = SubmitReport(
            request_id=derived_id("submit-report", key),
            report_id=derived_id("report", key),
            campaign_id=derived_id("campaign", self.year.department.key),
            unit_id=derived_id("unit", unit),
            kind=ReportKind(kind.value),
            content=row.summary + late,
            **self.cast.as_entered(unit, "Báo cáo thi đua năm 2022"),
        )
        return partial(self.by(self.cast.head(unit), ReportingApi).submit_report, request)


def _commitment(one: Any) -> Commitment:
    return Commitment(
        commitment_id=derived_id("commitment", one.key),
        wording=one.text,
        measure=one.measure,
        planned=one.planned,
        due_on=one.due,
        item_id=derived_id("content", one.content) if one.content else None,
        assigned_by=one.assigned_by or "",
    )
