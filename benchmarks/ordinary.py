"""What it costs to read an ordinary mail, by what mail-parser alone takes for the same mail.

The mails are those that `make bench` measures. Only CPU time counts, of each mail the best of
some readings, of both in turn, so that a busy machine changes neither.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import mailparser
from support.answers import Answer, read_answer
from support.desks import DESK_SECTION, TestDesk, make_settings, open_test_desk
from support.samples import BOB, ERIN, IVAN, SERVED, Sample
from support.situations import NOW

from benchmarks.alerts import MONITOR
from benchmarks.desks import LIMITS
from benchmarks.load import Load
from benchmarks.results import Target
from mailflow.cli.reading_keys import reading_keys
from mailflow.core.mailbox_likeness import Conversations
from mailflow.core.records import RawMail
from mailflow.processing import read
from mailflow.settings import Settings
from models.enums import Role

MOST_RATIO = 2.5
READINGS = 5
LEAST_OF_A_KIND = 5


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Ratios by kind of mail; `reading` what a worker does, `explaining` also all that is told."""

    reading: Mapping[str, Sequence[float]]
    explaining: Mapping[str, Sequence[float]]

    @property
    def mails(self) -> int:
        """How many mails were measured."""
        return sum(map(len, self.reading.values()))

    def target(self) -> Target:
        """Return the promise, about all that can be read in a mail."""
        ratio = _median_of_all(self.explaining)
        of_worker = f", {_median_of_all(self.reading):.2f} x of it in the worker"
        name = f"CPU to read a mail by mail-parser's, {self.mails} mails of the benchmark, median"
        return Target(
            name, f"<= {MOST_RATIO} x", f"{ratio:.2f} x{of_worker}", ratio <= MOST_RATIO, True
        )

    def rows(self) -> list[tuple[str, int, str, str]]:
        """Return a row for each kind of mail that is common."""
        return [
            (kind, len(found), f"{median(self.reading[kind]):.2f}", f"{median(found):.2f}")
            for kind, found in sorted(self.explaining.items(), key=lambda one: -len(one[1]))
            if len(found) >= LEAST_OF_A_KIND
        ]


def _median_of_all(ratios: Mapping[str, Sequence[float]]) -> float:
    return median(one for some in ratios.values() for one in some)


def ordinary(seed: int, mails: int, before: int = 200) -> Ordinary:
    """Measure every mail of one round of the benchmark."""
    logging.getLogger("mailparser").setLevel(logging.CRITICAL)
    settings = make_settings()
    reading: dict[str, list[float]] = defaultdict(list)
    explaining: dict[str, list[float]] = defaultdict(list)
    for sample in benchmark_mails(Load(seed, mails, before)):
        library, worker, everything = _best(
            sample.content, (_by_library, _reader(settings), _explainer(settings))
        )
        reading[sample.what].append(worker / library)
        explaining[sample.what].append(everything / library)
    return Ordinary(reading, explaining)


def _best(content: bytes, readers: Sequence[Callable[[bytes], object]]) -> list[int]:
    best = [10**12] * len(readers)
    for _ in range(READINGS):
        for number, one in enumerate(readers):
            begun = time.process_time_ns()
            one(content)
            best[number] = min(best[number], time.process_time_ns() - begun)
    return best


def _by_library(content: bytes) -> object:
    try:
        return mailparser.parse_from_bytes(content)
    except Exception as error:  # noqa: BLE001 - it gives up on some; that took its time, too
        return error


def _reader(settings: Settings) -> Callable[[bytes], object]:
    def reader(content: bytes) -> object:
        return read(_raw(content), settings)

    return reader


def _explainer(settings: Settings) -> Callable[[bytes], object]:
    def explainer(content: bytes) -> object:
        found = read(_raw(content), settings)
        if found.mail is None:
            return None
        keys = reading_keys(found.mail, found.new, settings.desk.instance_id)
        return keys, Conversations().place(found.mail, found.new)

    return explainer


def _raw(content: bytes) -> RawMail:
    return RawMail(id=0, sha256="", content=content, source="benchmark", received_at=NOW)


def benchmark_mails(load: Load) -> list[Sample]:
    """Return the mails of a load, which answer a desk that lived through the time before them."""
    section = {**DESK_SECTION, "monitors": (MONITOR,), "served_domains": SERVED}
    settings = make_settings(desk=section, limits=LIMITS)
    with (
        TemporaryDirectory(dir="/var/tmp") as folder,
        open_test_desk(Path(folder), settings) as one,
    ):
        _people(one)
        answers = _answers(one, load.first_history(), 0)
        answers += _answers(one, load.second_history(answers), len(answers))
        return load.measured(answers)[1:]


def _people(desk: TestDesk) -> None:
    with desk.store.begin() as work:
        group = work.directory.add_group("Service Desk", is_default=True)
        for address, role in ((BOB, Role.AGENT), (ERIN, Role.ADMIN), (IVAN, Role.AGENT)):
            handle = address.partition("@")[0]
            one = work.directory.add(address, role=role, at=NOW, handle=handle)
            if address == BOB:
                work.directory.add_member(group.id, one.id)
            work.directory.set_active(one.id, address != IVAN)


def _answers(desk: TestDesk, mails: Sequence[Sample], known: int) -> list[Answer]:
    """Let the desk process mails; return what it would have sent, beyond what is known."""
    with desk.store.begin() as work:
        for sample in mails:
            work.mails.keep(sample.content, source="benchmark", received_at=NOW)
    while desk.rounds.process():
        pass
    return [read_answer(row.recipient, row.content) for row in desk.sent()[known:]]
