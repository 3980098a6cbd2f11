"""Alerts of monitoring systems."""

import pytest

from mailflow.core.alerts import read_alert
from mailflow.core.mail import Mail, Mailbox


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
    ],
)
def test_what_people_write_is_no_alert(subject: str, text: str) -> None:
    assert read_alert(mail(subject, text)) is None
