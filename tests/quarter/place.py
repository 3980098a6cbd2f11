"""The desk of the quarter: four groups in three zones, forty agents, a small classifier."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from support.closing import LONG_KEYS
from support.desks import DESK_SECTION, TestDesk, make_settings, open_test_desk

from classifiers.examples import Example
from classifiers.persistence import dump, fingerprint
from classifiers.training import fit
from mailflow.adapters.catalogues import templates_directory
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.contract import Work
from mailflow.core.classifier_versions import ClassifierVersion, Proof
from mailflow.settings import Settings
from models.enums import Role
from quarter.rules import (
    APPLICATIONS,
    CALENDARS,
    DESK,
    ESCALATES_TO,
    FIELD,
    HOSPITAL,
    NETWORK,
    TIERS,
    Agent,
    Staff,
)

ZONE = ZoneInfo("Europe/Berlin")
MONITOR = "monitor@helpdesk.example"
SIZES = {DESK: 5, FIELD: 20, NETWORK: 5, APPLICATIONS: 6}
WORDS = {
    "printing": ["toner", "paper", "tray", "printer", "cartridge", "stapler", "drum", "roller"],
    "network": ["cable", "switch", "router", "wifi", "port", "signal", "antenna", "gateway"],
    "payroll": ["salary", "invoice", "ledger", "payslip", "booking", "account", "tax", "bonus"],
    "outage": ["nobody", "everything", "building", "down", "plant", "whole", "site", "dead"],
}
FILLING = ("no", "in", "the", "is", "stuck", "broken", "hall", "please", "again", "today", "our")
OF_CATEGORY = {"printing": DESK, "network": NETWORK, "payroll": APPLICATIONS, "outage": DESK}
IMPACTS = {"outage": "high"}
VIPS = tuple(f"vip{number}@{HOSPITAL}" for number in range(4))
QUIET = {FIELD: "20:00-06:00"}


TIMES = {
    "munich": {
        "hours": {"mon-thu": ("08:00-12:00", "12:45-17:00"), "fri": ("08:00-15:00",)},
        "country": "DE",
        "subdivision": "BY",
    },
    "new_york": {
        "time_zone": "America/New_York",
        "hours": {"mon-fri": ("09:00-17:00",)},
        "country": "US",
    },
    "pune": {"time_zone": "Asia/Kolkata", "hours": {"mon-sat": ("09:30-18:30",)}},
    "around": {"hours": {"mon-sun": ("00:00-24:00",)}},
}
LEVELS = [
    {
        "requester_domain": HOSPITAL,
        "p2": {"response": "30m", "resolution": "6h", "round_the_clock": True},
    },
    {"group": NETWORK, "p3": {"response": "2h", "resolution": "2d"}},
]


def settings(folder: Path) -> Settings:
    """Return the settings of the desk."""
    groups: dict[str, dict[str, object]] = {
        name: {"calendar": calendar} for name, calendar in CALENDARS.items()
    }
    groups[FIELD] |= {"escalates_to": ESCALATES_TO[FIELD], "quiet_hours": QUIET[FIELD]}
    groups[NETWORK] |= {"rota": folder / "rota.toml", "managers_above": (_named("head"),)}
    groups[DESK] |= {"managers_above": (_named("head"),)}
    served = ("customer.example", HOSPITAL)
    own = {"time_zone": ZONE.key, "calendar": "munich", "served_domains": served}
    return make_settings(
        desk=DESK_SECTION | own,
        calendars=TIMES,
        groups=groups,
        service_levels=LEVELS,
        categories={
            name: {"group": group, "impact": IMPACTS.get(name, "medium")}
            for name, group in OF_CATEGORY.items()
        },
        classifier={"seed": False},
        digest={"weekday": "never"},
    )


@contextmanager
def open_desk(folder: Path, start: datetime) -> Iterator[tuple[TestDesk, Staff]]:
    """Yield the desk, its clock at the start, with its people as the ledger knows them."""
    with open_test_desk(folder, settings(folder), LONG_KEYS, _short_notices(folder)) as desk:
        desk.clock.now = start
        with desk.store.begin() as work:
            staff = _people(work, start)
            number = work.classifiers.add(_version(start))
            work.classifiers.activate(number, start)
        (folder / "rota.toml").write_text(_rota(staff, start), encoding="utf-8")
        yield desk, staff


def _short_notices(folder: Path) -> Renderer:
    """Return a renderer of notices without words, as an administrator may write them.

    Nobody reads them here, and a third of all time would go into their words.
    """
    own, short = templates_directory(), folder / "templates"
    for path in own.glob("*/*.j2"):
        copy = short / path.relative_to(own)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text("News.\n", encoding="utf-8")
    return Renderer(short)


def _named(handle: str) -> str:
    return f"{handle}@helpdesk.example"


def _people(work: Work, at: datetime) -> Staff:
    def hired(handle: str, role: Role = Role.AGENT) -> Agent:
        found = work.directory.add(_named(handle), role=role, at=at, handle=handle)
        return Agent(found.id, found.address)

    head, first, second = hired("head"), hired("first"), hired("second")
    root = hired("root", Role.ADMIN)
    staff = Staff(admin=root)
    staff.managers = {DESK: [first, head], NETWORK: [second, head], FIELD: [first]}
    for name, size in SIZES.items():
        own = staff.managers.get(name, [None])[0]
        group = work.directory.add_group(
            name, tier=TIERS[name], is_default=name == DESK, manager_id=own.id if own else None
        )
        short = name.partition(" ")[0].lower()
        staff.groups[name] = [hired(f"{short}{number}") for number in range(size)]
        for one in staff.groups[name]:
            work.directory.add_member(group.id, one.id)
    staff.rota, staff.rota_start = {NETWORK: staff.groups[NETWORK][:3]}, _monday(at)
    for address in VIPS:
        found = work.directory.add(address, role=Role.REQUESTER, at=at)
        work.directory.update(replace(found, vip=True))
    return staff


def _monday(at: datetime) -> datetime:
    local = at.astimezone(ZONE)
    day = local.replace(hour=9, minute=0) + timedelta(days=(7 - local.weekday()) % 7)
    return day.astimezone(UTC)


def _rota(staff: Staff, at: datetime) -> str:
    people = ", ".join(f'"@{one.handle}"' for one in staff.rota[NETWORK])
    start = _monday(at).astimezone(ZONE).replace(tzinfo=None).isoformat()
    return f"[[rotations]]\npeople = [{people}]\nstart = {start}\ndays = 7\n"


def written(category: str, chance: random.Random) -> str:
    """Return words about something among others."""
    found = [*chance.sample(WORDS[category], 3), *chance.sample(FILLING, 4)]
    chance.shuffle(found)
    return " ".join(found)


@cache
def _content() -> bytes:
    chance = random.Random(7)
    examples = [
        Example(written(name, chance), name, None, identifier=f"{name}-{number}")
        for name in WORDS
        for number in range(40)
    ]
    return dump(fit(examples), key=LONG_KEYS.classifier, card={"origin": "test"})


def _version(at: datetime) -> ClassifierVersion:
    proof: dict[str, object] = {"category": Proof(100, 100, "test").as_data(0.95)}
    whole = _content()
    return ClassifierVersion(0, at, "test", whole, fingerprint(whole), proof=proof)
