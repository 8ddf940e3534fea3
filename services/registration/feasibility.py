"""What nomination's rules say of targets before they are handed in; nobody has to wait for it."""

from uuid import UUID

from services.registration.application import RegistrationLog
from services.registration.domain.campaigns import Campaign
from shared.contracts.nomination import AssessedTarget, AssessTargets, NominationApi
from shared.contracts.registration.registrations import Target, TargetWarning
from shared.errors import Refusal


def warnings_of(
    campaign_id: UUID, targets: tuple[Target, ...], log: RegistrationLog, nomination: NominationApi
) -> tuple[TargetWarning, ...] | None:
    """Which targets can hardly be met in the campaign's year; ``None`` where nomination could not be asked.

    The year of a campaign of several years is the present one, as far as the campaign reaches.
    """
    campaign = log.find(Campaign, campaign_id)
    if campaign is None:
        return None
    year = min(max(log.clock.now().year, campaign.plan["year_from"]), campaign.plan["year_to"])
    asked = tuple(
        AssessedTarget(subject_id=one.subject_id, subject_kind=one.subject_kind, award=one.award) for one in targets
    )
    try:
        findings = nomination.assess_targets(AssessTargets(year=year, targets=asked)).findings
    except (OSError, Refusal):  # no answer in time, no broker, or a no
        return None
    return tuple(
        TargetWarning(subject_id=one.subject_id, award=one.award, code=one.code, message=one.message)
        for one in findings
    )
