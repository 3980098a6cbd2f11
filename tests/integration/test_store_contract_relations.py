"""The store contract: how incidents and people stand to an incident, and what is due for it."""

from dataclasses import replace

from support.stores import MINUTE, NOW, open_incident

from mailflow.adapters.store.contract import Work
from mailflow.core.records import IncidentLink, Participant
from models.enums import IncidentState, LinkKind, ParticipantRole


def test_an_incident_is_linked_to_others_once_in_each_way(work: Work) -> None:
    one, other = open_incident(work), open_incident(work)
    parent = IncidentLink(other.id, LinkKind.PARENT)
    for link in (parent, parent, IncidentLink(other.id, LinkKind.RELATED)):
        work.incidents.add_link(one.id, link)
    assert [found.kind for found in work.incidents.links(one.id)] == ["parent", "related"]
    assert work.incidents.links(other.id) == ()
    assert [(found.other_id, found.kind) for found in work.incidents.linked_from(other.id)] == [
        (one.id, "parent"),
        (one.id, "related"),
    ]
    work.incidents.remove_link(one.id, parent)
    assert [found.kind for found in work.incidents.links(one.id)] == ["related"]
    assert [found.kind for found in work.incidents.linked_from(other.id)] == ["related"]


def test_a_participant_gets_another_role_and_takes_part_no_longer(work: Work) -> None:
    number = open_incident(work).id
    ann = Participant("ann@example.org", ParticipantRole.CC, "Ann")
    work.incidents.add_participant(number, ann)
    work.incidents.set_participant(number, replace(ann, role=ParticipantRole.REQUESTER))
    assert [one.role for one in work.incidents.participants(number)] == ["requester"]
    work.incidents.remove_participant(number, ann.address)
    work.incidents.remove_participant(number, "nobody@example.org")
    assert work.incidents.participants(number) == ()


def test_what_was_merged_into_an_incident_is_found_until_it_is_taken_out(work: Work) -> None:
    target, one, two = (open_incident(work) for _ in range(3))
    one, two = (work.incidents.update(replace(x, merged_into=target.id)) for x in (one, two))
    assert work.incidents.merged_into(target.id) == (one.id, two.id)
    work.incidents.update(replace(one, merged_into=None))
    assert work.incidents.merged_into(target.id) == (two.id,)


def test_what_ended_is_found_when_something_is_due_for_it(work: Work) -> None:
    ended = {"state": IncidentState.RESOLVED}
    closes = open_incident(work, **ended, closes_at=NOW, cause_due_at=NOW + MINUTE)
    first = open_incident(work, **ended, closes_at=NOW + MINUTE, cause_due_at=NOW - MINUTE)
    last = open_incident(work, state=IncidentState.CLOSED, review_due_at=NOW)
    open_incident(work, **ended, closes_at=NOW + MINUTE)
    open_incident(work, **ended)
    assert work.incidents.in_aftercare(NOW) == (first, closes, last)
    assert work.incidents.in_aftercare(NOW, limit=1) == (first,)
    work.incidents.update(replace(first, cause_due_at=None))
    assert work.incidents.in_aftercare(NOW) == (closes, last)
