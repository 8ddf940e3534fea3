"""A letter's words: its template filled with its facts, for the one who gets it."""

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.clock import shown
from shared.contracts.registration.kinds import ObligationKind
from shared.messages import Json

TEMPLATES = Path(__file__).parent / "templates"
SANDBOX_NOTICE = "DỮ LIỆU MINH HỌA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
OWED = {
    ObligationKind.UNIT_PLAN: "kế hoạch tổ chức thực hiện phong trào thi đua của đơn vị",
    ObligationKind.REGISTRATION: "đăng ký thi đua",
    ObligationKind.INTERIM_REPORT: "báo cáo sơ kết phong trào thi đua",
    ObligationKind.FINAL_REPORT: "báo cáo tổng kết phong trào thi đua",
}


def render(template: str, facts: Json, to: str, *, portal_url: str, sandbox: bool) -> tuple[str, str]:
    """The subject and the body of a letter; in a sandbox both say that nothing in it is real."""
    values = {**facts, "to": to, "portal_url": portal_url}
    subject = _templates().get_template(f"{template}/subject.txt").render(values).strip()
    body = _templates().get_template(f"{template}/body.txt").render(values).strip()
    if sandbox:
        return f"{SANDBOX_NOTICE} - {subject}", f"{body}\n\n{SANDBOX_NOTICE}\n"
    return subject, f"{body}\n"


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # plain text, never HTML
    )
    templates.filters["day"] = lambda day: shown(date.fromisoformat(day))
    templates.filters["owed"] = lambda kind: OWED[ObligationKind(kind)]
    templates.filters["two_digits"] = lambda count: f"{count:02d}"  # as documents write small counts
    return templates
