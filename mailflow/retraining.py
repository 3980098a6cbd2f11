"""From closed incidents to a candidate: gather, learn and judge, keep.

Gathering reads, learning takes its time outside of any transaction, keeping writes. Whether the
candidate becomes the active version is `promoting.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mailflow import __version__
from mailflow.adapters.store.contract import Work
from mailflow.adapters.tokens import audit_mac
from mailflow.core.categorisation import NOTHING_KNOWN, suggestion_of
from mailflow.core.classifier_versions import ClassifierVersion, Verdict, still_standing
from mailflow.core.sentence_parts import PROBLEM
from mailflow.core.training_data import (
    ClosedIncident,
    Row,
    TrainingSet,
    addresses_of,
    capped_everywhere,
    exclusion,
    plain_address,
    recent,
    row_of,
    row_of_import,
    rows_of_settings,
    with_seed,
    without_rare,
)
from mailflow.core.training_parts import Assigned, assign
from mailflow.desk import Desk
from mailflow.errors import ConflictError
from mailflow.sections import seeds_of
from models.enums import TrainingPart

if TYPE_CHECKING:
    from mailflow.adapters.learning import Card, Learned

FROM_INCIDENTS = "closed incidents"
FROM_SEED = "seed"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What there is to learn from now, and which parts were drawn for the first time.

    `buried` is the newest tombstone: whoever is erased later must not be learned from.
    """

    rows: TrainingSet
    fresh: tuple[Assigned, ...] = ()
    champion: ClassifierVersion | None = field(default=None, repr=False)
    buried: int = 0

    @property
    def own(self) -> int:
        """How many rows of the desk's own there are, learned from or not."""
        return len(self.rows.train) + len(self.rows.test)


def gather(work: Work, desk: Desk) -> Gathered:
    """Return what there is to learn from; nothing is written."""
    agents = addresses_of(work.directory.agents())
    identify = _Requesters(work, desk)
    left_out: Counter[str] = Counter()
    rows: list[Row] = []
    for incident in work.training.closed(labelled=True):
        if why := exclusion(incident, agents):
            left_out[why] += 1
        else:
            rows.append(_row(incident, agents, identify))
    for source, example in work.training.imported():
        row = row_of_import(example, source.at, source.sha256)
        rows.append(replace(row, requester=identify.of(row.requester)))
    known = work.training.parts()
    ordered = sorted(rows, key=lambda one: (len(one.identifier), one.identifier))
    fresh = assign(ordered, known, audit_mac(desk.keys.classifier))
    places = {**known, **{one.identifier: one for one in fresh}}
    parted, buried = _parted(ordered, places, left_out), work.tombstones.newest()
    return Gathered(parted, fresh, work.classifiers.active(), buried)


def _row(incident: ClosedIncident, agents: frozenset[str], identify: "_Requesters") -> Row:
    suggestion = suggestion_of(incident.suggestion)
    known = suggestion.circumstance if suggestion else NOTHING_KNOWN
    return row_of(incident, agents, known, identify.of(incident.requester))


@dataclass(slots=True)
class _Requesters:
    """Tells people apart without naming them: all addresses of one person are one."""

    work: Work
    desk: Desk
    seen: dict[str, str] = field(default_factory=dict)

    def of(self, address: str) -> str:
        """Return the hash of whoever has this address, with or without a tag of his choice.

        A tagged address may be a contact of its own: whoever writes becomes one.
        """
        if address not in self.seen:
            plain, by_address = plain_address(address), self.work.directory.by_address
            contact = by_address(plain) or by_address(address)
            self.seen[address] = self.hashed(plain_address(contact.address) if contact else plain)
        return self.seen[address]

    def hashed(self, who: str) -> str:
        """Return a hash with the desk's key, empty for nobody."""
        mac = audit_mac(self.desk.keys.classifier)
        return mac(f"mailflow-requester-v1:{who}")[:16] if who else ""


def _parted(
    rows: Iterable[Row], places: dict[str, Assigned], left_out: Counter[str]
) -> TrainingSet:
    parts: dict[TrainingPart, list[Row]] = {part: [] for part in TrainingPart}
    for row in rows:
        place = places[row.identifier]
        parts[place.part].append(replace(row, group=place.anchor))
    left_out["resembles rows of both parts"] += len(parts[TrainingPart.LEFT_OUT])
    train, test = (
        capped_everywhere(parts[part]) for part in (TrainingPart.TRAIN, TrainingPart.TEST)
    )
    kept = len(train) + len(test)
    given = len(parts[TrainingPart.TRAIN]) + len(parts[TrainingPart.TEST])
    left_out["too many of one requester"] += given - kept
    return TrainingSet(train, test, {why: number for why, number in left_out.items() if number})


