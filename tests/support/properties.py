"""The properties of conversations, each as a strategy and what is done with an example of it."""

import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from support.exchange_desk import exchange_scene, found_exchange
from support.exchange_steps import STEPS, Step
from support.exchanges import Exchange
from support.undo_property import EXAMPLES, Undone, check_undone


@dataclass
class Ground:
    """Where examples are tried: a desk to copy, a folder for the copies, and what they reached."""

    folder: Path
    statistics: Counter[str] = field(default_factory=Counter)
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        (self.folder / "desk").mkdir()
        found_exchange(self.folder / "desk")

    @contextmanager
    def place(self) -> Iterator[Path]:
        """Yield a folder for one example, which goes with it."""
        folder = self.folder / str(next(self.numbers))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def converse(ground: Ground, steps: list[Step]) -> None:
    """Play a conversation; `Exchange` looks at every mail of it."""
    with ground.place() as folder, exchange_scene(ground.folder / "desk", folder) as one:
        exchange = Exchange(one, folder, ground.statistics)
        for step in steps:
            exchange.play(step)


def undo(ground: Ground, example: Undone) -> None:
    """Do something, do it again, take it back, and do it anew."""
    with ground.place() as folder:
        ground.statistics[f"undo {check_undone(ground.folder / 'desk', folder, example)}"] += 1


@dataclass(frozen=True, slots=True)
class Property:
    """A property: examples are drawn from `strategy`, `check` raises where one breaks it."""

    name: str
    strategy: st.SearchStrategy[Any]
    check: Callable[[Ground, Any], None]


_ALL = (
    Property("conversation", st.lists(STEPS, min_size=4, max_size=12), converse),
    Property("undo", EXAMPLES, undo),
)
PROPERTIES = {one.name: one for one in _ALL}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch of examples of one property; empty `failure` where all held."""

    name: str
    seed: str
    examples: int
    statistics: Counter[str]
    failure: str = ""


def run_batch(one: Property, word: str, examples: int, *, shrinks: bool = True) -> Outcome:
    """Try so many examples, the same for the same seed word; the first failure ends the batch."""
    with tempfile.TemporaryDirectory(prefix="properties-") as name:
        ground = Ground(Path(name))
        failure = _failure(one, ground, word, examples, shrinks=shrinks)
        return Outcome(one.name, word, next(ground.numbers), ground.statistics, failure)


def _failure(one: Property, ground: Ground, word: str, examples: int, *, shrinks: bool) -> str:
    phases = (Phase.generate, Phase.shrink) if shrinks else (Phase.generate,)

    @seed(word)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(one.strategy)
    def tried(example: Any) -> None:
        one.check(ground, example)

    try:
        tried()
    except Exception as error:  # noqa: BLE001 - whatever is raised is what was looked for
        where = traceback.format_tb(error.__traceback__)[-2:]
        return "".join((*where, *traceback.format_exception_only(error)))  # its notes, too
    return ""
