"""Which mails look like one conversation: evidence, never a reason to join (design section 4)."""

from dataclasses import dataclass, field

from mailflow.core.mail import Mail, bare_subject


@dataclass(slots=True)
class Conversations:
    """The mails of one mailbox as they are read, parted into conversations by likeness."""

    _by_id: dict[str, int] = field(default_factory=dict)
    _by_subject: dict[str, int] = field(default_factory=dict)
    _count: int = 0

    def place(self, mail: Mail) -> int:
        """Return the number of the conversation that this mail looks like a part of."""
        subject = bare_subject(mail.subject).casefold()
        known = next((self._by_id[one] for one in mail.ancestors if one in self._by_id), None)
        if known is None and subject:
            known = self._by_subject.get(subject)
        if known is None:
            self._count += 1
            known = self._count
        if mail.message_id:
            self._by_id[mail.message_id] = known
        if subject:
            self._by_subject.setdefault(subject, known)
        return known
