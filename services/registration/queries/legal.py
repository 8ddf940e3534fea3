"""Registration's tables to answers about legal texts."""

from datetime import date

from shared.contracts.registration.campaigns import LegalTextList, LegalTextView
from shared.database import Sql


def legal_texts_on(on: date, sql: Sql) -> LegalTextList:
    """The register of legal texts, and what is in force on a day."""
    rows = sql.execute("SELECT * FROM legal_text ORDER BY in_force_from, number").fetchall()
    return LegalTextList(
        texts=tuple(
            LegalTextView(
                text_id=row.id,
                number=row.number,
                title=row.title,
                issuer=row.issuer,
                issued_on=row.issued_on,
                in_force_from=row.in_force_from,
                in_force_until=row.in_force_until,
                replaced_by=row.replaced_by,
                source=row.source,
                verified=row.verified,
                in_force=row.in_force_from <= on and (row.in_force_until is None or on <= row.in_force_until),
            )
            for row in rows
        )
    )