def learn(
    desk: Desk, gathered: Gathered, now: datetime, progress: Progress = lambda _: None
) -> "Candidate":
    """Learn a candidate and judge it beside the champion; takes its time, writes nothing."""
    from mailflow.adapters.learning import Lesson, seed_rows  # noqa: PLC0415 - scikit-learn
    from mailflow.adapters.learning import learn as learn_lesson  # noqa: PLC0415

    settings = desk.settings
    seed = seed_rows() if settings.classifier.seed else ()
    written = rows_of_settings(settings.categories)
    known = settings.known_categories
    own = gathered.rows.train
    train = without_rare((*written, *with_seed(own, seed, seeds_of(settings.categories), known)))
    champion = gathered.champion
    lesson = Lesson(
        train=train,
        frozen=recent(gathered.rows.test, now),
        categories=known,
        wanted_precision=settings.classifier.wanted_precision,
        champion=champion.content if champion else None,
        sentences=desk.suggester.embedding.model,
    )
    card = _card(gathered, len(train), now) | _unused(desk)
    learned = learn_lesson(lesson, key=desk.keys.classifier, card=card, progress=progress)
    return Candidate(learned, champion.id if champion else None)


def _unused(desk: Desk) -> dict[str, str]:
    """Say on the card why the sentence model of the settings taught nothing."""
    problem = desk.suggester.embedding.problem
    return {PROBLEM: problem} if problem else {}


def is_worth_it(work: Work, desk: Desk, gathered: Gathered) -> bool:
    """Whether enough labels are new since the last version, promoted or not."""
    last = next(iter(work.classifiers.listed(limit=1)), None)
    known = last.card.get("own_rows", 0) if last else 0
    before = known if isinstance(known, int) else 0
    return gathered.own - before >= desk.settings.classifier.retrain_after


def _card(gathered: Gathered, trained: int, now: datetime) -> dict[str, str | int | float]:
    return {
        "origin": FROM_INCIDENTS if gathered.own else FROM_SEED,
        "examples": trained,
        "own_rows": gathered.own,
        "learned_rows": len(gathered.rows.train),
        "frozen_rows": len(gathered.rows.test),
        "created_at": now.isoformat(),
        "mailflow": __version__,
    }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A learned version that is not stored yet."""

    learned: "Learned"
    champion: int | None

    @property
    def card(self) -> "Card":
        """What is worth knowing about it."""
        return self.learned.card

    @property
    def verdict(self) -> Verdict:
        """What the gate says of it."""
        return self.learned.verdict

    def version(self, now: datetime) -> ClassifierVersion:
        """Return it as a record."""
        return ClassifierVersion(
            id=0,
            created_at=now,
            origin=str(self.card["origin"]),
            content=self.learned.content,
            sha256=self.learned.sha256,
            card=dict(self.card),
            metrics=self.learned.figures.as_dict(),
            champion=self.champion,
            verdict=self.verdict.as_data(),
            proof=self.learned.proof,
        )


def keep(work: Work, desk: Desk, gathered: Gathered, candidate: Candidate, now: datetime) -> int:
    """Store a candidate and the parts that were drawn; forget the bytes of the oldest versions.

    ConflictError where somebody was erased while it was learned: it may know his words.
    """
    work.take_turn()
    if work.tombstones.newest() != gathered.buried:
        raise ConflictError("somebody was erased while this version was learned; retrain")
    work.training.assign(gathered.fresh, now)
    number = work.classifiers.add(candidate.version(now))
    detail = {
        "version": str(number),
        "champion": str(candidate.champion or ""),
        "rows": str(candidate.card["learned_rows"]),
        "gate": "passed" if candidate.verdict.promoted else "refused",
    }
    work.audit.append(None, "classifier_learned", detail, now)
    for old in _superfluous(work, desk.settings.classifier.versions_kept):
        work.classifiers.replace_content(old, b"", "")
        work.audit.append(None, "classifier_forgotten", {"version": str(old)}, now)
    return number


def _superfluous(work: Work, kept: int) -> Iterator[int]:
    """Yield versions that are neither among the newest nor where a rollback goes."""
    stack = still_standing(work.classifiers.activations(limit=1000))[-kept:]
    newest = work.classifiers.with_content()[:kept]
    for number in work.classifiers.with_content():
        if number not in stack and number not in newest:
            yield number
