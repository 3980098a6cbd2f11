"""The contract of where resolved incidents lie, kept by every store."""

from dataclasses import replace
from datetime import timedelta

from support.stores import NOW, open_incident

from mailflow.adapters.store.contract import Store, Work
from mailflow.adapters.store.contract.vectors import Placed, Resolved
from mailflow.core.records import Entry
from models.enums import EntryKind, IncidentKind, IncidentState

A_DAY = timedelta(days=1)
ONE, OTHER = "ab" * 32, "cd" * 32


def told(work: Work, text: str, **fields: object) -> int:
    """Store an incident with its request."""
    number = open_incident(work, **{"state": IncidentState.RESOLVED, **fields}).id
    work.incidents.add_entry(number, Entry(EntryKind.REQUEST, "alice@example.org", text, NOW))
    return number


def test_resolved_incidents_wait_until_their_place_is_kept(store: Store) -> None:
    """Newest first; no open ones, no alerts, no texts that are gone."""
    with store.begin() as work:
        first = told(work, "no paper", subject="printer")
        second = told(work, "no toner", subject="printer", state=IncidentState.CLOSED)
        told(work, "still at it", state=IncidentState.IN_PROGRESS)
        told(work, "disk full", deduplication_key="disk:web1")
        told(work, "watch the disk", kind=IncidentKind.ACTION)
        told(work, "[erased]")
    with store.begin() as work:
        whole = (Resolved(second, "printer", "no toner"), Resolved(first, "printer", "no paper"))
        assert work.vectors.missing(ONE, 9) == whole
        assert work.vectors.missing(ONE, 1) == whole[:1]
        work.vectors.keep(ONE, {second: b"\x01\xff"})
    with store.read() as work:
        assert [one.id for one in work.vectors.missing(ONE, 9)] == [first]
        assert [one.id for one in work.vectors.missing(OTHER, 9)] == [second, first]


def test_of_those_without_a_place_the_lately_ended_can_be_asked_for(store: Store) -> None:
    with store.begin() as work:
        told(work, "no paper", resolved_at=NOW - A_DAY)
        told(work, "still on", state=IncidentState.CLOSED, closed_at=NOW, resolved_at=NOW - A_DAY)
        told(work, "no toner", resolved_at=NOW)
    with store.read() as work:
        assert [one.text for one in work.vectors.missing(ONE, 9, NOW)] == ["no toner", "still on"]


def test_a_place_is_known_of_one_embedder_while_the_incident_is_resolved(store: Store) -> None:
    with store.begin() as work:
        first = told(work, "no paper", category="printing")
        second = told(work, "no toner")
        work.vectors.keep(ONE, {first: b"\x00\x7f", second: b""})
    with store.begin() as work:
        whole = Placed((second, first), (None, "printing"), (b"", b"\x00\x7f"))
        assert work.vectors.placed(ONE, 9) == whole
        assert work.vectors.placed(ONE, 1) == Placed((second,), (None,), (b"",))
        assert work.vectors.placed(OTHER, 9) == Placed()
        work.vectors.keep(OTHER, {first: b"\x05"})
        reopened = work.incidents.get(second)
        assert reopened is not None
        work.incidents.update(replace(reopened, state=IncidentState.IN_PROGRESS))
    with store.read() as work:
        assert work.vectors.placed(ONE, 9) == Placed()
        assert work.vectors.placed(OTHER, 9).incident_ids == (first,)
