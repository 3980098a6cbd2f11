"""What a server tells between its answers: the EXISTS of new mail (RFC 9051 section 7.4.1).

imaplib keeps untagged responses until somebody takes them.
"""

from imapclient import IMAPClient

_NEW_MAIL = "EXISTS"


def announced(client: IMAPClient) -> bool:
    """Whether the server told of new mail since `forget_announcements`."""
    return _NEW_MAIL in client._imap.untagged_responses  # noqa: SLF001


def forget_announcements(client: IMAPClient) -> None:
    """Believe that a search that follows finds all that was told of so far."""
    client._imap.untagged_responses.pop(_NEW_MAIL, None)  # noqa: SLF001
