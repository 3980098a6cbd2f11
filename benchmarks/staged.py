"""Where the time of the worker goes: one drain in one thread, its stages timed or profiled.

Not for the measured rounds, since watching costs time. What a stage calls that is a stage of its
own counts there alone.

    python -m benchmarks.staged CONFIG RESULT.json [PROFILE]
"""

import cProfile
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from mailflow import processing, rounds
from mailflow.adapters.classifier import Suggester
from mailflow.adapters.clock import system_clock
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.smtp import SmtpSender
from mailflow.applying import Applier
from mailflow.gathering import Gatherer
from mailflow.noticing import Noticer
from mailflow.opening import open_current_store, open_desk
from mailflow.settings import load
from mailflow.worker import Worker

OTHER = "everything else"
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("intake: IMAP and its rows", rounds.Rounds, "pull"),
    ("screen", processing, "screen"),
    ("quotes and signatures", processing, "new_text"),
    ("parse", processing, "read_mail"),
    ("gather", Gatherer, "facts"),
    ("classify", Suggester, "suggest_many"),
    ("decide", processing, "decide"),
    ("apply", Applier, "apply"),
    ("apply: notices", Noticer, "send"),
    ("render", Renderer, "render"),
    ("delivery: rows", rounds.Rounds, "deliver"),
    ("smtp", SmtpSender, "send"),
)


@dataclass
class Watch:
    """Adds up the time of each stage, on the clock and of the CPU, without the stages inside."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    cpu_seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    statements: Counter[str] = field(default_factory=Counter)
    by_kind: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _stack: list[str] = field(default_factory=lambda: [OTHER])
    _since: float = field(default_factory=time.perf_counter)
    _cpu_since: float = field(default_factory=time.process_time)

    def wrap(self, stage: str, owner: Any, name: str) -> None:
        """Count the time in this function as that of the stage."""
        original = getattr(owner, name)

        @wraps(original)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self.inside(stage):
                return original(*arguments, **named)

        setattr(owner, name, timed)

    @contextmanager
    def inside(self, stage: str) -> Iterator[None]:
        """Count the time until the end of the block as that of the stage."""
        self._note()
        self._stack.append(stage)
        try:
            yield
        finally:
            self._note()
            self._stack.pop()

    def _note(self) -> None:
        now, cpu = time.perf_counter(), time.process_time()
        self.seconds[self._stack[-1]] += now - self._since
        self.cpu_seconds[self._stack[-1]] += cpu - self._cpu_since
        self._since, self._cpu_since = now, cpu

    def watch_database(self, engine: Engine) -> None:
        """Count statements, and the driver's time for them and for commits."""
        self.wrap("SQL in the driver", engine.dialect, "do_execute")
        self.wrap("commit", engine.dialect, "do_commit")
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split()
        pairs = pairwise(words)
        table = next((b for a, b in pairs if a in {"FROM", "INTO", "UPDATE", "PRAGMA"}), "")
        self.statements[f"{words[0]} {table}".strip()] += 1

    def watch_mails(self) -> None:
        """Count the statements of each mail, by how it ended."""
        original: Callable[..., Any] = processing.process

        def counted(*arguments: Any, **named: Any) -> Any:
            before = self.statements.total()
            decision = original(*arguments, **named)
            kind = f"{decision.end.end_state.value} {decision.end.rule}"
            self.by_kind[kind].append(self.statements.total() - before)
            return decision

        setattr(rounds, "process", counted)  # noqa: B010 - imported there by name


def drain(config: Path, result: Path, profile: Path | None) -> None:
    """Work off what there is; write the figures."""
    settings = load(config)
    store, watch = open_current_store(settings), Watch()
    watch.watch_mails()
    if profile is None:
        for stage in STAGES:
            watch.wrap(*stage)
        watch.watch_database(store._engine)  # noqa: SLF001 - there is no other way to it
    worker = Worker(rounds.Rounds(store, open_desk(settings), system_clock))
    if profile is None:
        worker.drain()
    else:
        profiler = cProfile.Profile()
        profiler.runcall(worker.drain)
        profiler.dump_stats(profile)
    store.close()
    figures = {
        "seconds": watch.seconds,
        "cpu_seconds": watch.cpu_seconds,
        "statements": watch.statements.most_common(),
        "by_kind": {kind: [len(n), sum(n) / len(n)] for kind, n in watch.by_kind.items()},
    }
    result.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    drain(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if sys.argv[3:] else None)
