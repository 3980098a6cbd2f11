"""Scenario files of drills: those that come with mailflow, and anybody's own."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from mailflow.core.drills import MOST_SCRIPT, Scenario, read_scenario
from mailflow.errors import ScenarioError

FOLDER = "drill_scenarios"
SUFFIX = ".toml"


def shipped() -> Iterator[tuple[str, Scenario]]:
    """Yield the scenarios that come with mailflow, by name."""
    for one in sorted(_folder().glob(f"*{SUFFIX}")):
        yield one.stem, parsed(one.name, one.read_text(encoding="utf-8"))


def script_of(wanted: str) -> tuple[str, str]:
    """Return name and text of a scenario: one of ours by its name, else a file by its path."""
    ours = {one.stem: one for one in _folder().glob(f"*{SUFFIX}")}
    path = ours.get(wanted, Path(wanted))
    try:
        with path.open("rb") as file:
            content = file.read(MOST_SCRIPT + 1)
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(sorted(ours))
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise ScenarioError(
            (f"{wanted}: {reason}; name a file, or one of these scenarios: {known}",)
        ) from error
    parsed(str(path), text)
    return path.stem, text


def parsed(name: str, text: str) -> Scenario:
    """Return the scenario; ScenarioError names every problem of its file."""
    scenario, problems = read_scenario(text)
    if scenario is None:
        raise ScenarioError(tuple(f"{name}: {one}" for one in problems))
    return scenario


def _folder() -> Path:
    return Path(str(files("mailflow.adapters") / FOLDER))
