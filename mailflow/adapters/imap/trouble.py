"""What can go wrong with an IMAP connection, and what may be said of it (promise P16)."""

import re

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

TROUBLE = (OSError, IMAPClientError, ValueError, LookupError)
_PASSING = re.compile(r"\[(UNAVAILABLE|INUSE|SERVERBUG|LIMIT|OVERQUOTA)\]", re.IGNORECASE)


def is_refusal(error: Exception) -> bool:
    """Tell a tagged NO or BAD, after which the session goes on, from its end."""
    return isinstance(error, IMAPClientError) and not isinstance(
        error, (IMAPClientAbortError, ProtocolError)
    )


def may_pass(error: Exception) -> bool:
    """Whether a refusal says of itself that it is the server's own trouble (RFC 5530)."""
    return _PASSING.search(str(error)) is not None


def said(error: Exception) -> str:
    """Return the reason on one short line, without lines of a mail that the library quotes."""
    if isinstance(error, OSError):
        return str(error)
    if isinstance(error, ProtocolError) or not isinstance(error, IMAPClientError):
        return f"the answer is not IMAP ({type(error).__name__})"
    words = re.sub(r"""^b(['"])(.*)\1$""", r"\2", str(error))
    return re.split(r"""[:>] b['"]""", words)[0][:200]
