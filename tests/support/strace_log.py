r"""What a worker process did in which order, read from the log of strace.

Proves promise P1 from outside: for every UID that a STORE or MOVE names, the bytes of that mail
were received, written to SQLite's write-ahead log, committed there and synced to disk before.
"""

import ast
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from support.written_mail import MARKER

CALLS = "fdatasync,fsync,write,pwrite64,sendto,recvfrom"
_LINE = re.compile(r"^(\d+)\s+[\d:.]+ (.*)$")
_UNFINISHED = re.compile(r"^(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>(.*)$")
_CALL = re.compile(r"^(\w+)\(\d+<([^>]*)>(?:, )?(.*)\)\s+= (-?\d+)", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BODY = re.compile(rb"FETCH \(UID (\d+) [^{]*BODY\[\] [^{]*\{(\d+)\}\r\n")
_MARK = re.compile(rf"^{MARKER}: (\d+)\r?$".encode(), re.MULTILINE)
_FILING = re.compile(rb"UID (?:STORE|MOVE|COPY|EXPUNGE) ([\d:,]+)")
FRAME_HEADER = 24  # bytes; the second word of a frame that ends a transaction is not zero


def command(log: Path) -> tuple[str, ...]:
    """Return what to put before a command so that it is traced."""
    options = ("-f", "-q", "-tt", "-y", "-s", "100000", "-e", f"trace={CALLS}", "-o", str(log))
    return ("strace", *options, "--")


@dataclass(frozen=True, slots=True)
class Call:
    """One system call: between which lines of the log it ran, and on what."""

    began: int
    ended: int
    name: str
    path: str
    data: bytes = field(repr=False)
    result: int

    @property
    def in_log(self) -> bool:
        """Whether it concerns SQLite's write-ahead log."""
        return self.path.endswith(".db-wal")

    @property
    def syncs(self) -> bool:
        """Whether it made the write-ahead log durable."""
        return self.in_log and self.name in {"fdatasync", "fsync"} and self.result == 0

    @property
    def writes(self) -> bool:
        """Whether it wrote to the write-ahead log."""
        return self.in_log and self.name in {"write", "pwrite64"}

    @property
    def commits(self) -> bool:
        """Whether it wrote the header of a frame that ends a transaction."""
        return self.writes and len(self.data) == FRAME_HEADER and any(self.data[4:8])


@dataclass(frozen=True, slots=True)
class Frame:
    """A header and its page in the write-ahead log, written one after the other."""

    began: int
    ended: int
    commits: bool
    page: bytes = field(repr=False)


def frames(calls: Iterable[Call]) -> list[Frame]:
    """Return the frames that were written (https://sqlite.org/fileformat2.html section 4.1)."""
    found, header = [], None
    for call in calls:
        if call.writes and len(call.data) == FRAME_HEADER:
            header = call
        elif call.writes and header is not None:
            found.append(Frame(header.began, call.ended, header.commits, call.data))
            header = None
    return found


def read_calls(lines: Iterable[str]) -> list[Call]:
    """Return the calls of all threads by their ends; those cut off by the end are left out."""
    calls, open_calls = [], {}
    for index, line in enumerate(lines):
        match = _LINE.match(line)
        if match is None:
            continue
        thread, text = match.groups()
        begun = index
        if unfinished := _UNFINISHED.match(text):
            open_calls[thread] = (index, unfinished[1])
            continue
        if (resumed := _RESUMED.match(text)) and thread in open_calls:
            begun, start = open_calls.pop(thread)
            text = start + resumed[2]
        if found := _CALL.match(text):
            name, path, arguments, result = found.groups()
            calls.append(Call(begun, index, name, path, _bytes(arguments), int(result)))
    return calls


def _bytes(arguments: str) -> bytes:
    string = _STRING.search(arguments)
    literal = ast.literal_eval(f'b"{string[1]}"') if string else b""
    return literal if isinstance(literal, bytes) else b""


@dataclass(frozen=True, slots=True)
class Filed:
    """The first command that files a UID away, and the sample that this UID is."""

    uid: int
    began: int
    sample: int | None
    received: int


def filed_mails(calls: Iterable[Call]) -> list[Filed]:
    """Return every UID that a STORE, MOVE, COPY or EXPUNGE names, with its first command."""
    calls = tuple(calls)
    bodies = _received_bodies(calls)
    first: dict[int, int] = {}
    for call in calls:
        for match in _FILING.finditer(call.data if call.name == "sendto" else b""):
            for uid in uid_set(match[1].decode()):
                first.setdefault(uid, call.began)
    return [Filed(uid, began, *bodies.get(uid, (None, -1))) for uid, began in first.items()]


def uid_set(text: str) -> Iterator[int]:
    """Yield the numbers of a sequence set such as `1:3,5` (RFC 9051 section 9)."""
    for part in text.split(","):
        first, _, last = part.partition(":")
        low, high = sorted((int(first), int(last or first)))
        yield from range(low, high + 1)


def _received_bodies(calls: Iterable[Call]) -> dict[int, tuple[int | None, int]]:
    """Return for each UID which sample it is, and where the last byte of it had come."""
    streams: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if call.name == "recvfrom" and call.result > 0:
            streams[call.path].append(call)
    found: dict[int, tuple[int | None, int]] = {}
    for stream in streams.values():
        data, ends = b"", []
        for call in stream:
            data += call.data
            ends.append(len(data))
        for match in _BODY.finditer(data):
            end = match.end() + int(match[2])
            mark = _MARK.search(data[match.end() : end])
            place = stream[bisect_left(ends, end)].ended if end <= len(data) else -1
            found[int(match[1])] = (int(mark[1]) if mark else None, place)
    return found


def violations(calls: Iterable[Call]) -> list[str]:
    """Return one sentence for every UID that was filed away before its bytes were durable."""
    calls = tuple(calls)
    written = frames(calls)
    return [
        f"UID {one.uid} (sample {one.sample}) {reason}"
        for one in filed_mails(calls)
        if (reason := _missing(one, calls, written))
    ]


def _missing(filed: Filed, calls: Iterable[Call], written: Iterable[Frame]) -> str:
    if filed.sample is None or filed.received < 0:
        return "was filed away, but its bytes were never received"
    if filed.received > filed.began:
        return "was filed away before its bytes were received"
    mark = f"{MARKER}: {filed.sample}\r\n".encode()
    before = [one for one in written if filed.received < one.began and one.ended < filed.began]
    pages = (number for number, one in enumerate(before) if mark in one.page)
    first = next(pages, None)
    if first is None:
        return "was filed away before its bytes were written to the database"
    committed = next((one.ended for one in before[first:] if one.commits), None)
    if committed is None:
        return "was filed away before its transaction was committed"
    if not any(one.syncs and committed < one.began and one.ended < filed.began for one in calls):
        return "was filed away before its commit was synced to disk"
    return ""
