"""One support mailbox on an IMAP server (RFC 9051, RFC 3501), the only home of imapclient.

A session has one UIDVALIDITY: a change of it ends the session as any error does, and `connect`
begins the next. Errors do not carry the library's own, which quote what went over the line: the
password or a mail (promise P16).
"""

from mailflow.adapters.imap.erasing import FolderErasure, folders_of
from mailflow.adapters.imap.filing import FILED
from mailflow.adapters.imap.imap_mailbox import ImapMailbox
from mailflow.adapters.imap.reading import Fetched
from mailflow.adapters.imap.session import FolderStatus

__all__ = [
    "FILED",
    "Fetched",
    "FolderErasure",
    "FolderStatus",
    "ImapMailbox",
    "folders_of",
]
