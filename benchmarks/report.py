"""The results as a document for people: plain tables that Markdown shows as such."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from benchmarks.latency import Latency
from benchmarks.results import POSTGRES, REFERENCE, SQLITE, Growth, Results, sorted_problems
from benchmarks.rounds import Figures
from benchmarks.stages import Stages

SHOWN_PROBLEMS = 20


def report(results: Results) -> str:
    """Return the whole document."""
    parts = [
        _head(results),
        _targets(results),
        _rounds(results),
        _costs(results),
        _correctness(results),
        *((_stages(results.stages),) if results.stages else ()),
        *((_latency(results.latency),) if results.latency else ()),
        *((_growth(results.growth),) if results.growth else ()),
    ]
    return "\n\n".join(parts) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an aligned table."""
    cells = [list(heads), *([str(one) for one in row] for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(heads))]
    lines = [_line([c.ljust(w) for c, w in zip(row, widths, strict=True)]) for row in cells]
    return "\n".join([lines[0], _line(["-" * width for width in widths]), *lines[1:]])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _head(results: Results) -> str:
    kinds = ", ".join(f"{number} {what}" for what, number in results.load.items())
    skipped = "".join(f"\n\nNot measured: {one}." for one in results.skipped)
    return (
        "# Performance\n\n"
        "Written by `make bench`; do not edit. Ratios count, absolute figures belong to the"
        f" machine.\n\n{results.machine}. Seed {results.seed}, {results.mails} mails a round,"
        f" {len(results.rounds[REFERENCE])} rounds, interleaved.\n\n"
        f"Load: median {results.bytes_median / 1000:.1f} kB, largest"
        f" {results.bytes_largest / 1e6:.1f} MB, {results.with_attachment:.0%} with attachments:"
        f" {kinds}.{skipped}"
    )


def _targets(results: Results) -> str:
    heads = ("promise", "target", "measured", "")
    rows = [
        (one.name, one.wanted, one.measured, "holds" if one.holds else "DOES NOT HOLD")
        for one in results.targets()
    ]
    return f"## Promises\n\n{table(heads, rows)}"


def _rounds(results: Results) -> str:
    heads = (
        "system",
        "mails/s",
        "by reference",
        "CPU ms/mail",
        "by reference",
        "peak MB",
        "sent",
    )
    rows = [
        (
            name,
            _each(one.mails_per_second for one in runs),
            _each(results.speed(name), digits=2),
            _each(one.cpu_per_mail for one in runs),
            _each(results.cpu(name)),
            f"{max(one.peak_megabytes for one in runs):.0f}",
            runs[-1].sent,
        )
        for name, runs in results.rounds.items()
    ]
    return (
        "## Rounds\n\nFrom the moment all mails lie in the mailbox to the last answer accepted by"
        " SMTP; the median, and each round in brackets. CPU is that of the process alone, after it"
        f" has worked on one mail.\n\n{table(heads, rows)}"
    )


def _each(values: Iterable[float], digits: int = 1) -> str:
    found = list(values)
    every = ", ".join(f"{one:.{digits}f}" for one in found)
    return f"{median(found):.{digits}f} ({every})"


def _costs(results: Results) -> str:
    rows = [
        (what, f"{one.seconds:.2f}", f"{one.cpu_seconds:.2f}")
        for what, one in results.starts.items()
    ]
    syncs = _each(results.syncs_per_second, digits=0)
    first = {
        name: _each((one.start_cpu_seconds for one in results.rounds[name]), digits=2)
        for name in (REFERENCE, SQLITE, POSTGRES)
        if name in results.rounds
    }
    warm = "; ".join(f"{name} {seconds}" for name, seconds in first.items())
    return (
        f"## Start and disk\n\n{table(('start', 'seconds', 'CPU seconds'), rows)}\n\n"
        f"CPU seconds from the start to the first mail answered, classifier loaded: {warm}.\n\n"
        f"The disk: {syncs} appends of 4 KiB with fdatasync a second, one before each round."
    )


def _correctness(results: Results) -> str:
    rows = []
    for name, runs in results.rounds.items():
        found = sorted_problems([what for one in runs for what in one.problems])
        rows.append((name, len(runs), *found.values()))
    heads = ("system", "rounds", *sorted_problems([]))
    shown = [f"- {name}: {what}" for name, what in results.problems()[:SHOWN_PROBLEMS]]
    lines = "\n".join(shown)
    return f"## Correctness against the truth\n\n{table(heads, rows)}" + (
        f"\n\n{lines}" if shown else ""
    )


def _stages(stages: Stages) -> str:
    return "\n\n".join(("## Where the worker's time goes", *_stage_parts(stages)))


def _stage_parts(stages: Stages) -> Iterator[str]:
    total = sum(stages.cpu_seconds.values())
    ranked = sorted(stages.cpu_seconds.items(), key=lambda one: -one[1])
    yield "A round of its own in one thread, with a watch around each stage (start included)."
    heads = ("stage", "CPU ms/mail", "share", "ms/mail on the clock")
    yield table(
        heads,
        [
            (
                name,
                f"{1000 * cpu / stages.mails:.2f}",
                f"{cpu / total:.0%}",
                f"{1000 * stages.seconds[name] / stages.mails:.2f}",
            )
            for name, cpu in ranked
        ],
    )
    kinds = sorted(stages.by_kind.items(), key=lambda one: -one[1][0])
    rows = [(kind, number, f"{mean:.1f}") for kind, (number, mean) in kinds]
    yield table(("end of a mail", "mails", "SQL statements each"), rows)
    every = [(what, f"{n / stages.mails:.2f}") for what, n in stages.statements[:20]]
    yield table(("statement", "per mail, delivery included"), every)
    functions = [(f"`{place}`", calls, f"{spent:.1f}") for place, calls, spent in stages.top]
    yield table(("function, under cProfile", "calls", "cumulative s"), functions)


def _latency(latency: Latency) -> str:
    how = "The server told of it by IDLE." if latency.idle else "The worker does not use IDLE."
    arrival = median(latency.from_arrival)
    return (
        f"## One mail on an idle worker\n\n{how} From that notice to the acknowledgement accepted"
        f" by SMTP, {len(latency.from_notice)} mails: p50 {latency.p50:.0f} ms, p95"
        f" {latency.p95:.0f} ms. From the arrival in the Maildir: p50 {arrival:.0f} ms; Dovecot"
        " waits half a second before it tells."
    )


def _growth(growth: Growth) -> str:
    rows = [_cost(growth.few, growth.with_few), _cost(growth.many, growth.with_many)]
    heads = ("incidents", "CPU ms/mail", "mails/s")
    return f"## Many incidents\n\n{table(heads, rows)}\n\nRatio of CPU: {growth.ratio:.2f}."


def _cost(incidents: int, runs: Sequence[Figures]) -> tuple[object, ...]:
    cpu = _each(one.cpu_per_mail for one in runs)
    return incidents, cpu, _each(one.mails_per_second for one in runs)
