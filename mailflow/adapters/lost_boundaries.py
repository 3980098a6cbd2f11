"""Parts whose boundary the header does not name, or names wrongly (RFC 2046 section 5.1.1).

Gateways that write headers anew leave mails of this kind; unread, their text is raw MIME.
"""

import re
from email.message import Message

from mailflow.adapters.mime_tree import parse_tree

MAXIMUM_PARTS = 200

# The first delimiter, and what mail programs write above it for readers without MIME.
_FIRST_DELIMITER = re.compile(
    r"((?:[^\r\n-][^\r\n]{0,300}+\r?\n|\r?\n){0,9}+)"
    r"--([0-9A-Za-z'()+_,./:=?-]{1,70}+)[ \t]{0,9}+\r?\nContent-[A-Za-z-]{1,30}+:",
    re.IGNORECASE,
)


def with_found_parts(message: "Message[str, str]") -> "Message[str, str]":
    """Return the mail cut at the boundary that its body shows, if its header leads to no parts."""
    body = vars(message).get("_payload")
    declared = message.get("content-type")
    if not isinstance(body, str) or not (declared is None or _is_container(message)):
        return message
    found = _FIRST_DELIMITER.match(body)
    if found is None or (found[1].strip() and "mime" not in found[1].lower()):
        return message  # a person may write so
    boundary = found[2]
    if body.count(f"--{boundary}") > MAXIMUM_PARTS:
        return message
    container = message.get_content_type() if declared else "multipart/mixed"
    head = f'Content-Type: {container}; boundary="{boundary}"\n\n'
    tree = parse_tree((head + body).encode("utf-8", "surrogateescape"))
    if tree.is_multipart():
        del message["content-type"]
        message["Content-Type"] = str(tree["content-type"])
        message.set_payload(tree.get_payload())
    return message


def _is_container(message: "Message[str, str]") -> bool:
    return message.get_content_maintype() == "multipart"
