"""Check that mailflow, classifiers and models come from one installation.

Two of the names are common words: another package of that name would be imported in silence.
Nothing is imported here; the packages are only looked for.
"""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from mailflow.errors import InstallationError

PACKAGES = ("mailflow", "classifiers", "models")
REMEDY = "install mailflow into an environment of its own: python3 -m venv, then pip install"

Finder = Callable[[str], Path | None]


def check_installation(find: "Finder | None" = None) -> None:
    """Raise InstallationError unless the three packages lie side by side."""
    search = find or package_folder
    places = {name: search(name) for name in PACKAGES}
    problem = _problem(places)
    if problem:
        raise InstallationError(f"{problem}; {REMEDY}")


def package_folder(name: str) -> Path | None:
    """Return the folder in which the package lies, None where there is none."""
    spec = find_spec(name)
    locations = list(spec.submodule_search_locations or ()) if spec else []
    return Path(locations[0]).resolve().parent if locations else None


def _problem(places: Mapping[str, Path | None]) -> str:
    home = places["mailflow"]
    for name, place in places.items():
        if place is None:
            return f"the package {name!r} of mailflow is not installed"
        if place != home:
            return f"the package {name!r} comes from {place}, but 'mailflow' from {home}"
    return ""
