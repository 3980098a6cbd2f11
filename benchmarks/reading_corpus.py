"""How well mails are read: `mailflow explain --jsonl` over a corpus, judged by its own score.py.

The corpus is other people's mail and stays where it is. What score.py does not print is counted
here from the same lines: words lost and leaked, recall and false positives, time, quarantine.
"""

import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import ENVIRONMENT
from benchmarks.results import Target

SECONDS = 900
KEPT, MOST_ADDED = 0.98, 0.10  # of the expected words
MOST_CPU_SECONDS = 2.0
SHOWN = 20
READ_EXPECTED = frozenset({"subject", "from_email", "from_name", "text", "text_contains"})

Row = Mapping[str, Any]  # a line of somebody's JSON


@dataclass(frozen=True, slots=True)
class Judged:
    """One mail of the corpus: what is expected of it, what was read, nothing where it failed."""

    file: str
    expected: Row
    read: Row


@dataclass(frozen=True, slots=True)
class Corpus:
    """Every mail with its reading, and what score.py says of each aspect."""

    mails: Sequence[Judged]
    scores: Mapping[str, Row]

    def of(self, aspect: str, key: str) -> list[Judged]:
        """Return the mails of an aspect of which `key` is expected."""
        head = f"{aspect}/"
        return [one for one in self.mails if one.file.startswith(head) and key in one.expected]


def judged(folder: Path) -> Corpus:
    """Read every mail of the corpus in a process of its own, as somebody without a desk would."""
    with tempfile.TemporaryDirectory() as place:
        results = Path(place) / "results.jsonl"
        with results.open("w", encoding="utf-8") as file:
            command = [sys.executable, "-m", "mailflow", "explain", "--jsonl", str(folder)]
            subprocess.run(
                command,
                check=True,
                stdout=file,
                stderr=subprocess.DEVNULL,
                cwd=place,
                env=ENVIRONMENT,
                timeout=SECONDS,
            )
        program = [sys.executable, str(folder / "score.py"), str(results), str(folder), "--json"]
        scores = subprocess.run(program, check=True, capture_output=True, timeout=SECONDS)
        found = {row["file"]: row for row in _rows(results)}
    return Corpus(tuple(_judged(folder, found)), json.loads(scores.stdout))


def _judged(folder: Path, found: Mapping[str, Row]) -> Iterator[Judged]:
    for manifest in sorted(folder.glob("*/manifest.jsonl")):
        for row in _rows(manifest):
            file = f"{manifest.parent.name}/{row['file']}"
            nothing = {"error": "it was not read"}
            yield Judged(file, row["expected"], found.get(file, nothing))


