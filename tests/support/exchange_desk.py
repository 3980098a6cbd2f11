"""A desk for generated conversations: two tiers with a manager, two companies, four incidents."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from support.desks import DESK_SECTION, TestDesk, make_settings, open_test_desk
from support.hostile import Scene
from support.letters import letter, reply_address

from mailflow.adapters.store.contract import Work
from mailflow.settings import Settings
from models.enums import Role

BOB, ALICE = "bob@helpdesk.example", "alice@helpdesk.example"
DAN, MIA = "dan@helpdesk.example", "mia@helpdesk.example"
GONE, MONITOR = "gone@helpdesk.example", "monitor@helpdesk.example"
ANN, CARL, DANA = "ann@customer.example", "carl@customer.example", "dana@customer.example"
DAVE, EVE = "dave@other.example", "eve@other.example"
MALLORY, FRED = "mallory@evil.example", "fred@third.example"
STAFF = frozenset({BOB, ALICE, DAN, MIA})
NAMES = {ANN: "Ann Archer", CARL: "Carl Cook", DAVE: "Dave Dunn", EVE: "Eve, Ernst", BOB: "Bob B."}
OPENED = {1001: ANN, 1002: DAVE, 1003: ANN, 1004: CARL}
"""Whose the incidents are; Carl reads along in the first, Eve in the second."""
ROTA = """
time_zone = "UTC"
[[rotations]]
people = ["@alice", "@bob"]
start = 2026-11-23T00:00:00
"""
REPLIES = {"password": "Dear {requester}, set a new one ({reference}). {agent}"}


def exchange_settings(folder: Path) -> Settings:
    """Return the settings of this desk; its rota stands in its folder."""
    first = {"rota": folder / "rota.toml", "escalates_to": "Network", "managers_above": (DAN,)}
    section = {**DESK_SECTION, "served_domains": ("customer.example",)}
    return make_settings(
        desk={**section, "calendar": "office"},
        calendars={"office": {"hours": {"mon-fri": ("09:00-12:00", "13:00-17:00")}}},
        service_levels=[{"group": "Network", "p3": {"response": "1h", "resolution": "6h"}}],
        categories={"printing": {}, "network": {}},
        replies=REPLIES,
        groups={"Desk": first, "Network": {"quiet_hours": "20:00-06:00"}},
    )


def written_by(address: str) -> str:
    """Return a From value with the name of this person, where he has one."""
    name = NAMES.get(address)
    return f'"{name}" <{address}>' if name else address


def found_exchange(folder: Path) -> None:
    """Make the desk once; every example takes a copy."""
    (folder / "rota.toml").write_text(ROTA)
    with open_test_desk(folder, exchange_settings(folder)) as desk:
        with desk.store.begin() as work:
            _staff(work, desk)
        desk.take(_opening(1001, "VPN drops", CARL))
        desk.take(_opening(1002, "Payroll", EVE))
        desk.take(_opening(1003, "Printer jams", ""))
        desk.take(_opening(1004, "New laptop", ""))
        _say(desk, 1001, "#category network", "#resolution By hand.", "#kb new")
        _say(desk, 1004, "#parent 1001")
        with desk.store.begin() as work:
            article = work.knowledge.get(1)
            assert article is not None
            work.knowledge.reword(replace(article, title="Network", symptoms="It drops."))
            leaver = work.directory.by_address(GONE)
            assert leaver is not None
            work.directory.set_active(leaver.id, False)


def _staff(work: Work, desk: TestDesk) -> None:
    people = {}
    for address in (BOB, ALICE, GONE, DAN, MIA):
        role = Role.ADMIN if address == MIA else Role.AGENT
        handle, name = address.partition("@")[0], NAMES.get(address, "")
        people[address] = work.directory.add(
            address, role=role, at=desk.clock(), handle=handle, display_name=name
        )
    first = work.directory.add_group("Desk", is_default=True, manager_id=people[MIA].id)
    second = work.directory.add_group("Network", tier=2)
    for address, one in people.items():
        work.directory.add_member((second if address == DAN else first).id, one.id)
    work.directory.add_member(second.id, people[BOB].id)


def _say(desk: TestDesk, number: int, *lines: str) -> None:
    """Let Bob command something, so that there is a category, an article and a child."""
    notice = [o for o in desk.sent() if (o.recipient, o.incident_id) == (BOB, number)][-1]
    desk.take(letter(BOB, "Re: It began", "\n".join(lines), to=reply_address(notice)))
    assert desk.decisions[-1].executed


def _opening(number: int, subject: str, copied: str) -> bytes:
    sender = OPENED[number]
    content = letter(sender, subject, f"It began today: {subject}, zqopen{number}x.")
    content = content.replace(f"From: {sender}".encode(), f"From: {written_by(sender)}".encode())
    return f"Cc: {written_by(copied)}\n".encode() + content if copied else content


@contextmanager
def exchange_scene(template: Path, folder: Path) -> Iterator[Scene]:
    """Yield a copy of the desk."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    with open_test_desk(folder, exchange_settings(folder)) as desk:
        yield Scene(desk, desk.sent())
