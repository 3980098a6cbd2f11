"""Alerts in every kind of store: things, groups, and what is due to be told."""

from dataclasses import replace

from support.stores import MINUTE, NOW, open_incident

from mailflow.adapters.store.contract import Work
from mailflow.core.records import AlertGroup, AlertMember

MONITOR = "nagios@desk.example"


def thing(incident_id: int, key: str = "db1|disk", minutes: int = 0) -> AlertMember:
    """Return a thing that was raised so many minutes from now."""
    at = NOW + minutes * MINUTE
    return AlertMember(MONITOR, key, incident_id, "db1", "disk", "CRITICAL", at)


def test_a_thing_belongs_to_its_monitor_and_its_newest_incident(work: Work) -> None:
    """Another monitor's thing of the same name is another; a long key finds it, too."""
    first, second = open_incident(work).id, open_incident(work).id
    work.alerts.keep_member(thing(first))
    assert work.alerts.member(MONITOR, "db1|disk") == thing(first)
    assert work.alerts.member("zabbix@desk.example", "db1|disk") is None
    moved = replace(thing(second), state="OK", recovered=True)
    work.alerts.keep_member(moved)
    assert work.alerts.member(MONITOR, "db1|disk") == moved
    long = "x" * 4000
    work.alerts.keep_member(thing(first, long))
    found = work.alerts.member(MONITOR, long)
    assert found is not None
    assert found.incident_id == first


def test_things_that_are_not_over_are_listed_longest_first(work: Work) -> None:
    """Those of this incident alone, as many as asked for."""
    one, other = open_incident(work).id, open_incident(work).id
    later, earlier = thing(one, "b", 2), thing(one, "c", 1)
    for each in (later, earlier, thing(other, "d"), replace(thing(one, "a"), recovered=True)):
        work.alerts.keep_member(each)
    assert work.alerts.members_open(one, 10) == (earlier, later)
    assert work.alerts.members_open(one, 1) == (earlier,)
    assert work.alerts.count_open(one) == 2


def test_things_go_with_their_incident_into_another(work: Work) -> None:
    """Those of a third stay where they are."""
    one, other, third = (open_incident(work).id for _ in range(3))
    for each in (thing(one, "a"), thing(other, "b"), thing(third, "c")):
        work.alerts.keep_member(each)
    work.alerts.move_members(one, other)
    found = [work.alerts.count_open(number) for number in (one, other, third)]
    assert found == [0, 2, 1]


def test_a_group_is_found_by_incident_and_the_newest_by_monitor(work: Work) -> None:
    """As it was kept last."""
    first, second = (AlertGroup(open_incident(work).id, MONITOR, NOW, NOW) for _ in range(2))
    work.alerts.keep_group(second)
    work.alerts.keep_group(first)
    grown = replace(first, size=3, told=1, raised_at=NOW + MINUTE)
    work.alerts.keep_group(grown)
    assert work.alerts.group(first.incident_id) == grown
    assert work.alerts.group(999) is None
    assert work.alerts.newest_group(MONITOR) == second
    assert work.alerts.newest_group("zabbix@desk.example") is None


def test_groups_are_due_when_their_news_is(work: Work) -> None:
    """Longest due first; those with nothing to tell never."""
    groups = [AlertGroup(open_incident(work).id, MONITOR, NOW, NOW) for _ in range(4)]
    late, now, future = (
        replace(one, news_since=NOW, news_due=NOW + minutes * MINUTE)
        for one, minutes in zip(groups, (-1, 0, 1), strict=False)
    )
    for one in (now, future, late, groups[3]):
        work.alerts.keep_group(one)
    assert work.alerts.due(NOW, 10) == (late, now)
    assert work.alerts.due(NOW, 1) == (late,)
