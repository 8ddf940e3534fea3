"""What must have been recorded, issued and sent when the year is over, reckoned from its data alone."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from deploy.demo.year import Year, derived_id
from shared.contracts.base import Envelope
from shared.contracts.nomination import NominationApi
from shared.contracts.notification import NotificationApi
from shared.contracts.registration import RegistrationApi
from shared.contracts.registration.kinds import SubjectKind
from shared.contracts.reporting import ReportingApi

# One key a service, and those of the operator and of the sandbox: trusted when the deployment was founded.
TRUSTED = {RegistrationApi.name, NominationApi.name, ReportingApi.name, NotificationApi.name, "operator", "sandbox"}
DISCLOSED = "disclosure.Made"


@dataclass(frozen=True)
class Line:
    """A line of an issued decision, as everybody may read it."""

    award_id: UUID
    award: str
    subject_id: UUID
    subject_kind: SubjectKind
    name: str
    position: str
    unit_name: str


@dataclass(frozen=True)
class Issued:
    """A decision as it must be read back; ``known_since`` is the day on which it was recorded."""

    id: UUID
    authority: str
    title: str
    number: str
    signed_on: date
    issued_on: date
    published_on: date | None
    known_since: date
    signatory: str
    capacity: str
    external: bool
    bases: tuple[str, ...]
    articles: tuple[str, ...]
    lines: tuple[Line, ...]


def events_of(year: Year) -> dict[str, Counter[str]]:
    """How many events of which name each log holds, letters' disclosures apart: those come in batches."""
    return {
        RegistrationApi.name: Counter(dict(_registration_events(year))),
        NominationApi.name: Counter(dict(_nomination_events(year))),
        ReportingApi.name: Counter(
            {"log.Opened": 1, "ReportSubmitted": len(year.reports), "claim.Made": len(year.reports)}
        ),
    }


def _registration_events(year: Year) -> Iterator[tuple[str, int]]:
    data = year.data
    numbered = sum(1 for campaign in data.campaigns if campaign.number)
    returned = sum(1 for row in data.registrations if row.returned)
    codes = [*data.units, *(unit for unit in data.units if unit.external_code)]
    numbers = [number for one in data.people for number in (one.external_code, one.identity_number) if number]
    yield "log.Opened", 1
    yield "IssuerTrusted", len(TRUSTED)
    yield "UnitRegistered", len(data.units)
    yield "PersonRegistered", len(data.people)
    yield "SignatoryAppointed", len(data.signatories)
    yield "ClusterFormed", len(data.clusters)
    yield "MemberAdmitted", sum(len(cluster.members) for cluster in data.clusters)
    yield "HeadsElected", len(data.clusters)
    yield "LegalTextRegistered", len(year.bases)
    yield "UnitPlanSubmitted", len(year.reporting)
    yield "RegistrationsLocked", 1
    yield "registration.Locked", len(data.registrations)
    yield "registration.ProgressReported", sum(len(row.commitments or ()) for row in data.registrations)
    yield "campaign.Drafted", len(data.campaigns)
    yield "campaign.Submitted", 1
    yield "campaign.Approved", 1
    yield "campaign.Numbered", numbered
    yield "CampaignLaunched", len(data.campaigns)
    yield "RegistrationSubmitted", len(data.registrations) + returned
    yield "RegistrationReturned", returned
    yield "RegistrationConfirmed", len(data.registrations)
    claims = [*codes, *numbers, *year.bases, *data.registrations, *year.reporting]
    yield "claim.Made", len(claims) + numbered + 1  # plans' numbers, and that there is a register of texts
    yield DISCLOSED, _documents(year)


def _nomination_events(year: Year) -> Iterator[tuple[str, int]]:
    data = year.data
    own, petitions, shares = len(data.decisions), len(data.petitions), len(list(year.allocations()))
    dossiers = list(year.nominations(data.race.contenders[0].key).values())
    outcomes = Counter(row.expected for row in dossiers)
    attempts = sum(1 for row in dossiers if row.withdrawal)
    returned = sum(1 for row in dossiers if row.returned)
    yield "log.Opened", 1
    yield "RulePackAdopted", 1
    yield "grant.Granted", len(data.grants)
    yield "grant.Allocated", shares
    yield "PlacesAllocated", shares
    yield "claim.Made", len(data.grants) + shares + own + 2 * petitions  # and the numbers of documents
    yield "nomination.Submitted", len(dossiers)
    yield "allocation.Reserved", len(dossiers)
    yield "nomination.Returned", returned
    yield "nomination.Completed", returned
    yield "nomination.Accepted", len(dossiers)
    yield "nomination.Appraised", len(dossiers)
    yield "council.Established", 1
    yield "session.Convened", 1
    yield "session.AttendanceRecorded", 1
    yield "session.CountsEntered", 1
    yield "session.Closed", 1
    yield "nomination.Judged", len(data.session.lines)
    yield "nomination.Withdrawn", outcomes["withdrawn"]
    yield "decision.Drafted", own + attempts
    yield "decision.Printed", own + attempts
    yield "decision.Signed", own
    yield "nomination.Settled", sum(len(row.lines) for row in data.decisions)
    yield "DecisionIssued", own + petitions
    yield "DecisionPublished", own
    yield "petition.Drafted", petitions
    yield "petition.Printed", petitions
    yield "petition.Signed", petitions
    yield "petition.Sent", petitions
    yield "petition.Answered", petitions
    yield "nomination.Forwarded", sum(len(row.lines) for row in data.petitions)
    yield "nomination.Granted", outcomes["granted"]
    yield "nomination.Refused", outcomes["refused"] + outcomes["not_granted"]
    yield "allocation.Released", len(dossiers) - outcomes["granted"]  # who gets nothing gives the place back


