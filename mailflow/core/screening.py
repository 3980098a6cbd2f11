"""What is looked at before a mail is parsed: size, headers, parts and depth, on the bytes.

The scan is one pass of one pattern, so that no mail can make it slow (RFC 2046 section 5.1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailflow.identity import Limits

# Readers of parameters take quadratic time on long lists; no honest field comes near this.
MAXIMUM_STRUCTURE_FIELD = 8_192
MAXIMUM_REPORT_GROUPS = 1_000
MAXIMUM_REPORT_BYTES = 1024 * 1024
MAXIMUM_HEADER_BYTES = 512 * 1024
MAXIMUM_DELIMITER_LINES = 100_000
# Every reader works line by line; 25 MB of base64 have a sixth of that.
MAXIMUM_LINES = 2_000_000
LEAPS = 2_000  # a leap costs more than a look, which pays only where hyphens are rare

# A line end, then one more; CR LF is one line end, hence the possessive `?+`.
_END_OF_HEADERS = re.compile(rb"[\r\n](?:(?<=\r)\n)?+[\r\n]")
_FIELD_START = re.compile(rb"(?:\A|[\r\n])[^ \t\r\n]")
# Delimiter lines, and the fields that tell of parts, found from their first hyphen on: `re` looks
# for a literal byte far faster than for a line end. No match reaches into the next line, and
# `(?<![^\r\n]x)` is an x with the beginning of a line or of the mail before it.
_INTERESTING = re.compile(
    rb"-(?:-(?<![^\r\n]--)(?P<delimiter>[^\r\n]{0,200})"
    rb"|(?<=content-)(?<![^\r\n]content-)(?P<name>type|disposition):)",
    re.IGNORECASE,
)
_FIELD_BODY = re.compile(rb"(?:[^\r\n]++|(?:\r\n|\r|\n)(?=[ \t]))*+")
_CONTAINER = re.compile(rb"\s*+(multipart|message)/", re.IGNORECASE)
_REPORT = re.compile(rb"\s*+message/(?:global-)?delivery-status", re.IGNORECASE)
_GROUP_END = re.compile(rb"[\r\n](?:(?<=\r)\n)?+(?:\r\n|[\r\n]|--)")
_BOUNDARY = re.compile(
    rb"""boundary\s*=\s*(?:"((?:[^"\\\r\n]){1,200})"|([^\s";()\\]{1,200}))""", re.IGNORECASE
)


@dataclass(slots=True)
class _Scan:
    """Where the scan stands: the open containers, and what it has counted."""

    limits: Limits
    open: list[bytes] = field(default_factory=list)
    boundaries: set[bytes] = field(default_factory=set)
    delimiter_lines: int = 0
    parts: int = 0
    any_line_delimits: bool = False

    def enter(self, field_body: bytes) -> str | None:
        """Count a container (RFC 2046 section 5.1 and 5.2) that a Content-Type field opens."""
        found = [one[1] or one[2] for one in _BOUNDARY.finditer(field_body)]
        boundaries = [one.rstrip() for one in found]
        self.boundaries.update(boundaries)
        if len(found) != 1 and b"boundary" in field_body.lower():
            # Two candidates, or a spelling that we do not read: every such line may be one.
            self.any_line_delimits = True
        # No line equals the line end that stands for a message/* part.
        self.open.append(boundaries[-1] if boundaries else b"\n")
        if len(self.open) > self.limits.depth:
            return f"parts are nested deeper than {self.limits.depth}"
        return None

    def pass_delimiter(self, line: bytes) -> str | None:
        """Count a part, and close what its delimiter ends (RFC 2046 section 5.1.1)."""
        self.delimiter_lines += 1
        if self.delimiter_lines > MAXIMUM_DELIMITER_LINES:
            return f"more than {MAXIMUM_DELIMITER_LINES} lines look like part delimiters"
        line = line.rstrip()
        closing = line not in self.boundaries and line.endswith(b"--")
        boundary = line[:-2] if closing else line
        if boundary in self.open:
            level = self.open.index(boundary)
            del self.open[level + (0 if closing else 1) :]
        if not closing and (boundary in self.boundaries or self.any_line_delimits):
            self.parts += 1
        if self.parts > self.limits.parts:
            return f"more than {self.limits.parts} parts"
        return None


def is_too_large(content: bytes, limits: Limits) -> bool:
    """Whether size alone keeps a mail from being read."""
    return len(content) > limits.message_bytes


def head_of(content: bytes) -> bytes:
    """Return the header of a mail that is not read further; nothing where it is no sound one."""
    found = _END_OF_HEADERS.search(content, 0, MAXIMUM_HEADER_BYTES)
    return content[: found.end()] if found else b""


def screen(content: bytes, limits: Limits) -> str | None:
    """Return why a mail must not be parsed, or None: in linear time and without recursion."""
    if is_too_large(content, limits):
        return f"{len(content)} bytes are more than {limits.message_bytes}"
    if len(content) > MAXIMUM_LINES < max(content.count(b"\n"), content.count(b"\r")):
        return f"more than {MAXIMUM_LINES} lines"
    return _too_many_headers(content, limits) or next(_structure_problems(content, limits), None)


def _too_many_headers(content: bytes, limits: Limits) -> str | None:
    start = len(content) - len(content.lstrip(b"\r\n"))  # blank lines above end no header
    found = _END_OF_HEADERS.search(content, start)
    end = found.start() if found else len(content)
    if end - start > MAXIMUM_HEADER_BYTES:
        return f"the header has more than {MAXIMUM_HEADER_BYTES} bytes"
    if content.count(b"\n", start, end) + content.count(b"\r", start, end) < limits.headers:
        return None
    fields = _FIELD_START.finditer(content, max(start - 1, 0), end)
    if any(count > limits.headers for count, _ in enumerate(fields, start=1)):
        return f"more than {limits.headers} header fields"
    return None


def _interesting(content: bytes, leaps: int = LEAPS) -> Iterator[re.Match[bytes]]:
    """Yield what `_INTERESTING.finditer` yields, but leap over base64, which has no hyphen."""
    at = content.find(b"-")
    for _ in range(leaps):
        if at < 0:
            return
        match = _INTERESTING.match(content, at)
        if match:
            yield match
        at = content.find(b"-", match.end() if match else at + 1)
    if at >= 0:
        yield from _INTERESTING.finditer(content, at)


def _structure_problems(content: bytes, limits: Limits) -> Iterator[str]:
    scan = _Scan(limits)
    for match in _interesting(content):
        if match["name"] is None:
            problem = scan.pass_delimiter(match["delimiter"])
        else:
            problem = _field_problem(content, match, scan)
        if problem:
            yield problem


def _field_problem(content: bytes, match: re.Match[bytes], scan: _Scan) -> str | None:
    name, start = b"content-" + match["name"].lower(), match.end()
    found = _FIELD_BODY.match(content, start, start + MAXIMUM_STRUCTURE_FIELD + 1)
    body = found[0] if found else b""
    if len(body) > MAXIMUM_STRUCTURE_FIELD:
        return f"a {name.decode()} field has more than {MAXIMUM_STRUCTURE_FIELD} bytes"
    if name != b"content-type" or not _CONTAINER.match(body):
        return None
    if _REPORT.match(body) and (problem := _report_problem(content, start)):
        return problem
    return scan.enter(body)


def _report_problem(content: bytes, start: int) -> str | None:
    """Refuse an endless delivery report: each of its groups becomes a part (RFC 3464 2.1)."""
    end = start + MAXIMUM_REPORT_BYTES
    for count, found in enumerate(_GROUP_END.finditer(content, start, end), start=1):
        if found[0].endswith(b"--"):
            return None
        if count > MAXIMUM_REPORT_GROUPS:
            return f"a delivery report of more than {MAXIMUM_REPORT_GROUPS} groups"
    return None if end >= len(content) else f"a report of more than {MAXIMUM_REPORT_BYTES} bytes"
