"""What points to one person in a text: his addresses, his names, his telephone numbers."""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator

SHORTEST_NAME_PART = 3
SHORTEST_SHARED_PART = 4
"""Letters that name and address have in common where the name is a person's, not a desk's."""

FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""Of a telephone number; no more than 15 (ITU-T E.164)."""

_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d[\d ()/.-]{5,40}+")
_DATE_OR_HOST = re.compile(r"\d{4}-\d\d-\d\d|\d{1,5}(?:\.\d{1,5}){2,3}(?![.\d])")
_SIGNS = "@|=|%40|&#64;| ?[(\\[] ?at ?[)\\]] ?| at "
_FILES = "csv|docx?|eml|gif|html?|ics|jpe?g|json|log|md|msg|odt|pdf|png|rtf|txt|vcf|xlsx?|xml|zip"
_ABSENT = re.compile(r"(?!)")
_ADDRESS = re.compile(
    r"(?<![^\s<>()\[\]\"',;:=|])[^\s<>()\[\]\"',;:=|@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)


def written_addresses(text: str) -> frozenset[str]:
    """Return the mail addresses that stand in a text, in small letters."""
    return (
        frozenset(one[0].casefold() for one in _ADDRESS.finditer(text))
        if "@" in text
        else frozenset()
    )


def addresses_pattern(addresses: Iterable[str]) -> re.Pattern[str]:
    """Match addresses as they are, within others (VERP), in links, in names of files, spelled."""
    forms = []
    for one in sorted(addresses, key=len, reverse=True):
        local, _, domain = one.rpartition("@")
        forms.append(f"{re.escape(local)}(?:{_SIGNS}){re.escape(domain)}")
        forms.append(f"{_in_base64(one)}[a-z0-9+/-]{{0,4}}")
    if not forms:
        return _ABSENT
    end = rf"(?![\w-]|\.(?!(?:{_FILES})\b)\w)"
    return re.compile(rf"(?<![\w.])(?:{'|'.join(forms)}){end}", re.IGNORECASE)


def _in_base64(address: str) -> str:
    """Return how a link begins that says whose it is: whole octets of the address alone."""
    return re.escape(b64encode(address.encode()[: len(address) // 3 * 3]).decode("ascii"))


def names_pattern(names: Iterable[str], others: Iterable[str]) -> re.Pattern[str] | None:
    """Match the parts of names as they are written, or in capitals; not those others bear, too.

    Letters with marks may be written as one character or two (Unicode annex 15).
    """
    shared = {part for name in others for part in name.split()}
    parts = {part.strip(".,;()\"'") for name in names for part in name.split()} - shared
    long = {part for part in parts if len(part) >= SHORTEST_NAME_PART}
    written = {one for part in long for one in (part, part.upper())}
    forms = {unicodedata.normalize(form, one) for one in written for form in ("NFC", "NFD")}
    if not forms:
        return None
    either = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_]|[\u0300-\u036f])")


def full_names(names: Iterable[str], addresses: Iterable[str]) -> frozenset[str]:
    """Return the names of several parts that are a person's: his address is made of one of them."""
    locals_ = [one.partition("@")[0].casefold() for one in addresses]
    return frozenset(
        name
        for name in names
        if len(name.split()) > 1
        and any(part in local for part in _plain_parts(name) for local in locals_)
    )


def _plain_parts(name: str) -> Iterator[str]:
    """Yield the parts of a name as an address would have them, without marks."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    for part in bare.casefold().split():
        if len(part) >= SHORTEST_SHARED_PART:
            yield part


def telephone_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the last digits of what may be a telephone number, and where it stands.

    The last ones, since people write the same number with and without what stands before.
    """
    for one in _NUMBER.finditer(text):
        written = one[0].rstrip(" ()/.-")
        digits = "".join(c for c in written if c.isdecimal())
        if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS and not _DATE_OR_HOST.match(written):
            yield digits[-FEWEST_DIGITS:], one.start(), one.start() + len(written)
