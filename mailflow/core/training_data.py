"""What the classifier may learn from, and what it is measured with (promise P21).

Labels that people gave, in incidents that agents ended; a fifth of the conversations is never
learned from; nobody brings more than a small part of a category.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.core.categorisation import NOTHING_KNOWN, Circumstance, classified_text
from mailflow.core.decisions.by_hand import THE_CLI
from mailflow.core.erasing import ERASED, ERASED_DOMAIN
from mailflow.core.records import Contact, reference
from mailflow.sections import Category
from models.enums import LabelSource, Level, TrainingPart

Mac = Callable[[str], str]

TEST_SHARE = 5
"""One conversation of so many belongs to the test part."""
GATE_MONTHS = timedelta(days=365)
"""How far back the gate looks into the test part."""
FEWEST_PER_REQUESTER = 20
REQUESTERS_SHARE = 100
"""Nobody brings more than the larger of so many rows and one row in so many of a label."""
FEWEST_OF_CATEGORY = 3
SEED_ENOUGH = 50
"""A label with so many rows of the desk's own needs none of the seed."""
IMPORT = "import-"
UNLABELLED = "no label from a person"
TEXTS_GONE = "erased or expired"
GONE = frozenset({"", ERASED, "[expired]"})


@dataclass(frozen=True, slots=True)
class ClosedIncident:
    """A finished incident as far as it can teach something.

    `ended_by` is who ended it the last time, `impact_by` who set its impact last; `is_automatic`
    says that a machine wrote the mail it began with.
    """

    id: int
    subject: str
    text: str = field(repr=False)
    requester: str
    at: datetime
    ended_by: str
    category: str | None = None
    category_source: LabelSource = LabelSource.NONE
    urgency: Level = Level.MEDIUM
    urgency_source: LabelSource = LabelSource.NONE
    impact: Level = Level.MEDIUM
    impact_by: str = ""
    language: str = "en"
    is_automatic: bool = False
    merged_into: int | None = None
    suggestion: Mapping[str, object] | None = None

    @property
    def has_human_label(self) -> bool:
        """Whether a person said what it is about or how urgent it is."""
        return LabelSource.HUMAN in {self.category_source, self.urgency_source}


