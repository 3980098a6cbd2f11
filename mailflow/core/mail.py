"""What a mail is to the rules: parsed once at the border, normalised, immutable."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from mailflow.core.invitations import Invitation
from mailflow.core.phrases.subjects import SUBJECT_PREFIXES
from mailflow.core.records import MailIdentity, StoredAttachment
from models.enums import Protection

# Parts that prove who wrote what came with them, and say nothing by themselves
_SIGNATURES = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-mime",
        "application/pkcs7-signature",
        "application/x-pkcs7-mime",
        "application/x-pkcs7-signature",
    }
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address of a header field (RFC 5322 section 3.4), in lower case, and its name."""

    address: str
    display_name: str = ""

    @property
    def domain(self) -> str:
        """The part behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached or inline part; the file name is a label, never a path."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""
    inline: bool = False

    @property
    def sha256(self) -> str:
        """What its content is known by."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_signature(self) -> bool:
        """Whether it is worth nothing without the mail it came with (RFC 8551, RFC 3156)."""
        return self.content_type in _SIGNATURES


@dataclass(frozen=True, slots=True)
class Recipient:
    """What a delivery report says of one recipient (RFC 3464 section 2.3)."""

    address: str
    action: str
    status: str
    diagnostic_code: str = ""

    @property
    def permanent(self) -> bool:
        """Whether the address failed for good (status class 5)."""
        return self.action == "failed" and self.status.startswith("5")


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A delivery status notification, and the Message-IDs of the mail it returns."""

    recipients: tuple[Recipient, ...]
    returned_message_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mail:
    """A mail as every rule sees it.

    Header values hold no NUL, CR, LF or other line separator and no lone surrogate. Message-IDs
    keep their angle brackets. `from_` holds what the From fields yielded; `from_fields` counts
    the fields, and `from_problem` says why the sender is unusable, if so.
    """

    message_id: str
    subject: str
    from_: tuple[Mailbox, ...]
    from_fields: int = 1
    from_problem: str = ""
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    content_type: str = "text/plain"
    delivery_report: DeliveryReport | None = None
    disposition_report: bool = False
    forwarded: tuple["Mail", ...] = ()
    body_hash: str = ""
    invitation: Invitation | None = None
    protection: Protection = Protection.NONE
    leaf_parts: int = 1

    @cached_property
    def _fields(self) -> dict[str, tuple[str, ...]]:
        fields: dict[str, tuple[str, ...]] = {}
        for name, value in self.headers:
            fields[name.lower()] = (*fields.get(name.lower(), ()), value)
        return fields

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return the values of every field of that name, topmost first."""
        return self._fields.get(name.lower(), ())

    def header(self, name: str) -> str:
        """Return the first value of that field, or an empty string."""
        values = self.header_values(name)
        return values[0] if values else ""

    @property
    def identity(self) -> MailIdentity:
        """What tells it from every other mail, whatever way it came."""
        return MailIdentity(self.message_id, self.body_hash)

    @property
    def sender(self) -> Mailbox | None:
        """The one usable From mailbox, or None (RFC 5322 section 3.6.2)."""
        usable = self.from_fields == 1 and len(self.from_) == 1 and not self.from_problem
        return self.from_[0] if usable else None

    @cached_property
    def ancestors(self) -> tuple[str, ...]:
        """Ids of earlier mails of the conversation, nearest first, each once."""
        nearest_first = (*self.in_reply_to, *reversed(self.references))
        return tuple(dict.fromkeys(nearest_first))


def stored_attachments(mail_id: int, mail: Mail) -> tuple[StoredAttachment, ...]:
    """Return what is remembered of the files of a mail, in their order."""
    return tuple(
        StoredAttachment(
            mail_id=mail_id,
            position=position,
            sha256=one.sha256,
            label=one.filename,
            content_type=one.content_type,
            size=len(one.content),
            inline=one.inline,
            content_id=one.content_id,
        )
        for position, one in enumerate(mail.attachments, start=1)
    )


def attachment_at(mail: Mail, stored: StoredAttachment) -> Attachment | None:
    """Return the file that was remembered, known by its content alone.

    Its position is looked at first; a later version may count the parts of a mail otherwise.
    """
    around = mail.attachments[stored.position - 1 : stored.position] + mail.attachments
    return next((one for one in around if one.sha256 == stored.sha256), None)


def bare_subject(subject: str) -> str:
    """Return the subject without reply and forward prefixes (RFC 5322 section 3.6.5)."""
    prefixes = SUBJECT_PREFIXES.match(subject)
    return (subject[prefixes.end() :] if prefixes else subject).strip()