def _rows(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def corpus_targets(corpus: Corpus) -> Iterator[Target]:
    """Return each promise about reading that has mails in this corpus."""
    present = {one.file.partition("/")[0] for one in corpus.mails}
    for aspect, targets in _BY_ASPECT.items():
        if aspect in present:
            yield from targets(corpus)
    yield from _whole(corpus)


def _at_least(name: str, wanted: float, measured: float, of: str = "") -> Target:
    return Target(name, f">= {wanted:.3f}", f"{measured:.3f}{of}", measured >= wanted)


def _at_most(name: str, wanted: int, found: Sequence[str], of: str = "") -> Target:
    more = len(found) - SHOWN
    named = ", ".join((*found[:SHOWN], *((f"and {more} more",) if more > 0 else ())))
    measured = f"{len(found)}{of}" + (f": {named}" if found else "")
    return Target(name, f"<= {wanted}", measured, len(found) <= wanted)


def _accuracy(aspect: str, wanted: float) -> Callable[[Corpus], Iterator[Target]]:
    """Return the target for a mail with every expectation met."""

    def targets(corpus: Corpus) -> Iterator[Target]:
        yield _at_least(aspect, wanted, corpus.scores[aspect]["case_acc"])

    return targets


def _reply(corpus: Corpus) -> Iterator[Target]:
    yield _at_least("reply", 0.80, corpus.scores["reply"]["case_acc"])
    exact = corpus.of("reply", "visible_reply")
    of = f" of {len(exact)}"
    yield _at_most("reply, words lost", 1, [one.file for one in exact if _lost(one)], of)
    yield _at_most("reply, words leaked", 8, [one.file for one in exact if _leaked(one)], of)


def _lost(one: Judged) -> bool:
    wanted, got = _words(one.expected["visible_reply"]), _words(one.read.get("visible_reply"))
    return (wanted & got).total() < KEPT * wanted.total()


def _leaked(one: Judged) -> bool:
    wanted, got = _words(one.expected["visible_reply"]), _words(one.read.get("visible_reply"))
    return (got - wanted).total() > MOST_ADDED * wanted.total()


def _words(text: object) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", str(text or "")).lower()))


def _bounce(corpus: Corpus) -> Iterator[Target]:
    yield from _kind(corpus, "bounce", "is_bounce", 0.99)
    checks = corpus.scores["bounce"]["checks"]
    yield _at_least("bounce, recipients", 0.98, _share(checks, "bounced"))
    yield _at_least("bounce, hard or soft", 0.97, _share(checks, "is_hard"))


def _share(checks: Row, name: str) -> float:
    """Return which share of all that had to be told was told rightly."""
    found = checks[name]
    return float((found["acc"] or 0) * found["n"] / found["of"])


def _auto(corpus: Corpus) -> Iterator[Target]:
    yield from _kind(corpus, "auto", "is_auto", 24 / 26)


def _kind(corpus: Corpus, aspect: str, key: str, wanted: float) -> Iterator[Target]:
    """Return recall and false positives of a yes or no."""
    mails = corpus.of(aspect, key)
    right, wrong = ([one for one in mails if one.expected[key] is truth] for truth in (True, False))
    recalled = sum(bool(one.read.get(key)) for one in right)
    of = f" ({recalled} of {len(right)})"
    yield _at_least(f"{aspect}, recall", wanted, recalled / len(right), of)
    false = [one.file for one in wrong if one.read.get(key)]
    yield _at_most(f"{aspect}, false positives", 0, false, f" of {len(wrong)}")


def _likeness(corpus: Corpus) -> Iterator[Target]:
    score = corpus.scores["thread_norefs"]
    yield _at_least("conversation without headers, B-cubed F1", 0.70, score["bcubed_f1"])
    yield _at_least("conversation without headers, pairs", 0.95, score["pair_precision"])


def _whole(corpus: Corpus) -> Iterator[Target]:
    mails, of = corpus.mails, f" of {len(corpus.mails)}"
    failed = [f"{one.file} ({one.read['error']})" for one in mails if one.read.get("error")]
    yield _at_most("exceptions", 0, failed, of)
    slow = [one.file for one in mails if one.read.get("seconds", 0) > MOST_CPU_SECONDS]
    slowest = max(float(one.read.get("seconds", 0)) for one in mails)
    most = f", the longest {slowest:.2f} s"
    yield _at_most(f"over {MOST_CPU_SECONDS:.0f} s of CPU", 0, slow, of + most)
    unread = [one.file for one in mails if READ_EXPECTED & one.expected.keys() and _unread(one)]
    yield _at_most("put aside unread, though readable", 0, unread, of)


def _unread(one: Judged) -> bool:
    """Whether a limit of the border or an error stood before any reading."""
    return "subject" not in one.read


_BY_ASPECT: Mapping[str, Callable[[Corpus], Iterator[Target]]] = {
    "reply": _reply,
    "parse": _accuracy("parse", 41 / 42),
    "i18n": _accuracy("i18n", 29 / 30),
    "forward": _accuracy("forward", 0.88),
    "bounce": _bounce,
    "auto": _auto,
    "alert": _accuracy("alert", 1.0),
    "command": _accuracy("command", 1.0),
    "thread_norefs": _likeness,
}