@dataclass(frozen=True, slots=True)
class ImportedExample:
    """A row of history from elsewhere, that an administrator brought."""

    import_id: int
    number: int
    text: str = field(repr=False)
    category: str | None = None
    urgency: Level | None = None
    impact: Level | None = None
    language: str = "en"
    requester: str = ""
    conversation: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One text with its labels; `group` tells what must stay on one side.

    What was made up to start with is no evidence of what a desk's own mails are like.
    """

    identifier: str
    text: str = field(repr=False)
    category: str | None = None
    urgency: str | None = None
    impact: str | None = None
    language: str = "en"
    requester: str = ""
    group: str = ""
    at: datetime | None = None
    circumstance: Circumstance = NOTHING_KNOWN
    is_evidence: bool = True

    def label(self, target: str) -> str | None:
        """Return its label for `category`, `urgency` or `impact`."""
        found: str | None = getattr(self, target)
        return found

    def without(self, target: str) -> "Row":
        """Return it without that label."""
        gone: dict[str, Any] = {target: None}
        return replace(self, **gone)


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What is learned from, what is measured with, and why other incidents are neither."""

    train: tuple[Row, ...]
    test: tuple[Row, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def exclusion(incident: ClosedIncident, agents: frozenset[str]) -> str:
    """Return why an incident teaches nothing, in a word; empty where it does."""
    if incident.is_automatic:
        return "automatic mail"
    if incident.ended_by != THE_CLI and incident.ended_by.casefold() not in agents:
        return "not ended by an agent"
    if incident.text.strip() in GONE or incident.requester.endswith(f"@{ERASED_DOMAIN}"):
        return TEXTS_GONE
    return "" if incident.has_human_label else UNLABELLED


def addresses_of(people: Iterable[Contact]) -> frozenset[str]:
    """Return every address of these people."""
    return frozenset(address.casefold() for one in people for address in one.addresses)


def row_of(
    incident: ClosedIncident, agents: frozenset[str], circumstance: Circumstance, requester: str
) -> Row:
    """Return what an incident teaches: the labels alone that a person gave."""
    by_person = incident.impact_by.casefold() in agents or incident.impact_by == THE_CLI
    human = LabelSource.HUMAN
    return Row(
        identifier=reference(incident.id),
        text=classified_text(incident.subject, incident.text),
        category=incident.category if incident.category_source is human else None,
        urgency=incident.urgency.value if incident.urgency_source is human else None,
        impact=incident.impact.value if by_person else None,
        language=incident.language,
        requester=requester,
        group=reference(incident.merged_into or incident.id),
        at=incident.at,
        circumstance=circumstance,
    )


def import_mark(sha256: str) -> str:
    """Return what the rows of a file of history are known by, whichever number it was given.

    So a frozen row stays one where its file is removed and brought again, and a number that the
    database gives a second time hands down nothing.
    """
    return f"{IMPORT}{sha256[:12]}-"


def row_of_import(one: ImportedExample, received: datetime, sha256: str) -> Row:
    """Return what a row of history teaches; the hash is that of its file."""
    mark = import_mark(sha256)
    identifier = f"{mark}{one.number}"
    conversation = f"{mark}conversation {one.conversation}" if one.conversation else ""
    return Row(
        identifier=identifier,
        text=classified_text(*_parted(one.text)),
        category=one.category,
        urgency=one.urgency.value if one.urgency else None,
        impact=one.impact.value if one.impact else None,
        language=one.language,
        requester=plain_address(one.requester),
        group=conversation or identifier,
        at=one.at or received,
    )


def rows_of_settings(categories: Mapping[str, Category]) -> tuple[Row, ...]:
    """Return what the settings say of each category: its description, and mails as people write."""
    return tuple(
        Row(f"settings-{name}-{number}", text, category=name, is_evidence=False)
        for name, one in categories.items()
        for number, text in enumerate((one.description, *one.examples))
        if text.strip()
    )


def _parted(text: str) -> tuple[str, str]:
    """Return subject and text; a row of history has its subject in its first line."""
    subject, _, rest = text.partition("\n")
    return subject, rest.lstrip("\n")


def plain_address(address: str) -> str:
    """Return an address without the tag that its owner may choose (RFC 5233), small letters."""
    local, at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def drawn_part(identifier: str, mac: Mac) -> TrainingPart:
    """Return to which part a conversation belongs, by a keyed hash that nobody can steer."""
    digits = mac(f"mailflow-test-part-v1:{identifier}")[:12]
    return TrainingPart.TEST if int(digits, 16) % TEST_SHARE == 0 else TrainingPart.TRAIN


def capped(rows: Sequence[Row], target: str) -> list[Row]:
    """Return the rows with the target's label taken from those that are too many of one person.

    He keeps his newest: the larger of twenty, and one in a hundred of all that are left of the
    label. Rows of nobody known are not counted.
    """
    counts = Counter((row.label(target), row.requester) for row in rows)
    left: dict[str | None, int] = defaultdict(int)
    for (label, requester), number in counts.items():
        left[label] += min(number, FEWEST_PER_REQUESTER) if requester else number
    most = {
        label: max(FEWEST_PER_REQUESTER, number // REQUESTERS_SHARE)
        for label, number in left.items()
    }
    return _without_excess(rows, target, most)


def _without_excess(rows: Sequence[Row], target: str, most: Mapping[str | None, int]) -> list[Row]:
    taken: Counter[tuple[str | None, str]] = Counter()
    found = list(rows)
    for place in sorted(range(len(rows)), key=lambda one: _newest_first(rows[one])):
        row, label = rows[place], rows[place].label(target)
        if label is None or not row.requester:
            continue
        taken[label, row.requester] += 1
        if taken[label, row.requester] > most[label]:
            found[place] = row.without(target)
    return found


def _newest_first(row: Row) -> tuple[float, str]:
    return (-row.at.timestamp() if row.at else 0.0, row.identifier)


def capped_everywhere(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows that are left when nobody has too many of any label."""
    found = list(rows)
    for target in ("category", "urgency", "impact"):
        found = capped(found, target)
    return tuple(row for row in found if row.category or row.urgency or row.impact)


def recent(rows: Iterable[Row], now: datetime) -> tuple[Row, ...]:
    """Return the rows of the last twelve months: what the gate looks at."""
    return tuple(row for row in rows if row.at is not None and row.at >= now - GATE_MONTHS)


def without_rare(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows without categories of which there are too few to learn anything."""
    often = Counter(row.category for row in rows)
    kept = (
        row if often[row.category] >= FEWEST_OF_CATEGORY else row.without("category")
        for row in rows
    )
    return tuple(row for row in kept if row.category or row.urgency or row.impact)


def with_seed(
    own: Sequence[Row], seed: Iterable[Row], named: Mapping[str, str], known: Iterable[str]
) -> tuple[Row, ...]:
    """Return the desk's own rows, and of the seed what they have too few of yet.

    `named` says which of the desk's `known` categories a seed category is. The seed tells of
    urgency, too, until there are enough labels of the desk's own.
    """
    categories = Counter(row.category for row in own)
    urgencies = Counter(row.urgency for row in own)
    valid = frozenset(known)
    kept = [replace(r, category=r.category if r.category in valid else None) for r in own]
    for row in seed:
        category = named.get(row.category or "")
        category = category if categories[category] < SEED_ENOUGH else None
        urgency = row.urgency if urgencies[row.urgency] < SEED_ENOUGH else None
        if category or urgency:
            kept.append(replace(row, category=category, urgency=urgency))
    return tuple(row for row in kept if row.category or row.urgency or row.impact)
