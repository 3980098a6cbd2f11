"""docs/SECURITY.md says what the code does: profiles, transitions and events."""

import re

from support.shared import ROOT
from support.situations import situation

from mailflow.core.authentication_profiles import PROFILES, STANDARD
from mailflow.core.authority import observations
from mailflow.core.lifecycle import TRANSITIONS

PAGE = (ROOT / "docs" / "SECURITY.md").read_text(encoding="utf-8")


def test_the_page_says_what_each_profile_trusts_and_risks() -> None:
    for profile in (STANDARD, *PROFILES.values()):
        name = f"`{profile.name}`" if profile.name else "none"
        assert f"| {name} | {profile.trusts} | {profile.risks} |" in PAGE


def test_the_page_says_who_may_change_a_state() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| ([a-z, ]+) \|$", PAGE, re.MULTILINE)
    told = {(before, after): set(by.split(", ")) for before, after, by in rows}
    known = {(b.value, a.value): {c.value for c in by} for (b, a), by in TRANSITIONS.items()}
    assert told == known


def test_the_page_names_every_event_of_the_outcome_table() -> None:
    case = situation()
    names = set(re.findall(r'"([a-z_]+)"', _source_of_observations()))
    assert set(observations(case)) <= names
    assert {name for name in names if f"`{name}`" not in PAGE} == set()


def _source_of_observations() -> str:
    import inspect  # noqa: PLC0415

    source = inspect.getsource(observations)
    return source[source.index("facts = {") :]
