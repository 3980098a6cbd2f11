"""A cheap SMTP server in a process of its own: takes every mail, counts, keeps the bytes.

It speaks RFC 5321 with PIPELINING, SIZE, 8BITMIME and SMTPUTF8, as common servers do; replies to
what came together go out together (RFC 2920 section 3.2). `Sink` starts it, and asks it over its
standard input for the count and for the mails; moments are those of the one monotonic clock of the
machine.
"""

import asyncio
import json
import pickle
import subprocess
import sys
import threading
import time
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import IO, Any, Self

from support.smtp_server import Received, SmtpServer

from benchmarks.machine import ENVIRONMENT

HOST = "127.0.0.1"
END = b"\r\n.\r\n"
GREETING = (
    b"250-sink.example\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One mail that was accepted."""

    moment: float
    sender: str
    recipients: tuple[str, ...]
    content: bytes


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, taken: list[Taken]) -> None:
        self._taken = taken
        self._buffer = bytearray()
        self._replies = bytearray()
        self._searched = 0
        self._in_data = False
        self._has_left = False
        self._sender = ""
        self._recipients: list[str] = []
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            transport.write(b"220 sink.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Take lines, or a mail's content, as far as they have come."""
        self._buffer += data
        while self._content() if self._in_data else self._line():
            pass
        replies, self._replies = self._replies, bytearray()
        if self._transport is not None and replies:
            self._transport.write(replies)
            if self._has_left:
                self._transport.close()

    def _line(self) -> bool:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        self._replies += self._reply(line)
        return True

    def _reply(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb in {b"EHLO", b"HELO"}:
            return GREETING if verb == b"EHLO" else b"250 sink.example\r\n"
        if verb == b"MAIL":
            self._sender, self._recipients = _path(line), []
        elif verb == b"RCPT":
            self._recipients.append(_path(line))
        elif verb == b"DATA":
            if not self._recipients:
                return b"503 5.5.1 RCPT first\r\n"
            # a line with a dot alone may be the very first: it needs a line end before it
            self._in_data, self._searched, self._buffer[:0] = True, 0, b"\r\n"
            return b"354 go on\r\n"
        elif verb == b"QUIT":
            self._has_left = True
            return b"221 2.0.0 bye\r\n"
        elif verb not in {b"RSET", b"NOOP"}:
            return b"502 5.5.2 not known here\r\n"
        return b"250 2.0.0 ok\r\n"

    def _content(self) -> bool:
        end = self._buffer.find(END, self._searched)
        if end < 0:
            self._searched = max(0, len(self._buffer) - len(END))
            return False
        content = bytes(self._buffer[: end + 2]).replace(b"\r\n..", b"\r\n.")[2:]
        del self._buffer[: end + len(END)]
        self._in_data = False
        recipients = tuple(self._recipients)
        self._taken.append(Taken(time.monotonic(), self._sender, recipients, content))
        self._replies += b"250 2.0.0 taken\r\n"
        return True


def _path(line: bytes) -> str:
    return line.partition(b"<")[2].partition(b">")[0].decode("utf-8", "replace")


class Sink(SmtpServer):
    """The server seen from the benchmark; where settings ask for an SMTP server, it is one."""

    def start(self) -> Self:
        """Start the process and wait until it listens."""
        command = [sys.executable, "-m", "benchmarks.sink"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
        )
        self.port = int(_pipe(self._process.stdout).readline())
        return self

    def stop(self) -> None:
        """End it."""
        _pipe(self._process.stdin).close()
        self._process.wait(timeout=10)
        _pipe(self._process.stdout).close()

    def count(self) -> tuple[int, float]:
        """Return how many mails it holds, and when the last came."""
        number, last = json.loads(self._ask(b"count"))
        return number, last

    def take(self) -> list[Taken]:
        """Return the mails and forget them."""
        size = int(self._ask(b"take"))
        return [Taken(*one) for one in pickle.loads(_pipe(self._process.stdout).read(size))]

    def _ask(self, what: bytes) -> bytes:
        pipe = _pipe(self._process.stdin)
        pipe.write(what + b"\n")
        pipe.flush()
        return bytes(_pipe(self._process.stdout).readline())


def as_received(taken: list[Taken]) -> list[Received]:
    """Return the mails as the checks of the truth expect them."""
    now = datetime.now(UTC)
    return [Received(one.sender, one.recipients, one.content, now) for one in taken]


def _pipe(found: IO[bytes] | None) -> Any:
    if found is None:
        raise RuntimeError("the sink has no pipe")
    return found


def _answer(taken: list[Taken]) -> None:
    """Answer on standard output what is asked on standard input, until that is closed."""
    for line in sys.stdin.buffer:
        if line == b"count\n":
            found = list(taken)
            answer = json.dumps((len(found), found[-1].moment if found else 0.0)).encode()
            sys.stdout.buffer.write(answer + b"\n")
        else:
            found = list(taken)
            del taken[: len(found)]
            content = pickle.dumps([astuple(one) for one in found])
            sys.stdout.buffer.write(b"%d\n%b" % (len(content), content))
        sys.stdout.buffer.flush()


async def _serve() -> None:
    taken: list[Taken] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(taken), HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()

    def answer() -> None:
        _answer(taken)
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=answer, daemon=True).start()
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(_serve())
