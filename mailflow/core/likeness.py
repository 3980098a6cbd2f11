"""How much speaks for a mail being a part of a conversation: evidence, never a reason to join.

What decides about joining is design section 4; what is found here is shown to agents.
"""

from dataclasses import dataclass
from datetime import timedelta

REACH = timedelta(days=90)
"""How old the last mail of a conversation may be."""
FRESH = timedelta(days=30)
LIKELY = 2.0
SOME, MANY = 3, 5
COMMON = 4
"""What stands in so many conversations is a greeting, a signature or the footer of a list."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a mail and a conversation have in common.

    `written` counts the fingerprints of what the mail quotes and somebody of the conversation
    wrote, `shared` those of what others quote there too, each divided by the conversations that
    have it; `quoted` is how many the mail has. `is_answer` says that the mail answers something, by
    its subject or by naming one of the conversation above a quotation; `in_touch` that it answers
    or goes to somebody of the conversation, or comes from one whom they wrote to; `took_part`
    that its sender wrote in it before.
    """

    written: float = 0.0
    shared: float = 0.0
    quoted: int = 0
    same_subject: bool = False
    same_words: bool = False
    same_series: bool = False
    same_record: bool = False
    is_answer: bool = False
    is_telling: bool = True
    in_touch: bool = False
    took_part: bool = False
    age: timedelta = timedelta(0)

    @property
    def quotes(self) -> bool:
        """Whether the mail quotes what stands in the conversation."""
        return self.written + self.shared >= 1

    @property
    def weight(self) -> float:
        """How likely it is that both are one, from 0 on; LIKELY is enough."""
        numbered = 2.0 if self.same_record else 1.0 if self.same_series else 0.0
        matter = self._text + self._subject + numbered
        if not matter or self.age > REACH:
            return 0.0
        people = 1.0 if self.in_touch or (self.took_part and self.is_answer) else 0.0
        return matter + people - (1.0 if self.age > FRESH else 0.0)

    @property
    def _text(self) -> float:
        """Quoted text is the strongest sign, alone where it is a good part of what is quoted.

        What both quote may be a circular that many got: it counts only beside something else.
        """
        part = 0.1 if self.written >= MANY else 0.5
        if self.written >= SOME and self.written >= part * self.quoted:
            return 2.0
        if self.written + self.shared >= SOME:
            return 1.0
        return 0.5 if self.quotes else 0.0

    @property
    def _subject(self) -> float:
        if not (self.same_subject or self.same_words):
            return 0.0
        if not (self.is_answer or self.in_touch):
            return 0.0 if self.took_part else 0.5  # the same report comes every week
        whole = 2.0 if self.is_answer and self.same_subject else 1.0
        return whole if self.is_telling else whole / 2
