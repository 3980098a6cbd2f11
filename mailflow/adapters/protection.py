"""Whether a mail is signed or encrypted (RFC 1847, 3156, 8551), and what was signed.

No signature is verified and nothing is decrypted: the desk holds no keys. What stands inside an
opaque signature is taken out by asn1crypto (its only home).
"""

import logging
from collections.abc import Iterable
from email.message import Message

from mailflow.adapters.mime_tree import parse_tree
from mailflow.adapters.parts import STDLIB_ERRORS, children_of
from mailflow.core.mail import Attachment
from mailflow.errors import UnreadableMailError
from models.enums import Protection

log = logging.getLogger(__name__)

OPAQUE = "application/pkcs7-mime"
_OPAQUE_TYPES = frozenset({OPAQUE, "application/x-pkcs7-mime"})
_SIGNED = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    }
)
_ENCRYPTED = "application/pgp-encrypted"
MAXIMUM_OPAQUE = 25 * 1024 * 1024
MAXIMUM_NODES = 1_000
# Object identifiers of what CMS wraps (RFC 5652 section 4 to 6, RFC 5083) as DER writes them
_OID_SIGNED = bytes.fromhex("06092a864886f70d010702")
_OIDS_ENCRYPTED = (
    bytes.fromhex("06092a864886f70d010703"),
    bytes.fromhex("060b2a864886f70d0109100117"),
)
_OID_WITHIN = 40
# BER may cut a content into any number of strings (X.690 section 8.7.3), which the library joins in
# quadratic time. Real ones are long; this byte begins each, and else one byte in 256 is like it.
_STRING = b"\x04"
MAXIMUM_STRINGS = 20_000


def is_opaque(message: "Message[str, str]") -> bool:
    """Whether the whole mail is one CMS object, be it by its name alone (RFC 8551 section 3.9)."""
    content_type = message.get_content_type()
    if content_type == "application/octet-stream":
        return _filename(message).endswith(".p7m")
    return content_type in _OPAQUE_TYPES


def _filename(message: "Message[str, str]") -> str:
    try:
        return (message.get_filename() or "").lower()
    except STDLIB_ERRORS:
        return ""  # a broken RFC 2231 continuation


def protection_of(message: "Message[str, str]", attachments: Iterable[Attachment]) -> Protection:
    """Return how the whole mail is protected; parts that somebody only attached do not count."""
    found = {one.content_type: one for one in attachments}  # of those inside each other the last
    if _ENCRYPTED in found:
        return Protection.ENCRYPTED
    if OPAQUE in found and is_opaque(message):
        return _wrapped(message, found[OPAQUE].content)
    if found.keys().isdisjoint(_SIGNED):
        return Protection.NONE
    return Protection.SIGNED if _has_signed_part(message) else Protection.NONE


def _wrapped(message: "Message[str, str]", content: bytes) -> Protection:
    """Tell what CMS wraps by its content; only where that cannot be, by the label."""
    head = content[:_OID_WITHIN]
    if _OID_SIGNED in head:
        return Protection.SIGNED
    if any(one in head for one in _OIDS_ENCRYPTED):
        return Protection.ENCRYPTED
    kind = str(message.get_param("smime-type", "")).lower()
    return Protection.SIGNED if kind.startswith("signed") else Protection.ENCRYPTED


def _has_signed_part(message: "Message[str, str]") -> bool:
    """Whether some container is multipart/signed; attached mails are not entered."""
    waiting, seen = [message], 0
    while waiting and seen < MAXIMUM_NODES:
        node, seen = waiting.pop(), seen + 1
        if node.get_content_type() == "multipart/signed":
            return True
        if node.get_content_maintype() == "multipart":
            waiting += children_of(node) or []
    return False


def signed_entity(content: bytes) -> "Message[str, str] | None":
    """Return the MIME entity inside an opaque signature (RFC 8551 section 3.5.2), if any."""
    if _OID_SIGNED not in content[:_OID_WITHIN] or len(content) > MAXIMUM_OPAQUE:
        return None
    if content.count(_STRING) > MAXIMUM_STRINGS + len(content) // 200:
        return None
    from asn1crypto.cms import ContentInfo  # noqa: PLC0415 - few mails need it

    try:
        inner = ContentInfo.load(content)["content"]["encap_content_info"]["content"].native
        return parse_tree(inner) if isinstance(inner, bytes) else None
    except (*STDLIB_ERRORS, RecursionError, UnreadableMailError) as error:
        log.info("signed_data_unreadable reason=%s", type(error).__name__)
        return None
