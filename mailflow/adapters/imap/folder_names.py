"""Folder names as a person writes them, and as a server knows them (RFC 2342, RFC 9051 5.1)."""

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from mailflow.adapters.imap.trouble import is_refusal


def name_on_server(client: IMAPClient, name: str) -> str:
    """Return a name as it is written where that exists, else as the server's namespace wants it.

    "Desk/Done" is "INBOX.Desk.Done" at a server that separates by dots and keeps all below INBOX.
    """
    other = _in_namespace(client, name)
    return name if other == name or exists(client, name) else other


def exists(client: IMAPClient, name: str) -> bool:
    """Whether the server has that folder; LIST would read `%` and `*` as wildcards."""
    try:
        client.folder_status(name, ["UIDVALIDITY"])
    except IMAPClientError as error:
        if not is_refusal(error):
            raise
        return False
    return True


def provide(client: IMAPClient, name: str) -> None:
    """Create and subscribe a folder that does not exist yet."""
    if not exists(client, name):
        client.create_folder(name)
        client.subscribe_folder(name)


def _in_namespace(client: IMAPClient, name: str) -> str:
    if name.upper() == "INBOX" or not client.has_capability("NAMESPACE"):
        return name
    personal = client.namespace().personal
    if not personal:
        return name
    prefix, separator = personal[0]
    translated: str = name.replace("/", separator) if separator else name
    return translated if translated.startswith(prefix) else f"{prefix}{translated}"
