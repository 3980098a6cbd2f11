"""An article as Markdown with front matter, to be read, edited and taken elsewhere (CommonMark)."""

import re
from dataclasses import replace
from datetime import datetime

from mailflow.core.articles import MAXIMUM_TEXT, MAXIMUM_TITLE, Article
from mailflow.core.headers import sweep
from mailflow.core.records import reference
from mailflow.errors import ArticleTextError

HEADINGS = {
    "Symptoms": "symptoms",
    "Cause": "cause",
    "Workaround": "workaround",
    "Resolution": "resolution",
}
_FENCE = "---"
_TITLE = re.compile(r"#[ \t]+(\S.*)")
_HEADING = re.compile(r"##[ \t]+(Symptoms|Cause|Workaround|Resolution)[ \t]*")
_LIKE_ONE = re.compile(r"\\*(?:#[ \t]|##[ \t]+(?:Symptoms|Cause|Workaround|Resolution)[ \t]*$)")


def as_markdown(article: Article) -> str:
    """Return the article; a line of a text that looks like a heading of ours gets a backslash."""
    matter = {
        "number": str(article.id),
        "state": article.state.value,
        "incident": reference(article.incident_id),
        "created_at": article.created_at.isoformat(),
        "changed_at": article.changed_at.isoformat() if article.changed_at else "",
    }
    lines = [_FENCE, *(f"{name}: {value}".rstrip() for name, value in matter.items()), _FENCE, ""]
    lines += [f"# {' '.join(article.title.split())}", ""]
    for heading, name in HEADINGS.items():
        text = getattr(article, name).strip("\n")
        lines += [f"## {heading}", "", *map(_escaped, text.split("\n") if text else ()), ""]
    return sweep("\n".join(lines), own_token="")


def _escaped(line: str) -> str:
    return f"\\{line}" if _LIKE_ONE.match(line) else line


def reworded(article: Article, text: str, now: datetime) -> Article:
    """Return the article with the words of a Markdown text; what the front matter says is ours.

    A heading that is left out leaves its part empty.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and lines[0].strip() == _FENCE:
        ends = [at for at, line in enumerate(lines[1:], 1) if line.strip() == _FENCE]
        if not ends:
            raise ArticleTextError("the front matter has no end: a line of three dashes")
        lines = lines[ends[0] + 1 :]
    title, parts = _read(lines)
    kept = {name: _kept("\n".join(part), name) for name, part in parts.items()}
    return replace(
        article,
        title=title,
        symptoms=kept.get("symptoms", ""),
        cause=kept.get("cause", ""),
        workaround=kept.get("workaround", ""),
        resolution=kept.get("resolution", ""),
        changed_at=now,
    )


def _read(lines: list[str]) -> tuple[str, dict[str, list[str]]]:
    title, name = "", ""
    parts: dict[str, list[str]] = {}
    for line in lines:
        heading, first = _HEADING.fullmatch(line), _TITLE.fullmatch(line)
        if heading:
            name = HEADINGS[heading[1]]
            if name in parts:
                raise ArticleTextError(f"there are two parts {heading[1]!r}")
            parts[name] = []
        elif name:
            parts[name].append(line[1:] if line[:1] == "\\" and _LIKE_ONE.match(line) else line)
        elif first and not title:
            title = " ".join(first[1].split())[:MAXIMUM_TITLE]
        elif line.strip():
            raise ArticleTextError(f"nobody knows what part this belongs to: {line.strip()[:60]!r}")
    if not title:
        raise ArticleTextError("there is no title: a line that begins with `# `")
    return title, parts


def _kept(text: str, name: str) -> str:
    found = text.strip("\n").rstrip()
    if len(found) > MAXIMUM_TEXT:
        raise ArticleTextError(f"{name} is longer than {MAXIMUM_TEXT:,} characters")
    return sweep(found, own_token="")
