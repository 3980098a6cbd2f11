"""To which incident a mail belongs, as far as its references say (design section 2.7)."""

import re
from dataclasses import dataclass

from mailflow.core.mail import Mail
from mailflow.core.records import Incident, Participant
from mailflow.core.reply_tokens import NO_TOKEN, TokenReading
from models.enums import ParticipantRole

SUBJECT_TAG = re.compile(r"\[INC-([0-9]{1,9})\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The incident a mail refers to, by what, and what else it names.

    `incident` is set by token, then by the ids in In-Reply-To and References, then by the
    subject tag; `by_reference` says whether the latter two name it. `quoting` is the incident
    that quotes the same unknown parent, where the mail refers to nothing we know.
    """

    token: TokenReading = NO_TOKEN
    other_tokens: tuple[TokenReading, ...] = ()
    incident: Incident | None = None
    named: frozenset[int] = frozenset()
    by_reference: bool = False
    participants: tuple[Participant, ...] = ()
    quoting: Incident | None = None
    quoting_participants: tuple[Participant, ...] = ()

    @property
    def conflicts(self) -> bool:
        """Whether the mail names another incident than the one it was sent to (condition 9)."""
        return self.incident is not None and bool(self.named - {self.incident.id})

    def role_of(self, address: str) -> ParticipantRole | None:
        """Return why this address takes part in the incident, or None."""
        who = self.participant(address)
        return who.role if who else None

    def participant(self, address: str) -> Participant | None:
        """Return how this address takes part in the incident, or None."""
        return next((one for one in self.participants if one.address == address), None)


def subject_tags(subject: str) -> tuple[int, ...]:
    """Return the incident numbers tagged in a subject, such as `[INC-1001]`."""
    return tuple(dict.fromkeys(int(number) for number in SUBJECT_TAG.findall(subject[:2000])))


def without_tags(subject: str) -> str:
    """Return the subject without our tags: a new incident gets a tag of its own.

    With the old one beside it every answer would name two incidents (condition 9).
    """
    return " ".join(SUBJECT_TAG.sub(" ", subject).split())


@dataclass(frozen=True, slots=True)
class Named:
    """The incidents a mail names: the one that decides, all, and those not by token."""

    decisive: int | None
    every: frozenset[int]
    by_reference: frozenset[int]


def named_incidents(
    tokens: tuple[TokenReading, ...], by_message_id: dict[str, int], mail: Mail
) -> Named:
    """Return the incidents a mail names.

    Of known ids only the nearest names an incident: the older ones tell where a conversation
    came from, and it may have been split or merged since. Every token names its own.
    """
    from_tokens = [one.incident_id for one in tokens if one.incident_id is not None]
    nearest = next((by_message_id[one] for one in mail.ancestors if one in by_message_id), None)
    references = (*([] if nearest is None else [nearest]), *subject_tags(mail.subject))
    candidates = (*from_tokens, *references)
    return Named(
        decisive=candidates[0] if candidates else None,
        every=frozenset(candidates),
        by_reference=frozenset(references),
    )


def correspondent_in_common(mail: Mail, participants: tuple[Participant, ...]) -> bool:
    """Whether somebody of this mail takes part in the other conversation too."""
    known = {participant.address for participant in participants}
    return any(mailbox.address in known for mailbox in (*mail.from_, *mail.to, *mail.cc))
