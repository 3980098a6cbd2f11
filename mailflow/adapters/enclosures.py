"""The files that go with the mails of one notice, looked through once for all its recipients."""

from dataclasses import dataclass, field

from mailflow.adapters.attachment_texts import files_within, texts_within
from mailflow.core.headers import sweep
from mailflow.core.mail import Attachment
from mailflow.core.relaying import Cargo, StaysHome, cargo, is_forbidden, stays_home
from mailflow.core.sending import SendNotice
from mailflow.errors import UnreadableMailError
from mailflow.identity import Limits


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What may go to everybody, and those files of it that hold reply tokens."""

    cargo: Cargo
    limits: Limits
    suspects: frozenset[str] = field(default=frozenset())

    def to(self, token: str) -> Cargo:
        """Return what goes to the owner of this token, and what does not: others' tokens."""
        leaking = tuple(one for one in self.cargo.sent if self._leaks(one, token))
        told = tuple(stays_home(one, StaysHome.TOKEN) for one in leaking)
        sent = tuple(one for one in self.cargo.sent if one not in leaking)
        return Cargo(sent, (*self.cargo.withheld, *told))

    def _leaks(self, attachment: Attachment, token: str) -> bool:
        suspect = bool(self.suspects) and attachment.sha256 in self.suspects
        return suspect and leaks(attachment, token, self.limits)


def enclosures(notice: SendNotice, limits: Limits, recipients: int) -> Enclosures:
    """Return what of the notice's files may go to so many people."""
    found = cargo(notice.attachments, limits, recipients)
    bearers = tuple(one for one in found.sent if _bears_a_program(one, limits))
    told = tuple(stays_home(one, StaysHome.FORBIDDEN) for one in bearers)
    sent = tuple(one for one in found.sent if one not in bearers)
    suspects = (one.sha256 for one in sent if leaks(one, "", limits))
    known = Cargo(sent, (*notice.withheld, *found.withheld, *told))
    return Enclosures(known, limits, frozenset(suspects))


def _bears_a_program(attachment: Attachment, limits: Limits) -> bool:
    inside = files_within(attachment, limits)
    return any(is_forbidden(one, limits.forbidden_attachments) for one in inside)


def leaks(attachment: Attachment, token: str, limits: Limits) -> bool:
    """Whether a file holds a reply token other than this, or what cannot be looked through."""
    try:
        return any(sweep(text, token) != text for text in texts_within(attachment, limits))
    except UnreadableMailError:
        return True
