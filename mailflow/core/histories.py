"""Labelled history from elsewhere, row by row: what becomes an example, and what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mailflow.core.training_data import ImportedExample
from models.enums import Level

COLUMNS = {
    "text": ("text", "body", "description"),
    "subject": ("subject", "title", "summary"),
    "category": ("category",),
    "urgency": ("urgency",),
    "impact": ("impact",),
    "language": ("language",),
    "requester": ("requester", "from", "sender"),
    "conversation": ("conversation", "group"),
    "date": ("date", "closed", "closed_at"),
}
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
"""Names of columns that are remembered, for a file in which none of ours is among them."""
MOST_CHARACTERS = 10_000
MOST_OF_NAME = 100
MOST_TOLD = 50
"""Problems that are told; a file with more has one in common."""
_LEVELS = {level.value: level for level in Level}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row as it was written: its number, where it stands, its cells by the names of columns."""

    number: int
    place: str
    cells: Mapping[str, str] = field(repr=False)


@dataclass(slots=True)
class HistoryReader:
    """Reads rows into examples; `problems` collects what is wrong with any of them."""

    categories: Iterable[str]
    renamed: Mapping[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    without_label: int = 0
    columns: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(init=False, default_factory=dict)
    _renamed: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Know categories as agents write them."""
        self._known = {_folded(name): name for name in self.categories}
        self._renamed = {_folded(old): new for old, new in self.renamed.items()}

    def read(self, rows: Iterable[HistoryRow]) -> tuple[ImportedExample, ...]:
        """Return the examples; rows without any label are counted and left out.

        No row after the last that may be is read.
        """
        found: list[ImportedExample] = []
        for count, row in enumerate(rows, start=1):
            if count > MOST_ROWS:
                self.problems.append(f"{row.place}: there are more than {MOST_ROWS:,} rows")
                break
            example = self._example(row)
            found += [example] if example else []
        for name, number in sorted(self.unknown.items(), key=lambda one: -one[1]):
            self.problems.append(
                f"category {name!r} ({number} rows) is none of the desk's; add it to"
                f" categories.toml, or say --map {name!r}=NAME"
            )
        return tuple(found)

    def _example(self, row: HistoryRow) -> ImportedExample | None:
        if len(self.columns) < MOST_COLUMNS:
            self.columns.update(row.cells)
        cells = _cells(row.cells)
        subject, text = cells.get("subject", ""), cells.get("text", "")
        whole = "\n\n".join(one for one in (" ".join(subject.split()), text) if one.strip())
        if not whole.strip():
            self.problems.append(f"{row.place}: neither text nor subject")
            return None
        category = self._category(cells.get("category", ""))
        urgency, impact = (self._level(row.place, name, cells) for name in ("urgency", "impact"))
        if not (category or urgency or impact):
            self.without_label += 1
            return None
        return ImportedExample(
            import_id=0,
            number=row.number,
            text=whole[:MOST_CHARACTERS],
            category=category,
            urgency=urgency,
            impact=impact,
            language=cells.get("language", "")[:10] or "en",
            requester=cells.get("requester", "").strip().casefold()[:320],
            conversation=cells.get("conversation", "").strip()[:200],
            at=self._moment(row.place, cells.get("date", "")),
        )

    def _category(self, written: str) -> str | None:
        folded = _folded(written)
        if not folded:
            return None
        name = self._renamed.get(folded, written)
        known = self._known.get(_folded(name))
        if known is None:
            told_name = written.strip()[:MOST_OF_NAME]
            self.unknown[told_name] = self.unknown.get(told_name, 0) + 1
        return known

    def _level(self, place: str, name: str, cells: Mapping[str, str]) -> Level | None:
        written = cells.get(name, "").strip().casefold()
        if written and written not in _LEVELS:
            words = "high, medium or low"
            self.problems.append(f"{place}: {name} {written[:40]!r} is not {words}")
        return _LEVELS.get(written)

    def _moment(self, place: str, written: str) -> datetime | None:
        if not written.strip():
            return None
        try:
            found = datetime.fromisoformat(written.strip())
        except ValueError:
            self.problems.append(f"{place}: {written.strip()[:40]!r} is no date such as 2026-03-02")
            return None
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def told(problems: list[str]) -> tuple[str, ...]:
    """Return the problems to tell: the first ones, and how many more there are."""
    more = len(problems) - MOST_TOLD
    rest = (f"and {more} more",) if more > 0 else ()
    return (*problems[:MOST_TOLD], *rest)


def _folded(name: str) -> str:
    return "_".join(name.casefold().split())


def _cells(row: Mapping[str, str]) -> dict[str, str]:
    """Return the cells by our own names for the columns; others are not looked at."""
    given = {name.strip().casefold().replace(" ", "_"): value for name, value in row.items()}
    return {
        name: next((given[one] for one in names if given.get(one, "").strip()), "")
        for name, names in COLUMNS.items()
    }
