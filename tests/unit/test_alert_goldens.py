"""Mails as the monitoring tools write them by default: what is read in each."""

import tomllib
from pathlib import Path

import pytest

from mailflow.adapters.parser import read_mail
from mailflow.core.alerts import Alert, read_alert
from mailflow.identity import AlertFormat

FOLDER = Path(__file__).parents[1] / "data" / "mail" / "alerts"
NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))
WAYS = ("problem", "recovery", "flap")
PLANT = AlertFormat(
    name="plant",
    subject=r"^PLANT/(?P<state>\w+)/(?P<host>[\w-]+)$",
    body=r"(?m)^Signal = (?P<service>.+)$",
    recovered=("gone",),
)


def alert_of(name: str) -> Alert:
    """Return what is read in a golden mail."""
    alert = read_alert(read_mail((FOLDER / f"{name}.eml").read_bytes()), [PLANT])
    assert alert is not None
    return alert


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_is_read_as_its_tool_means_it(name: str) -> None:
    expected = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    alert = alert_of(name)
    assert {key: getattr(alert, key) for key in expected} == expected
    assert alert.remark == expected.get("remark", False)


def test_every_tool_has_a_problem_a_recovery_and_a_flap_of_one_thing() -> None:
    """They share a key, which no other tool's mail has."""
    tools = [name.removesuffix("_flap") for name in NAMES if name.endswith("_flap")]
    keys = {one: {alert_of(f"{one}_{way}").deduplication_key for way in WAYS} for one in tools}
    assert len(tools) == 13
    assert all(len(found) == 1 for found in keys.values())
    assert len(set().union(*keys.values())) == len(tools)


def test_other_things_of_one_tool_have_other_keys() -> None:
    pairs = [("nagios_problem", "nagios_host_problem"), ("monit_problem", "monit_gone"),
             ("checkmk_problem", "checkmk_host_problem"),
             ("uptime_kuma_problem", "uptime_kuma_certificate")]  # fmt: skip
    for one, other in pairs:
        assert alert_of(one).deduplication_key != alert_of(other).deduplication_key


def test_the_key_of_a_group_stays_while_alerts_join_and_leave_it() -> None:
    names = [name for name in NAMES if name.startswith("alertmanager_")]
    assert len({alert_of(name).deduplication_key for name in names}) == 1
