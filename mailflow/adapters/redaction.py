"""The bytes of a mail without somebody: headers and texts are rewritten, other files stay.

What cannot be read, or still gives him away afterwards, is given up whole.
"""

import hashlib
from base64 import encodebytes
from email.header import Header

from mailflow.adapters.legible import (
    DEEPEST,
    STRUCTURED,
    TROUBLE,
    Leaf,
    fields_of,
    forms_of,
    head_of,
    is_text,
    mail_inside,
    parameters_of,
    text_of,
    texts_inside,
)
from mailflow.adapters.markup import html_to_text
from mailflow.adapters.mime_tree import message_from_bytes, parse_tree
from mailflow.adapters.parts import octets_of
from mailflow.core.erasing import ERASED, ERASED_DOMAIN, Rule

DEFAULTS = {"content-type": "application/octet-stream", "content-disposition": "attachment"}


def redacted(
    content: bytes, rule: Rule, files: frozenset[str] = frozenset(), depth: int = 0
) -> bytes | None:
    """Return the mail as the rule leaves it, None where it says nothing of him.

    `files` are the SHA-256 of attachments that go. Without a byte it was given up.
    """
    redaction = _Redaction(rule, files, depth)
    try:
        message = parse_tree(content)
        if not redaction.rewrite(message):
            return None if redaction.is_clean(content) else b""
        rewritten = message.as_bytes()
        again = not redaction.rewrite(message_from_bytes(rewritten))
        return rewritten if again and redaction.is_clean(rewritten) else b""
    except TROUBLE:
        return None if redaction.is_clean(content) else b""


class _Redaction:
    """One rule over the parts of a mail."""

    def __init__(self, rule: Rule, files: frozenset[str], depth: int) -> None:
        self._rule, self._files, self._depth = rule, files, depth

    def is_clean(self, content: bytes) -> bool:
        """Whether the rule finds nothing in the bytes as they are, before and beside the parts."""
        return not self._finds(content.decode("latin-1"))

    def rewrite(self, message: Leaf) -> bool:
        """Rewrite every part in place; return whether anything changed."""
        changed = False
        for part in message.walk():
            if part is not message and self._is_by_him(str(part.get("From", "")), part):
                part.set_payload("")
                _put(part, ERASED)
            changed |= self._rewrite_parameters(part)
            changed |= self._rewrite_fields(part)
            changed |= self._rewrite_body(part)
        return changed

    def _finds(self, text: str) -> bool:
        return self._rule(text) != text

    def _is_by_him(self, raw: str, part: Leaf) -> bool:
        """Whether a mail within the mail came from an address that the rule replaces."""
        senders = [text for name, text in fields_of(part) if name.lower() == "from"] if raw else []
        return self._names_him(", ".join(senders))

    def _names_him(self, sender: str) -> bool:
        return ERASED_DOMAIN not in sender and ERASED_DOMAIN in self._rule(sender)

    def _rewrite_fields(self, part: Leaf) -> bool:
        before = fields_of(part)
        after = [self._rule(text) for _, text in before]
        if all(text == new for (_, text), new in zip(before, after, strict=True)):
            return False
        raw = [(name, value) for name, value in part.raw_items() if name]
        for name, _ in raw:
            del part[name]
        for (name, value), (_, text), new in zip(raw, before, after, strict=True):
            part[name] = value if text == new else Header(new, "utf-8").encode()
        return True

    def _rewrite_parameters(self, part: Leaf) -> bool:
        """Rewrite names of files; as encoded words the fields would say nothing any more."""
        found = [one for one in parameters_of(part) if self._finds(one[2])]
        for field, name, text in found:
            part.set_param(name, self._rule(text), header=field, charset="utf-8")
        for field in STRUCTURED:
            written = str(part.get(field, ""))
            if self._finds(written):
                del part[field]
                part[field] = DEFAULTS[field]
                found.append((field, "", written))
        return bool(found)

    def _rewrite_body(self, part: Leaf) -> bool:
        inner = mail_inside(part) if self._depth < DEEPEST else None
        if inner is not None and self._rewrite_inner(part, inner):
            return True
        if part.is_multipart():
            return False
        if self._files and hashlib.sha256(octets_of(part)).hexdigest() in self._files:
            _put(part, ERASED)
            return True
        if is_text(part):
            return self._rewrite_text(part)
        if any(self._finds(text) for text in texts_inside(octets_of(part))):
            _put(part, ERASED)
            return True
        return False

    def _rewrite_inner(self, part: Leaf, inner: bytes) -> bool:
        if self._names_him(head_of(inner).from_):
            part.set_payload("")
            _put(part, ERASED)
            return True
        new = redacted(inner, self._rule, self._files, self._depth + 1)
        if new is None:
            return False
        del part["Content-Transfer-Encoding"]
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(encodebytes(new or ERASED.encode()).decode("ascii"))
        return True

    def _rewrite_text(self, part: Leaf) -> bool:
        text = text_of(part)
        if part.get_content_subtype() == "html":
            return self._rewrite_page(part, text)
        new = self._rule(text)
        for form in forms_of(part, new):
            if self._finds(form):
                new = self._rule(form)
        if new == text:
            return False
        is_told = part.get_content_maintype() == "text"
        _put(part, new, part.get_content_subtype() if is_told else "plain")
        return True

    def _rewrite_page(self, part: Leaf, page: str) -> bool:
        """Put plain text in place of a page that names him, if only where it is not seen."""
        seen = html_to_text(page)
        if not any(map(self._finds, (page, seen, *forms_of(part, page)))):
            return False
        _put(part, self._rule(seen))
        return True


def _put(part: Leaf, text: str, subtype: str = "plain") -> None:
    """Give a part a text; a file name or a charset of before means nothing any more."""
    for name in ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID"):
        del part[name]
    part["Content-Type"] = f"text/{subtype}"
    part.set_payload(text.encode("utf-8", "replace").decode("utf-8"), "utf-8")
