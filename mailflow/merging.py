"""An incident and what was merged into it: its agents read both as one conversation."""

from collections.abc import Iterator, Sequence

from mailflow.adapters.store.contract import Work
from mailflow.core.authority import may_work_on
from mailflow.core.notices import TextView, view_entry
from mailflow.core.records import Contact, Entry, Incident, reference
from mailflow.core.relations import reached


def parts(work: Work, number: int) -> tuple[int, ...]:
    """Return the incident and all that was merged into it and into those, itself first."""
    return reached(number, work.incidents.merged_into)


def written(work: Work, number: int) -> Iterator[tuple[int, Entry]]:
    """Yield every text of an incident and of its parts, with where it stands."""
    for one in parts(work, number):
        for entry in work.incidents.entries(one):
            yield one, entry


def readable(
    work: Work, incident: Incident, reader: Contact, part: int | None = None
) -> tuple[int, ...]:
    """Return whose texts an agent reads with the incident: its own, and those of its parts.

    The latter (of one `part` alone, where it is given) are for who has the right on the incident
    now (promise P13).
    """
    group = work.directory.group(incident.group_id) if incident.group_id else None
    if not may_work_on(reader, incident, group):
        return (incident.id,)
    return parts(work, part or incident.id)


def newest(
    work: Work, incident: Incident, numbers: Sequence[int], most: int
) -> tuple[TextView, ...]:
    """Return the newest texts of these, newest first; another's bear its reference."""
    entries = reversed(work.incidents.last_entries(numbers, most))
    return tuple(view_entry(one, _marked(number, incident)) for number, one in entries)


def _marked(number: int, incident: Incident) -> str:
    return "" if number == incident.id else reference(number)
