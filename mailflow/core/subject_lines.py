"""What a subject tells about the conversation a mail belongs to."""

import re
from dataclasses import dataclass

from mailflow.core.phrases.subjects import SUBJECT_PREFIXES

MAXIMUM_SUBJECT = 1_000
MAXIMUM_TAGS = 20
FEWEST_CHARACTERS = 8
"""Shorter words, such as "help" or "test", are common to mails that have nothing in common."""

_TAG = re.compile(r"\s*+\[([^\[\]]{1,80})\]\s*+")
# RFC 5256 section 2.1 takes "(fwd)" from the end; people write "new matter (was: the old one)".
_FORWARDED = re.compile(r"\s?\(fwd\)$")
_FORMER = re.compile(r"[\[(]was:? ([^\[\]()]{1,200})[\])]?$")
_PART = re.compile(r"(.{0,60}?)\b(\d{1,4})/(\d{1,4})")
_VERSIONED = re.compile(r"patch|rfc|\d")
_RECORD_TAG = re.compile(r"\D{0,40}?(?!(?:19|20)\d\d\b)\d{3,12}\D{0,10}")
_RECORD = re.compile(r"#\d{3,12}\b")


@dataclass(frozen=True, slots=True)
class Part:
    """A number within a series of mails that were sent as one, such as `[PATCH 2/5]`."""

    series: str
    number: int


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject in small letters, taken apart.

    `words` is what is left without prefixes and tags, `exact` has the tags that tell versions and
    numbers apart; tags of mailing lists are in neither. `record` is the number that another
    program keeps about the matter, such as `[bug 4711]`; `former` what the subject was before.
    """

    words: str
    exact: str
    has_prefix: bool = False
    part: Part | None = None
    record: str = ""
    former: str = ""

    @property
    def is_telling(self) -> bool:
        """Whether the words are more than what anybody may write above anything."""
        return len(self.words) >= FEWEST_CHARACTERS or (
            not self.words.isascii() and " " in self.words
        )


def read_subject(subject: str) -> SubjectLine:
    """Take a subject apart; one pass over its first thousand characters."""
    rest = _FORWARDED.sub("", " ".join(subject[:MAXIMUM_SUBJECT].casefold().split()))
    tags: list[str] = []
    has_prefix = False
    for _ in range(MAXIMUM_TAGS):
        if prefixes := SUBJECT_PREFIXES.match(rest):
            has_prefix, rest = True, rest[prefixes.end() :]
        elif tag := _TAG.match(rest):
            tags.append(tag[1].strip())
            rest = rest[tag.end() :]
        else:
            break
    former = _FORMER.search(rest)
    words = (rest[: former.start()].strip() if former else rest) or " ".join(tags)
    telling = (tag for tag in tags if _VERSIONED.search(tag))
    return SubjectLine(
        words=words,
        exact=" ".join((*telling, words)),
        has_prefix=has_prefix,
        part=next(filter(None, map(_part, tags)), None),
        record=_record(tags, rest),
        former=former[1].strip() if former else "",
    )


def _part(tag: str) -> Part | None:
    found = _PART.fullmatch(tag)
    if found is None or not 1 < int(found[3]) >= int(found[2]):
        return None
    return Part(f"{found[1].strip()}/{int(found[3])}", int(found[2]))


def _record(tags: list[str], rest: str) -> str:
    named = next((tag for tag in tags if _RECORD_TAG.fullmatch(tag)), "")
    found = _RECORD.search(rest)
    return named or (found[0] if found else "")
