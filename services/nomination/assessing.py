"""Which targets can hardly be met: the rules' ladders held against the awards that somebody is known to hold."""

from collections.abc import Iterator
from uuid import UUID

from services.nomination.rules import Ladder, RulePack
from shared.contracts.nomination import AssessedTarget, AssessTargets, TargetFinding

Held = set[tuple[UUID, str, int]]  # who was granted which award for which year


def findings_of(request: AssessTargets, held: Held, pack: RulePack) -> tuple[TargetFinding, ...]:
    """What the rules say of each target, in the order of the targets."""
    together = {(one.subject_id, one.award) for one in request.targets}
    return tuple(
        finding
        for target in request.targets
        for ladder in pack.ladders
        if ladder.award == target.award
        for finding in _findings(target, request.year, ladder, held, together, pack)
    )


def _findings(
    target: AssessedTarget, year: int, ladder: Ladder, held: Held, together: set[tuple[UUID, str]], pack: RulePack
) -> Iterator[TargetFinding]:
    wanted, needed = pack.awards[ladder.award].name, pack.awards[ladder.needs].name
    missing = [one for one in ladder.earlier_years(year) if (target.subject_id, ladder.needs, one) not in held]
    if missing:
        years = ("các năm " if len(missing) > 1 else "năm ") + ", ".join(map(str, missing))
        yield TargetFinding(
            subject_id=target.subject_id,
            award=target.award,
            code="years-missing",
            message=f"Chưa thấy danh hiệu {needed} của {years} trong hệ thống; mục tiêu {wanted} năm {year} khó đạt.",
        )
    in_the_same_year = (target.subject_id, ladder.needs) in together or (target.subject_id, ladder.needs, year) in held
    if ladder.counts_target_year and not in_the_same_year:
        yield TargetFinding(
            subject_id=target.subject_id,
            award=target.award,
            code="not-registered-with",
            message=f"Mục tiêu {wanted} năm {year} cần đăng ký cùng danh hiệu {needed} năm {year}.",
        )
