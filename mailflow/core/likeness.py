"""Which conversation a mail looks like a part of: evidence, never a reason to join.

What decides about joining is design section 4; what is found here is shown to agents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from mailflow.core.subject_lines import SubjectLine

REACH = timedelta(days=90)
"""How old the last mail of a conversation may be."""
FRESH = timedelta(days=30)
LIKELY = 2.0
COMMON = 4
"""A passage in so many conversations is a greeting, a signature or a footer of a list."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one mail and one conversation have in common.

    `shared` counts the fingerprints of quoted text in common, each divided by the conversations
    that have it; `quoted` how many the mail has. `in_touch` says that one of the conversation
    wrote to this mail's sender, or he to them.
    """

    shared: float = 0.0
    quoted: int = 0
    same_subject: bool = False
    same_words: bool = False
    same_record: bool = False
    has_prefix: bool = False
    is_telling: bool = True
    in_touch: bool = False
    took_part: bool = False
    age: timedelta = timedelta(0)

    @property
    def weight(self) -> float:
        """How likely it is that both are one; from LIKELY on it is worth a word."""
        if self.age > REACH:
            return 0.0
        matter = self._text + self._subject + (2.0 if self.same_record else 0.0)
        if not matter:
            return 0.0
        people = 1.0 if self.in_touch or (self.took_part and self.has_prefix) else 0.0
        return matter + people - (1.0 if self.age > FRESH else 0.0)

    @property
    def _text(self) -> float:
        """Quoted text is the strongest sign, alone where it is a good part of what is quoted."""
        if self.shared >= 5 and self.shared >= 0.2 * self.quoted:
            return 2.0
        return 1.0 if self.shared >= 1 else 0.0

    @property
    def _subject(self) -> float:
        if not (self.same_subject or self.same_words):
            return 0.0
        if not (self.has_prefix or self.in_touch):
            return 0.0 if self.took_part else 0.5  # the same report comes every week
        whole = 2.0 if self.has_prefix and self.same_subject else 1.0
        return whole if self.is_telling else whole / 2
