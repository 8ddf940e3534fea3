"""Search by words, in any order, begun or whole, with or without diacritics; what is typed exactly comes first.

A row to be searched has a column ``words tsvector`` with a GIN index, filled by ``array_to_tsvector(%s)`` from
``words_of``. No parser of the server is used: its language is not known, and Vietnamese has none.
"""

import re
import unicodedata
from typing import Any

from shared.vietnamese import words as folded

_WORD = re.compile(r"[^\W_]+")

# The parameters of these pieces of SQL are what ``wanted`` gives; sort equals by a key of the row.
FOUND = "words @@ %(begun)s::tsquery"
TYPED = "(SELECT count(*) FROM unnest(tsvector_to_array(words)) AS one WHERE one = ANY(%(typed)s))"
WHOLE = "(SELECT count(*) FROM unnest(tsvector_to_array(words)) AS one WHERE one = ANY(%(whole)s))"
RANK = f"{TYPED} DESC, {WHOLE} DESC"


def words_of(*texts: str) -> list[str]:
    """What some texts are found by: their words without marks, as written (after ``=``), and each text (``==``)."""
    return sorted({one for text in texts for one in (*folded(text), *_as_written(text))})


def wanted(text: str) -> dict[str, Any] | None:
    """The parameters of a search for what was typed; ``None`` where it has no word."""
    whole = list(dict.fromkeys(folded(text)))
    if not whole:
        return None
    return {
        "begun": " & ".join(f"'{one}':*" for one in whole),  # letters a to z and digits only: nothing to escape
        "typed": _as_written(text),
        "whole": whole,
    }


def _as_written(text: str) -> list[str]:
    written = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return [*dict.fromkeys(f"={one}" for one in written), f"=={' '.join(written)}"] if written else []
