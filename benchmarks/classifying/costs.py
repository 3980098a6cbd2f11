"""What a classifier costs, in CPU time and memory; each in a process of its own.

Learned from labelled mails where a data set is there, else from invented ones.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from benchmarks.classifying.rows import Row, bounded
from benchmarks.classifying.sets import is_there, read_pair
from benchmarks.machine import ENVIRONMENT, peak_megabytes

INCIDENTS, SHORT_INCIDENTS = 5_000, 1_200
PREDICTIONS, SHORT_PREDICTIONS = 100_000, 5_000
TIMED = 1_000
ONE_FROZEN_IN = 5
KEY = bytes(range(32))
MEGABYTE = 1 << 20
MOST = {
    "retraining, CPU s": 30.0,
    "retraining, peak MB": 500.0,
    "prediction p50, CPU ms": 2.0,
    "prediction p99, CPU ms": 8.0,
    "version, MB": 3.0,
    "loading, CPU ms": 100.0,
    "memory growth, MB": 5.0,
}


def cost_rows(tell: Callable[[str], None], *, short: bool) -> list[Row]:
    """Return every cost; the short form learns from and asks about less."""
    incidents = SHORT_INCIDENTS if short else INCIDENTS
    predictions = SHORT_PREDICTIONS if short else PREDICTIONS
    with tempfile.TemporaryDirectory(prefix="classifying-") as folder:
        version = Path(folder) / "version"
        tell(f"learning from {incidents} incidents and measuring the version")
        found = _run("retrain", str(incidents), str(version))
        tell(f"loading the version, predicting {predictions} times")
        found |= _run("predict", str(predictions), str(version))
    names = {"retraining": f"{incidents} incidents", "memory": f"{predictions} predictions"}
    return [
        bounded(
            names.get(what.split()[0].strip(","), "version"), what, value, most=MOST[what], digits=2
        )
        for what, value in found.items()
    ]


def _run(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.classifying.costs", *arguments]
    environment = ENVIRONMENT | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def rows_like(number: int) -> tuple[list[str], list[str]]:
    """Return texts and labels: of a data set as often as needed, else invented."""
    if is_there("endava5k"):
        pair = read_pair("endava5k", "category")
        texts, labels = pair.train.texts + pair.test.texts, pair.train.labels + pair.test.labels
        return list(islice(cycle(texts), number)), list(islice(cycle(labels), number))
    return invented(number)


def invented(number: int) -> tuple[list[str], list[str]]:
    """Return mails put together from sentences of the seed corpus, with words of no meaning."""
    from classifiers.examples import seed_corpus  # noqa: PLC0415

    chance = np.random.default_rng(1)
    mails = seed_corpus()[: 30 * 12]
    texts, labels = [], []
    for _ in range(number):
        one, other = (mails[at] for at in chance.integers(0, len(mails), 2))
        noise = " ".join(f"w{word}" for word in chance.integers(0, 30_000, 20))
        texts.append(f"{one.text} {noise} {other.text[:60]}")
        labels.append(str(one.category))
    return texts, labels


def retrain(number: int, version: Path) -> dict[str, float]:
    """Learn, measure beside a champion, as the desk does; store the version."""
    from classifiers.examples import Example  # noqa: PLC0415
    from classifiers.measuring import measure_version  # noqa: PLC0415
    from classifiers.persistence import dump, load  # noqa: PLC0415
    from classifiers.training import fit  # noqa: PLC0415

    pairs = zip(*rows_like(number), strict=True)
    examples = [
        Example(text, label, None, identifier=str(at)) for at, (text, label) in enumerate(pairs)
    ]
    frozen, train = (
        examples[::ONE_FROZEN_IN],
        [e for at, e in enumerate(examples) if at % ONE_FROZEN_IN],
    )
    champion = load(dump(fit(train[: number // 5]), key=KEY, card={}), key=KEY)
    begun = time.process_time()
    classifier = fit(train)
    measure_version(classifier, train, frozen, champion=champion)
    taken = time.process_time() - begun
    version.write_bytes(dump(classifier, key=KEY, card={}))
    return {
        "retraining, CPU s": taken,
        "retraining, peak MB": peak_megabytes(os.getpid()),
        "version, MB": version.stat().st_size / MEGABYTE,
    }


def predict(number: int, version: Path) -> dict[str, float]:
    """Load, predict one by one, and see whether memory grows; without scikit-learn."""
    import scipy.sparse  # noqa: PLC0415 - is there before, as numpy is
    import scipy.special  # noqa: F401, PLC0415

    begun = time.process_time()
    from classifiers.persistence import load  # noqa: PLC0415

    classifier = load(version.read_bytes(), key=KEY)
    loading = (time.process_time() - begun) * 1000
    texts = rows_like(2_000)[0]
    taken = [_timed(classifier.predict, text) for text in texts[: TIMED + 20]][20:]
    before = 0.0
    for at, text in enumerate(islice(_never_the_same(texts), number)):
        classifier.predict([text])
        if at == number // 10:
            before = _resident_megabytes()
    if "sklearn" in sys.modules:
        raise RuntimeError("predicting has imported scikit-learn")
    middle, slow = np.percentile(taken, (50, 99))
    return {
        "prediction p50, CPU ms": float(middle),
        "prediction p99, CPU ms": float(slow),
        "loading, CPU ms": loading,
        "memory growth, MB": _resident_megabytes() - before,
    }


def _timed(predict_one: Callable[[Sequence[str]], object], text: str) -> float:
    begun = time.process_time()
    predict_one([text])
    return (time.process_time() - begun) * 1000


def _never_the_same(texts: Sequence[str]) -> Iterator[str]:
    """Yield texts with words that never came before: what is remembered of them must not grow."""
    for number, text in enumerate(cycle(texts)):
        yield f"{text[:300]} word{number:x}word {number * 7919:x}"


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


if __name__ == "__main__":
    task = {"retrain": retrain, "predict": predict}[sys.argv[1]]
    sys.stdout.write(json.dumps(task(int(sys.argv[2]), Path(sys.argv[3]))))
