"""The benchmark from top to bottom: prepare, measured rounds, watched rounds, report."""

import os
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from support.dovecot import Dovecot
from support.postgres import NEEDED, Postgres
from support.samples import Sample

from benchmarks import crowd, latency, machine, stages
from benchmarks.desks import Prepared, Workshop
from benchmarks.load import Load
from benchmarks.results import POSTGRES, REFERENCE, SQLITE, Growth, Results
from benchmarks.rounds import Figures, reference_round, worker_round
from benchmarks.sink import Sink
from mailflow.cli.seeding import Seeded

FEW, MANY, GROWTH_MAILS, GROWTH_ROUNDS, LATENCY_MAILS = 200, 20_000, 250, 3, 20
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Choices:
    """What is to be measured; `before` incidents lie in the database already."""

    seed: int = 1
    mails: int = 1000
    rounds: int = 3
    before: int = FEW
    postgres: bool = True
    extras: bool = True
    classifier: bool = True


@dataclass
class Bench:
    """One run."""

    choices: Choices
    workshop: Workshop
    tell: Tell
    results: Results = field(init=False)

    def __post_init__(self) -> None:
        self.results = Results(self.choices.seed, self.choices.mails, described())

    def run(self) -> Results:
        """Measure everything that was chosen."""
        seeded = self.workshop.learn() if self.choices.classifier else None
        self.tell("preparing")
        prepared = self._prepared("sqlite", seeded)
        describe(self.results, prepared.mails)
        with self._postgres() as server:
            other = self._prepared("postgres", seeded, server) if server else None
            for number in range(self.choices.rounds):
                self._round(number, prepared, other, server)
        if self.choices.extras:
            self._start(prepared)
            self._watched(prepared)
            self._growth(seeded)
            self._latency(prepared)
        return self.results

    def _prepared(
        self, name: str, seeded: Seeded | None, server: Postgres | None = None
    ) -> Prepared:
        load = Load(self.choices.seed, self.choices.mails, self.choices.before)
        return self.workshop.prepare(name, seeded, load, server)

    @contextmanager
    def _postgres(self) -> Iterator[Postgres | None]:
        """Return a running server, or None, and why."""
        with ExitStack() as stack:
            server = None
            if not self.choices.postgres:
                self.results.skipped.append("PostgreSQL: left out on request")
            elif not Postgres.installed():
                self.results.skipped.append(f"PostgreSQL: {NEEDED}")
            else:
                server = stack.enter_context(Postgres())
            yield server

    def _round(
        self, number: int, prepared: Prepared, other: Prepared | None, server: Postgres | None
    ) -> None:
        shop, sink = self.workshop, self.workshop.sink
        self.results.syncs_per_second.append(machine.syncs_per_second(shop.folder))
        name, user = f"reference{number}", f"reference{number}@example.com"
        self._note(REFERENCE, reference_round(shop.folder / name, prepared, sink, user))
        desk = shop.copied(f"sqlite{number}", prepared)
        self._note(SQLITE, worker_round(desk, prepared, sink))
        if other is not None:
            desk = shop.copied(f"postgres{number}", other, server)
            self._note(POSTGRES, worker_round(desk, other, sink))

    def _note(self, name: str, figures: Figures) -> None:
        self.results.rounds.setdefault(name, []).append(figures)
        self.tell(
            f"{name}: {figures.mails_per_second:.1f} mails/s, {figures.cpu_per_mail:.1f} CPU"
            f" ms/mail, {figures.peak_megabytes:.0f} MB, {len(figures.problems)} differences"
        )

    def _start(self, prepared: Prepared) -> None:
        """Measure what a worker costs that has nothing to do."""
        desk = self.workshop.copied("start", prepared)
        once = ("work", "--once")
        starts = {
            "the interpreter alone": ("-c", "pass"),
            "interpreter and imports": ("-c", "import mailflow.cli.main, mailflow.worker"),
            "`work --once`, no mail": ("-m", "mailflow", "--config", str(desk.config), *once),
        }
        for name, arguments in starts.items():
            machine.run(*arguments)
            self.results.starts[name] = machine.run(*arguments)

    def _watched(self, prepared: Prepared) -> None:
        self.tell("watching the stages")
        timed, profiled = (self.workshop.copied(name, prepared) for name in ("timed", "profiled"))
        self.results.stages = stages.watched(timed, profiled, prepared)
        self.workshop.sink.take()  # else what they sent would count as an answer to others

    def _growth(self, seeded: Seeded | None) -> None:
        """Meet the same mails with few and with many incidents, in turn."""
        shop = self.workshop
        few = shop.prepare("few", seeded, Load(self.choices.seed, GROWTH_MAILS, FEW))
        many = Prepared(shop.copied("many", few), few.load, few.answers, few.mails)
        known = crowd.multiply(few.desk.database, 1)
        number = crowd.multiply(many.desk.database, MANY)
        costs: dict[str, list[Figures]] = {"few": [], "many": []}
        for turn in range(GROWTH_ROUNDS):
            for name, prepared in (("few", few), ("many", many)):
                desk = shop.copied(f"{name}{turn}", prepared)
                costs[name].append(worker_round(desk, prepared, shop.sink, known=name == "few"))
                self.tell(f"{name} incidents: {costs[name][-1].cpu_per_mail:.1f} CPU ms/mail")
        self.results.growth = Growth(known, number, tuple(costs["few"]), tuple(costs["many"]))

    def _latency(self, prepared: Prepared) -> None:
        self.tell("one mail at a time")
        desk = self.workshop.desk("latency")
        self.results.latency = latency.measured(desk, prepared, self.workshop.sink, LATENCY_MAILS)


def bench(choices: Choices, tell: Tell) -> Results:
    """Start the servers, measure, and take everything away again."""
    with ExitStack() as stack:
        # a disk, and not the repository; /tmp may be in memory
        place = tempfile.TemporaryDirectory(prefix="mailflow-bench-", dir="/var/tmp")
        folder = stack.enter_context(place)
        dovecot, sink = stack.enter_context(Dovecot()), stack.enter_context(Sink())
        return Bench(choices, Workshop(Path(folder), dovecot, sink), tell).run()


def describe(results: Results, mails: list[Sample]) -> None:
    """Note what kind of mail the load is."""
    kinds = Counter(one.what for one in mails[1:])
    results.load = dict(kinds.most_common())
    sizes = [len(one.content) for one in mails[1:]]
    results.bytes_median, results.bytes_largest = median(sizes), max(sizes)
    results.with_attachment = sum(bool(one.attachments) for one in mails[1:]) / len(sizes)


def described() -> str:
    """Return what the machine is."""
    busy = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()} on {sys.platform}, {os.cpu_count()} cores,"
        f" load average {busy:.1f} when it began"
    )
