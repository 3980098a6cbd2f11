"""The contract of people and groups that are changed, merged and removed, kept by every store."""

from dataclasses import replace

import pytest
from support.stores import NOW, open_incident, write_notice

from mailflow.adapters.store.contract import Work
from mailflow.core.records import Contact
from mailflow.errors import ConflictError, NotFoundError
from models.enums import IncidentState, Role


def person(work: Work, name: str, role: Role = Role.AGENT) -> Contact:
    return work.directory.add(
        f"{name}@desk.example", role=role, at=NOW, handle=name if role is Role.AGENT else None
    )


def test_all_that_is_known_of_a_person_is_changed_but_his_addresses(work: Work) -> None:
    bob, eve = person(work, "bob"), person(work, "eve")
    changed = replace(
        bob,
        display_name="Bob",
        role=Role.ADMIN,
        handle="robert",
        language="de",
        time_zone="Europe/Berlin",
        silent_success=True,
    )
    work.directory.set_written_language(bob.id, "ja", 2)
    changed = replace(changed, written_language="ja", written_times=2)
    work.directory.update(changed)
    assert work.directory.get(bob.id) == work.directory.by_handle("robert") == changed
    with pytest.raises(ConflictError):
        work.directory.update(replace(changed, handle="eve"))
    assert work.directory.by_handle("eve") == eve
    with pytest.raises(NotFoundError):
        work.directory.update(replace(changed, id=99, handle=None))


def test_a_person_has_several_addresses_and_mail_goes_to_the_preferred_one(work: Work) -> None:
    bob = person(work, "bob")
    person(work, "eve")
    work.directory.add_address(bob.id, "A@else.example")
    both = work.directory.by_address("a@else.example")
    assert both == replace(bob, addresses=("bob@desk.example", "a@else.example"))
    work.directory.prefer(bob.id, "a@else.example")
    turned = work.directory.get(bob.id)
    assert turned
    assert turned.addresses == ("a@else.example", "bob@desk.example")
    assert turned.address == "a@else.example"
    with pytest.raises(ConflictError):
        work.directory.add_address(bob.id, "EVE@desk.example")
    work.directory.remove_address(bob.id, "a@else.example")
    assert work.directory.get(bob.id) == bob, "the one that is left is preferred"
    with pytest.raises(NotFoundError):
        work.directory.prefer(bob.id, "eve@desk.example")
    with pytest.raises(NotFoundError):
        work.directory.remove_address(bob.id, "eve@desk.example")


def test_contacts_are_listed_by_a_part_of_name_or_address(work: Work) -> None:
    bob, eve = person(work, "bob"), person(work, "eve")
    work.directory.update(replace(eve, display_name="Eve Bobson"))
    work.directory.add_address(bob.id, "bob@else.example")
    assert [one.id for one in work.directory.listed("BOB")] == [bob.id, eve.id]
    assert [one.id for one in work.directory.listed("else.ex")] == [bob.id]
    assert [one.id for one in work.directory.listed(limit=1)] == [bob.id]
    assert work.directory.listed("%") == ()


def test_who_is_merged_stands_for_the_other_in_all_that_bears_his_number(work: Work) -> None:
    old, older, new = person(work, "old"), person(work, "older"), person(work, "new")
    group = work.directory.add_group("Network", manager_id=old.id)
    for member in (old, new):
        work.directory.add_member(group.id, member.id)
    mine = open_incident(work, assignee_id=old.id)
    notice = write_notice(work, contact_id=old.id)
    work.directory.merge(older.id, old.id)
    work.directory.merge(old.id, new.id)
    assert work.incidents.reassign(old.id, new.id) == 1
    merged = work.directory.get(new.id)
    assert merged
    assert merged.addresses == ("new@desk.example", "old@desk.example", "older@desk.example")
    assert (merged.address, merged.handle) == ("new@desk.example", "new")
    assert work.directory.get(old.id) == work.directory.get(older.id) == merged
    assert work.directory.by_address("older@desk.example") == merged
    assert work.directory.by_handle("old") is None
    assert work.directory.agents() == work.directory.listed("desk.example") == (merged,)
    assert work.directory.groups() == (replace(group, manager=merged, members=(merged,)),)
    after = work.incidents.get(mine.id)
    assert after == replace(mine, assignee_id=new.id, version=2)
    row = work.outbox.get(notice.id)
    assert row
    assert row.contact_id == old.id, "the token in that mail names the old number"


def test_a_group_is_changed_and_loses_members(work: Work) -> None:
    bob, eve = person(work, "bob"), person(work, "eve")
    desk = work.directory.add_group("Desk", is_default=True)
    network = work.directory.add_group("Network", manager_id=eve.id)
    for member in (bob, eve):
        work.directory.add_member(network.id, member.id)
    changed = replace(network, name="Networks", tier=3, manager=None, is_default=True)
    work.directory.change_group(changed)
    work.directory.remove_member(network.id, eve.id)
    work.directory.remove_member(network.id, 99)
    whole = replace(changed, members=(bob,))
    assert work.directory.groups() == (replace(desk, is_default=False), whole)
    with pytest.raises(ConflictError):
        work.directory.change_group(replace(whole, name="Desk"))
    with pytest.raises(NotFoundError):
        work.directory.change_group(replace(whole, id=99))


def test_a_removed_group_is_gone_until_it_is_added_again(work: Work) -> None:
    bob = person(work, "bob")
    network = work.directory.add_group("Network", manager_id=bob.id, is_default=True)
    work.directory.add_member(network.id, bob.id)
    closed = open_incident(work, group_id=network.id, state=IncidentState.CLOSED)
    assert work.incidents.open_in_group(network.id) == 0
    held = open_incident(work, group_id=network.id, state=IncidentState.ON_HOLD)
    assert work.incidents.open_in_group(network.id) == 1
    desk = work.directory.add_group("Desk")
    assert work.incidents.regroup(network.id, desk.id) == (held.id,)
    assert work.incidents.open_in_group(desk.id) == 1
    work.directory.remove_group(network.id)
    assert work.directory.groups() == (desk,)
    assert work.directory.group(network.id) is None
    after = work.incidents.get(closed.id)
    assert after
    assert after.group_id == network.id
    with pytest.raises(NotFoundError):
        work.directory.remove_group(network.id)
    again = work.directory.add_group("Network", tier=2)
    assert again == replace(network, tier=2, manager=None, members=(), is_default=False)