def _documents(year: Year) -> int:
    """Documents whose names were asked for before somebody signed, or tried to."""
    attempts = sum(1 for row in year.data.nominations if row.withdrawal)
    return len(year.data.decisions) + len(year.data.petitions) + attempts


def log_defects(envelopes: list[Envelope]) -> list[str]:
    """Where a log that was read from its beginning has a gap, a repeat or a wrong link."""
    defects, before = [], 0
    versions: Counter[UUID] = Counter()
    for one in envelopes:
        if one.previous != before or one.position <= before:
            defects.append(f"{one.name} ở vị trí {one.position} nối vào {one.previous}, trước nó là {before}")
        versions[one.stream] += 1
        if one.stream_version != versions[one.stream]:
            defects.append(f"{one.name} ở vị trí {one.position}: thiếu sự kiện trước nó trong cùng dòng")
            versions[one.stream] = one.stream_version
        before = one.position
    return defects


# -- decisions and letters ----------------------------------------------------------------------------


def decisions_of(year: Year, winner: str) -> list[Issued]:
    """Every decision that grants something: the department's own, then those of the authorities above."""
    return [*(_own(row, year, winner) for row in year.data.decisions), *_external(year, winner)]


def _own(row: Any, year: Year, winner: str) -> Issued:
    return Issued(
        id=derived_id("decision", row.key),
        authority=year.data.meta.body,
        title=row.title,
        number=row.number,
        signed_on=row.signed_on,
        issued_on=row.issued_on,
        published_on=row.published_on,
        known_since=row.issued_on,
        signatory=year.people[year.signatories[row.signatory].person].name,
        capacity=year.capacity(row.signatory),
        external=False,
        bases=tuple(row.legal_bases),
        articles=tuple(row.articles),
        lines=_lines(row.lines, year, winner),
    )


def _external(year: Year, winner: str) -> Iterator[Issued]:
    for row in year.data.petitions:
        authority, answer = year.authorities[row.to], row.answer
        yield Issued(
            id=derived_id("decision", answer.number),
            authority=authority.body,
            title=answer.title,
            number=answer.number,
            signed_on=answer.decided_on,
            issued_on=answer.decided_on,
            published_on=None,
            known_since=answer.received_on,
            signatory=answer.signatory,
            capacity=authority.title,
            external=True,
            bases=(),
            articles=(),
            lines=_lines(answer.lines, year, winner),
        )


def _lines(rows: list[Any], year: Year, winner: str) -> tuple[Line, ...]:
    dossiers = year.nominations(winner)
    granted = (year.resolved(row.nomination, winner) for row in rows if row.outcome == "granted")
    return tuple(_line(dossiers[key], year) for key in granted)


def _line(dossier: Any, year: Year) -> Line:
    subject_id, kind = year.subject(dossier.nominee)
    name, position, unit_name = year.subject_as_printed(dossier.nominee)
    return Line(derived_id("nomination", dossier.key), dossier.award, subject_id, kind, name, position, unit_name)


def letters_of(year: Year, winner: str) -> Counter[str]:
    """How many letters of which template were written."""
    dossiers = year.nominations(winner)
    outcomes = Counter(row.expected for row in dossiers.values())
    returned = sum(1 for row in year.data.registrations if row.returned)
    passed = sum(1 for line in year.data.session.lines if line.passed)
    letters = Counter(
        campaign_launched=len(year.reporting),
        reminder=len(year.reminded()),
        registration_returned=returned,
        registration_confirmed=len(year.data.registrations),
        nomination_submitted=len(dossiers),
        nomination_returned=sum(1 for row in dossiers.values() if row.returned),
        nomination_accepted=len(dossiers),
        nomination_eligible=len(dossiers) - outcomes["ineligible"],
        nomination_ineligible=outcomes["ineligible"],
        nomination_passed=passed,
        nomination_not_passed=outcomes["not_passed"],
        nomination_withdrawn=outcomes["withdrawn"],
        nomination_forwarded=sum(len(row.lines) for row in year.data.petitions),
        nomination_refused=outcomes["refused"] + outcomes["not_granted"],
        session_convened=len(year.data.council.seats),
    )
    for decision in decisions_of(year, winner):
        people = {line.subject_id for line in decision.lines if line.subject_kind is SubjectKind.INDIVIDUAL}
        letters["award_granted"] += len(people)
        letters["award_granted_unit"] += len({line.unit_name for line in decision.lines})
    return letters
