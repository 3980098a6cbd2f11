"""How soon after the server's notice by IDLE an acknowledgement is accepted, on an idle worker."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Self

from support import generated_people as people
from support.samples import Sample
from support.worker_process import WorkerProcess

from benchmarks.desks import BenchDesk, Prepared
from benchmarks.sink import Sink

HOST = "127.0.0.1"
LONGEST_SECONDS = 30.0
QUIET_SECONDS = 0.6
_NEWS = re.compile(rb"\* [1-9]\d* EXISTS\r\n")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from the notice, and from the arrival in the Maildir, to the acceptance."""

    from_notice: tuple[float, ...]
    from_arrival: tuple[float, ...]
    idle: bool

    @property
    def p50(self) -> float:
        """The median from the notice."""
        return median(self.from_notice)

    @property
    def p95(self) -> float:
        """The 95th percentile from the notice."""
        return quantiles(self.from_notice, n=20, method="inclusive")[-1]


@dataclass
class Overheard:
    """A relay before an IMAP server that notes when the server tells of mail, and whether IDLE."""

    target: int
    notices: list[float] = field(default_factory=list)
    idle: bool = False
    port: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection((HOST, self.target))
                for one in (client, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for source, goal in ((client, server), (server, client)):
                    to_server = goal is server
                    threading.Thread(
                        target=self._pump, args=(source, goal, to_server), daemon=True
                    ).start()

    def _pump(self, source: socket.socket, goal: socket.socket, to_server: bool) -> None:
        with suppress(OSError), source, goal:
            while data := source.recv(65536):
                if to_server:
                    self.idle |= data.rstrip().upper().endswith(b" IDLE")
                elif _NEWS.search(data):
                    self.notices.append(time.monotonic())
                goal.sendall(data)


def measured(desk: BenchDesk, prepared: Prepared, sink: Sink, number: int) -> Latency:
    """Let single mails arrive at the real worker, each when it has nothing else to do.

    The desk must be made of a mailbox whose port is that of `overheard`.
    """
    with overheard(desk, prepared) as relay, WorkerProcess(desk):
        book, found = prepared.load.book, []
        for _ in range(number + 2):
            found.append(_once(desk, relay, sink, people.new(book)))
            time.sleep(QUIET_SECONDS)
        notices, arrivals = zip(*found[2:], strict=True)
        return Latency(notices, arrivals, relay.idle)


@contextmanager
def overheard(desk: BenchDesk, prepared: Prepared) -> Iterator[Overheard]:
    """Put the relay before the desk's mailbox and make the desk."""
    with Overheard(desk.dovecot.ports["imap"]) as relay:
        desk.mailbox = {"port": relay.port}
        desk.copy_of(prepared.desk)
        yield relay


def _once(desk: BenchDesk, relay: Overheard, sink: Sink, mail: Sample) -> tuple[float, float]:
    relay.notices.clear()
    begun = time.monotonic()
    desk.dovecot.drop(desk.user, mail.content)
    while time.monotonic() < begun + LONGEST_SECONDS:
        for taken in sink.take():
            if mail.acknowledged in taken.recipients:
                notice = relay.notices[0]
                return 1000 * (taken.moment - notice), 1000 * (taken.moment - begun)
        time.sleep(0.02)
    raise TimeoutError(f"no acknowledgement in {LONGEST_SECONDS} s")
