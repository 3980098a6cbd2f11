"""Alerts of monitoring systems."""

from time import process_time

import pytest

from mailflow.core.alerts import read_alert
from mailflow.core.mail import Mail, Mailbox
from mailflow.identity import AlertFormat


def mail(subject: str, text: str = "") -> Mail:
    return Mail("<a@monitor.example>", subject, (Mailbox("monitor@helpdesk.example"),), text=text)


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("PROBLEM: db1 CRITICAL", "Host: db1\nService: postgres\nState: CRITICAL",
         ("db1", "postgres", "CRITICAL", False)),
        ("PROBLEM: web1 CRITICAL", "", ("web1", "", "CRITICAL", False)),
        ("RECOVERY: db1 OK", "", ("db1", "", "OK", True)),
        ("RECOVERY: db1/postgres is OK", "", ("db1", "postgres", "OK", True)),
        ("[PROBLEM] postgres on db1 is CRITICAL", "", ("db1", "postgres", "CRITICAL", False)),
        ("** PROBLEM Service Alert: db1/CPU Load is WARNING **", "",
         ("db1", "CPU Load", "WARNING", False)),
        ("** RECOVERY Service Alert: db1/CPU Load is OK **", "", ("db1", "CPU Load", "OK", True)),
        ("** PROBLEM Host Alert: db1.x is DOWN **", "", ("db1.x", "", "DOWN", False)),
        ("** PROBLEM Service Alert: db1/Disk is CRITICAL **",
         "Notification Type: PROBLEM\nHost: db2\nService: Disk\nState: OK",
         ("db2", "Disk", "OK", True)),
        ("** PROBLEM alert - db1/Disk is CRITICAL **", "", ("db1", "Disk", "CRITICAL", False)),
        ("** RECOVERY db1/Ping is OK **", "", ("db1", "Ping", "OK", True)),
        ("Host DOWN alert for db1.example.com!", "", ("db1.example.com", "", "DOWN", False)),
        ("Host UP alert for db1.example.com!", "***** centreon Notification *****\nType:RECOVERY",
         ("db1.example.com", "", "UP", True)),
        ("Alert", "***** Icinga *****\nHost: db1\nState: DOWN", ("db1", "", "DOWN", False)),
    ],
)  # fmt: skip
def test_host_service_and_state_are_read(
    subject: str, text: str, expected: tuple[str, str, str, bool]
) -> None:
    alert = read_alert(mail(subject, text))
    assert alert is not None
    assert (alert.host, alert.service, alert.state, alert.recovery) == expected


def test_problem_and_recovery_of_one_thing_share_the_key() -> None:
    problem = read_alert(mail("x", "Host: DB1\nService: Disk\nState: CRITICAL"))
    recovery = read_alert(mail("** RECOVERY Service Alert: db1/disk is OK **"))
    assert problem is not None
    assert recovery is not None
    assert problem.deduplication_key == recovery.deduplication_key


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Printer broken", "It says: PROBLEM"),
        ("Question", "Host: my laptop\nStatus: I am not sure"),
        ("PROBLEM: nothing prints since this morning", ""),
        ("x" * 100_000, "Host:" * 100_000),
        ("[RESOLVED] The printer on floor 2", "It prints again, thank you."),
        ("[OK] Lunch on Friday", "See you there."),
        ("Problem: my laptop is slow", "Since this morning."),
        ("Problem: VPN is down", "Host: I do not know\nPlease help."),
        ("[Team] Meeting room (Ping) Down the hall", "It is the second door."),
        ("Re: ** PROBLEM Host Alert: db1 is DOWN **", "On it.\n\nHost: db1\nState: DOWN"),
        ("db1 again", "Look:\n> ***** Nagios *****\n> Host: db1\n> State: DOWN"),
        ("OK: see you tomorrow", "Status: fine"),
    ],
)
def test_what_people_write_is_no_alert(subject: str, text: str) -> None:
    assert read_alert(mail(subject, text)) is None


HOSTILE = (
    "(" * 500,
    "[" * 500,
    "a on " * 100,
    "[PROBLEM] " + "x on " * 90,
    "- " * 250,
    "is " * 160,
)


@pytest.mark.parametrize("subject", HOSTILE)
def test_a_hostile_subject_or_line_costs_little(subject: str) -> None:
    began = process_time()
    read_alert(mail(subject, "\n".join(["Item values", f"1. {subject}" * 2, " " * 600] * 100)))
    assert process_time() - began < 0.5


def test_an_expression_of_the_settings_cannot_hold_up_the_worker() -> None:
    """A backtracking engine would need years for these."""
    wanted = AlertFormat(name="own", subject=r"(?P<host>(a+)+)!(?P<state>(x*)*y)", body="(b|b|b)*c")
    began = process_time()
    assert read_alert(mail("a" * 500, "b" * 100_000), [wanted]) is None
    assert process_time() - began < 0.5


def test_every_expression_of_a_format_must_be_found() -> None:
    wanted = AlertFormat(name="own", subject="^UPS (?P<state>.+)$", body="^at (?P<host>.+)$")
    assert read_alert(mail("UPS on battery", "in rack 4"), [wanted]) is None
    found = read_alert(mail("UPS on battery", "at rack 4"), [wanted])
    assert found is not None
    assert (found.host, found.state, found.recovery) == ("rack 4", "ON BATTERY", False)


@pytest.mark.parametrize(
    ("subject", "complaint"),
    [
        ("(?P<state>.+", "not a regular expression"),
        (r"(?P<state>.)(?P<host>.)\\1(?=x)", "not a regular expression"),
        ("(?P<state>.+)", "group `host` or `service`"),
        ("(?P<host>.+)", "a group `state`"),
        ("(?P<state>.)(?P<host>.)(?P<rack>.)", "unknown group rack"),
        ("(?P<state>.)(?P<host>.)" + "x" * 1000, "at most 1000"),
    ],
)
def test_an_unusable_format_is_refused_when_the_settings_are_read(
    subject: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        AlertFormat(name="own", subject=subject)
