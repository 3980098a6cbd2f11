"""Keys and the MACs made with them: reply tokens, audit hashes, classifier signatures.

A reply token is 25 bytes in base32: 1 byte version (high nibble) and key id (low nibble), 4 bytes
incident, 3 bytes principal, 4 bytes outbox row, 13 bytes of HMAC-SHA256 (design section 4).
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mailflow.core.reply_tokens import TOKEN_LENGTH, TokenFields
from mailflow.errors import KeyMissingError

DOMAIN_SEPARATOR = b"mailflow-reply-v1\0"
VERSION = 1
BODY_LENGTH = 12
MAC_LENGTH = 13
KEY_LENGTH = 32
MAXIMUM_KEY_ID = 15
AUDIT_KEY_FILE = "audit.key"
CLASSIFIER_KEY_FILE = "classifier.key"
REPLY_KEY_PATTERN = "reply-token-{key_id}.key"


@dataclass(frozen=True, slots=True)
class ReplyTokens:
    """Makes and reads reply tokens; `keys` are the active ones, at most two, by key id."""

    keys: dict[int, bytes] = field(repr=False)
    newest: int | None = None

    @property
    def signing_key_id(self) -> int:
        """The key that new tokens are made with: the newest."""
        return max(self.keys) if self.newest is None else self.newest

    def mint(self, incident_id: int, contact_id: int, outbox_id: int) -> str:
        """Return the 40 characters of a new token, lower case."""
        key_id = self.signing_key_id
        body = bytes([VERSION << 4 | key_id])
        body += incident_id.to_bytes(4) + contact_id.to_bytes(3) + outbox_id.to_bytes(4)
        return base64.b32encode(body + self._mac(key_id, body)).decode("ascii").lower()

    def read(self, text: str) -> TokenFields | None:
        """Return what a token vouches for, or None unless version, key and MAC hold."""
        if len(text) != TOKEN_LENGTH or not text.isascii():
            return None
        try:
            content = base64.b32decode(text.upper())
        except binascii.Error:
            return None
        body, mac = content[:BODY_LENGTH], content[BODY_LENGTH:]
        version, key_id = body[0] >> 4, body[0] & 0x0F
        if version != VERSION or key_id not in self.keys:
            return None
        if not hmac.compare_digest(mac, self._mac(key_id, body)):
            return None
        return TokenFields(
            incident_id=int.from_bytes(body[1:5]),
            contact_id=int.from_bytes(body[5:8]),
            outbox_id=int.from_bytes(body[8:12]),
            key_id=key_id,
        )

    def _mac(self, key_id: int, body: bytes) -> bytes:
        return hmac.digest(self.keys[key_id], DOMAIN_SEPARATOR + body, hashlib.sha256)[:MAC_LENGTH]


@dataclass(frozen=True, slots=True)
class Keys:
    """Every key of the desk."""

    reply_tokens: ReplyTokens
    audit: bytes = field(repr=False)
    classifier: bytes = field(repr=False)


def audit_mac(key: bytes) -> Callable[[str], str]:
    """Return what makes the MAC of a seal over audit rows (HMAC-SHA256, hexadecimal)."""
    return lambda text: hmac.digest(key, text.encode("utf-8"), hashlib.sha256).hex()


def new_code() -> str:
    """Return a fresh code of six digits for a challenge."""
    return f"{secrets.randbelow(10**6):06}"


def code_mac(key: bytes, incident_id: int, contact_id: int, code: str) -> str:
    """Return the MAC of a challenge's code, as the database keeps it."""
    return audit_mac(key)(f"mailflow-challenge-v1:{incident_id}:{contact_id}:{code}")


def create_keys(directory: Path) -> tuple[Path, ...]:
    """Write the keys that are missing (mode 0600) and return the files written."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    reply_keys = () if active_key_ids(directory) else (REPLY_KEY_PATTERN.format(key_id=1),)
    names = (*reply_keys, AUDIT_KEY_FILE, CLASSIFIER_KEY_FILE)
    missing = [directory / name for name in names if not (directory / name).exists()]
    for path in missing:
        _write_key(path)
    return tuple(missing)


def _write_key(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(KEY_LENGTH).encode("ascii") + b"\n")


def load_keys(directory: Path) -> Keys:
    """Read every key; KeyMissingError says which file is missing and how to make it."""
    active = active_key_ids(directory)
    if not active:
        raise KeyMissingError(f"{directory}: no reply token key; `mailflow init` makes the keys")
    return Keys(
        reply_tokens=ReplyTokens(
            {key_id: _read(_reply_key(directory, key_id)) for key_id in active}, active[0]
        ),
        audit=_read(directory / AUDIT_KEY_FILE),
        classifier=_read(directory / CLASSIFIER_KEY_FILE),
    )


def active_key_ids(directory: Path) -> tuple[int, ...]:
    """Return the ids of the reply token keys in use, at most two, the newest first.

    Ids go round: after 15 comes 0. The newest is the one that no other follows.
    """
    ids = range(MAXIMUM_KEY_ID + 1)
    present = {one for one in ids if _reply_key(directory, one).exists()}
    last = [one for one in present if _next_id(one) not in present]
    if not last:
        return ()
    newest = max(last)
    others = sorted(present - {newest}, key=lambda one: (newest - one) % (MAXIMUM_KEY_ID + 1))
    return (newest, *others[:1])


def rotate_keys(directory: Path) -> tuple[int, tuple[int, ...]]:
    """Make a new reply token key and retire all but the one before; return the ids of both.

    The file of a retired key is removed: the tokens made with it are worth nothing from now on.
    """
    before = active_key_ids(directory)
    number = _next_id(before[0]) if before else 1
    _write_key(_reply_key(directory, number))
    retired = before[1:]
    for one in retired:
        _reply_key(directory, one).unlink()
    return number, retired


def key_made_at(directory: Path, key_id: int) -> datetime:
    """Return when the file of a reply token key was written."""
    return datetime.fromtimestamp(_reply_key(directory, key_id).stat().st_mtime, UTC)


def _next_id(key_id: int) -> int:
    return (key_id + 1) % (MAXIMUM_KEY_ID + 1)


def _reply_key(directory: Path, key_id: int) -> Path:
    return directory / REPLY_KEY_PATTERN.format(key_id=key_id)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except FileNotFoundError:
        raise KeyMissingError(f"{path}: key is missing; `mailflow init` makes it") from None
