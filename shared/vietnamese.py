"""Vietnamese text: words without their marks, for the search, and the order of a list of names."""

import re
import unicodedata

_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of dictionaries

Key = tuple[tuple[int, ...], tuple[int, ...]]


def words(text: str) -> list[str]:
    """The words of a text in small letters without marks: ``Nguyễn Thị Đà`` gives nguyen, thi, da."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.findall(r"[a-z0-9]+", "".join(mark for mark in plain if not unicodedata.combining(mark)))


def by_given_name(name: str) -> tuple[Key, Key]:
    """Sorts people as Vietnamese lists do: by the last word of the name, then by the words before it."""
    before, _, given = name.strip().rpartition(" ")
    return _key(given), _key(before)


def _key(text: str) -> Key:
    letters: list[int] = []
    tones: list[int] = []
    for mark in unicodedata.normalize("NFC", text.lower()):
        parts = unicodedata.normalize("NFD", mark)
        tone = next((one for one in parts if one in _TONES), "")
        letter = unicodedata.normalize("NFC", parts.replace(tone, "") if tone else parts)
        letters.append(_ALPHABET.find(letter))
        tones.append(_TONES.find(tone) + 1 if tone else 0)
    return tuple(letters), tuple(tones)
