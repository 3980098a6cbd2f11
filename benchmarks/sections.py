"""Two commands write docs/PERFORMANCE.md: each its own sections, and it keeps the others."""

import re
from pathlib import Path

READING = "Reading"
_NEXT = re.compile(r"(?m)^## ")


def section(document: str, title: str) -> str:
    """Return a section of the second level with its heading, or an empty string."""
    head = f"## {title}\n"
    start = document.find(head)
    if start < 0:
        return ""
    following = _NEXT.search(document, start + len(head))
    return document[start : following.start() if following else len(document)].strip()


def with_section(document: str, title: str, text: str) -> str:
    """Return the document with this section at its end instead of the one it has."""
    rest = document.replace(section(document, title), "").strip()
    return "\n\n".join(part for part in (rest, text.strip()) if part) + "\n"


def kept(path: Path, document: str) -> str:
    """Return the document with the section about reading that the file has, if it has one."""
    known = section(path.read_text(encoding="utf-8"), READING) if path.exists() else ""
    return with_section(document, READING, known) if known else document
