"""Where mails lie on an IMAP server, and how far its folders have been read."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Location:
    """Where a mail lies on an IMAP server (RFC 9051 section 2.3.1.1)."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class FolderPosition:
    """How far a folder has been read, and what is older than the desk there.

    `go_live_uid` is UIDNEXT at first contact, 0 where only `go_live_at` can decide.
    """

    account: str
    folder: str
    uidvalidity: int
    last_uid: int
    go_live_at: datetime | None = None
    go_live_uid: int = 0
