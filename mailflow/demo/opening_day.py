"""A new desk for the story: settings, keys, database, agents, groups and a classifier."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta

from mailflow.adapters.clock import Clock
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.schema import upgrade
from mailflow.adapters.tokens import create_keys, load_keys
from mailflow.demo.learning import install, trained
from mailflow.demo.people import (
    AGENTS,
    ALICE,
    BOB,
    CAST,
    CHEN,
    DESK_NAME,
    MAYA,
    MONITOR_ADDRESS,
    MX,
    NEWSLETTER_ADDRESS,
    STAFF_DOMAIN,
    SUPPORT,
)
from mailflow.demo.premises import Premises
from mailflow.errors import SettingsError
from mailflow.opening import open_current_store
from mailflow.sections import SEED_CATEGORIES
from mailflow.settings import Settings, load

USER = "support"
SERVICE_DESK, NETWORK = "Service Desk", "Network and servers"
SETTINGS = """\
# The desk of `mailflow demo`. Its mail servers lived as long as the demonstration ran; its
# database can still be looked at: mailflow --config {path} incidents list
log_level = "WARNING"

[desk]
name = "{name}"
support_address = "{support}"
authserv_id = "{mx}"
instance_id = "mailflow-demo"
served_domains = ["{domain}"]
monitors = ["{monitor}"]
ignored_senders = ["{newsletter}"]

[[mailboxes]]
name = "support"
host = "127.0.0.1"
port = {imap_port}
tls = "none"
username = "{user}"
password_file = "imap-password"
timeout_seconds = 10
go_live = "all"
poll_seconds = 0.1

[smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"
timeout_seconds = 10

[coaching]
weekday = "{coached_on}"
hour = 8

[groups."{network}"]
rota = "rota.toml"

[categories]
network = {{ group = "{network}", impact = "high" }}
servers = {{ group = "{network}", impact = "high" }}
remote_access = {{ group = "{network}" }}
{others}
"""
ROTA = """\
# Who is on call: everybody a week (docs/ESCALATION.md).
[[rotations]]
people = ["@{on_call}"]
start = 2026-01-05T09:00:00
days = 7
"""


ROUTED = frozenset({"network", "servers", "remote_access"})


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the demonstration's servers listen."""

    imap: int
    smtp: int


def new_password(premises: Premises) -> str:
    """Write a new password for the mailbox and return it."""
    password = secrets.token_urlsafe(12)
    handle = os.open(premises.password, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(password)
    return password


def open_for_business(premises: Premises, ports: Ports, clock: Clock) -> Settings:
    """Make the desk in its folder and return its settings."""
    settings = _settings(premises, ports, clock)
    create_keys(settings.keys_directory)
    upgrade(settings.database_url)
    classifier = trained(premises.classifier, load_keys(settings.keys_directory).classifier)
    store = open_current_store(settings)
    try:
        with store.begin() as work:
            _hire(work, clock)
            install(work, classifier, clock)
    finally:
        store.close()
    return settings


def _settings(premises: Premises, ports: Ports, clock: Clock) -> Settings:
    text = SETTINGS.format(
        path=premises.settings,
        name=DESK_NAME,
        support=SUPPORT,
        mx=MX,
        domain=STAFF_DOMAIN,
        monitor=MONITOR_ADDRESS,
        newsletter=NEWSLETTER_ADDRESS,
        imap_port=ports.imap,
        smtp_port=ports.smtp,
        user=USER,
        network=NETWORK,
        coached_on=f"{clock() + timedelta(days=1):%A}".lower(),
        others="\n".join(f"{name} = {{}}" for name in SEED_CATEGORIES if name not in ROUTED),
    )
    premises.settings.write_text(text, encoding="utf-8")
    (premises.desk / "rota.toml").write_text(ROTA.format(on_call=CHEN.key), encoding="utf-8")
    settings = load(premises.settings)
    _require_own_servers(settings, ports)
    return settings


def _require_own_servers(settings: Settings, ports: Ports) -> None:
    """Refuse to play with real servers, which the environment may name."""
    used = [(box.host, box.port) for box in settings.mailboxes]
    used.append((settings.smtp.host, settings.smtp.port))
    if used != [("127.0.0.1", ports.imap), ("127.0.0.1", ports.smtp)]:
        problem = "environment: MAILFLOW_… variables change the servers of the demonstration"
        raise SettingsError((f"{problem}; unset them, then try again",))


def _hire(work: Work, clock: Clock) -> None:
    """Put agents, groups, and those whose language is known into the directory."""
    now, numbers = clock(), dict[str, int]()
    for person in CAST:
        if person not in AGENTS and person.language is None:
            continue
        contact = work.directory.add(
            person.address,
            role=person.role,
            at=now,
            display_name=person.name,
            handle=person.handle if person in AGENTS else None,
            language=person.language,
        )
        numbers[person.key] = contact.id
    members = {SERVICE_DESK: (BOB, ALICE), NETWORK: (BOB, ALICE, CHEN)}
    for name, people in members.items():
        manager, first = numbers[MAYA.key], name == SERVICE_DESK
        group = work.directory.add_group(name, manager_id=manager, is_default=first)
        for person in people:
            work.directory.add_member(group.id, numbers[person.key])
