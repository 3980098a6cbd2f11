"""A signed zip archive of a few members with known names.

The archive's comment, its last bytes, is ``mailflow-classifier 2 KEYID SIGNATURE``: an
HMAC-SHA256 (RFC 2104) over every byte before it. It is compared before the archive is parsed, so
bytes from anywhere else never reach the zip reader. A manifest lists each member's length and
SHA-256 for people who look inside.
"""

import hashlib
import hmac
import json
import zlib
from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from classifiers.errors import UnreadableVersionError, WeakKeyError

FORMAT: Final = 2
MANIFEST: Final = "manifest.json"
MAX_CONTENT: Final = 16 * 2**20  # bytes, the whole archive
MAX_MEMBER: Final = 16 * 2**20  # bytes, one member unpacked
MAX_UNPACKED: Final = 32 * 2**20  # bytes, all members unpacked
FEWEST_KEY_BYTES: Final = 16

_UTF8_NAME: Final = 0x800
_PREFIX: Final = b"mailflow-classifier 2 "
_OLDER: Final = b"mailflow-classifier 1 "
_KEY_ID: Final = 16
_SIGNATURE: Final = 64
_COMMENT: Final = len(_PREFIX) + _KEY_ID + 1 + _SIGNATURE
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest a zip archive can say


def seal(members: Mapping[str, bytes], key: bytes) -> bytes:
    """Return the signed archive; equal members and key give equal bytes.

    Raises WeakKeyError for a key of fewer than 16 bytes.
    """
    listing = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(members.items())
    }
    manifest = json.dumps({"format": FORMAT, "members": listing}, indent=1, sort_keys=True)
    return sign(pack({MANIFEST: manifest.encode(), **members}), key)


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return an unsigned archive of the members, in the order of their names."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in sorted(members):
            entry = ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, members[name], compresslevel=9)
    return buffer.getvalue()


def sign(archive: bytes, key: bytes) -> bytes:
    """Return an archive that has no comment yet with its signature as the comment."""
    body = archive[:-2] + _COMMENT.to_bytes(2, "little") + _PREFIX + _key_id(key) + b" "
    return body + _signature(body, key)


def unseal(content: bytes, key: bytes, *, names: Collection[str]) -> dict[str, bytes]:
    """Return the members of a signed archive, by name, without the manifest.

    Every member must be one of ``names``. Raises UnreadableVersionError, saying what is wrong,
    and WeakKeyError for a key of fewer than 16 bytes.
    """
    _verify(content, key)
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_directory(archive.infolist(), {MANIFEST, *names})
            members = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise UnreadableVersionError(f"the archive is damaged: {error}") from error
    _check_manifest(read_json(members, MANIFEST), members)
    del members[MANIFEST]
    return members


def read_json(members: Mapping[str, bytes], name: str) -> object:
    """Return what a JSON member says; UnreadableVersionError when it is absent or no JSON."""
    if name not in members:
        raise UnreadableVersionError(f"member {name} is missing")
    try:
        parsed: object = json.loads(members[name])
    except (ValueError, RecursionError) as error:
        raise UnreadableVersionError(f"member {name} is not JSON: {error}") from error
    return parsed


def _verify(content: bytes, key: bytes) -> None:
    if len(content) > MAX_CONTENT:
        raise UnreadableVersionError(f"{len(content)} bytes are more than {MAX_CONTENT}")
    body, signature = content[:-_SIGNATURE], content[-_SIGNATURE:]
    expected, comment = _signature(body, key), content[-_COMMENT:]
    if comment.startswith(_OLDER):
        raise UnreadableVersionError(
            "written by an older mailflow: learn anew with `mailflow classifier retrain`"
        )
    if hmac.compare_digest(signature, expected):
        return
    if not comment.startswith(_PREFIX):
        raise UnreadableVersionError("no signature at the end: cut short, or no version at all")
    if not hmac.compare_digest(comment[len(_PREFIX) :][:_KEY_ID], _key_id(key)):
        raise UnreadableVersionError("signed with another key")
    raise UnreadableVersionError("changed after it was signed: the signature does not match")


def _check_directory(entries: Collection[ZipInfo], names: Collection[str]) -> None:
    if len(entries) > len(names):
        raise UnreadableVersionError(f"{len(entries)} members are more than {len(names)}")
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnreadableVersionError("two members have the same name")
    for entry in entries:
        if entry.filename not in names:
            raise UnreadableVersionError(f"unexpected member {entry.filename[:80]!r}")
        if entry.file_size > MAX_MEMBER:
            raise UnreadableVersionError(
                f"member {entry.filename} unpacks to more than {MAX_MEMBER} bytes"
            )
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} or entry.flag_bits & ~_UTF8_NAME:
            raise UnreadableVersionError(f"member {entry.filename} is packed in an unknown way")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise UnreadableVersionError(f"the members unpack to more than {MAX_UNPACKED} bytes")


def _check_manifest(manifest: object, members: Mapping[str, bytes]) -> None:
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnreadableVersionError(f"the manifest does not say format {FORMAT}")
    listing = manifest.get("members")
    if not isinstance(listing, dict) or set(listing) != set(members) - {MANIFEST}:
        raise UnreadableVersionError("the manifest does not list the members that are there")
    for name, entry in listing.items():
        found = hashlib.sha256(members[name]).hexdigest()
        if entry != {"bytes": len(members[name]), "sha256": found}:
            raise UnreadableVersionError(f"member {name} is not the one in the manifest")


def _signature(body: bytes, key: bytes) -> bytes:
    if len(key) < FEWEST_KEY_BYTES:
        raise WeakKeyError(f"the signing key has {len(key)} bytes, not {FEWEST_KEY_BYTES} or more")
    return hmac.new(key, body, hashlib.sha256).hexdigest().encode("ascii")


def _key_id(key: bytes) -> bytes:
    return _signature(b"mailflow classifier key", key)[:_KEY_ID]
