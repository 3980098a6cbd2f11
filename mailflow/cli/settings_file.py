"""The settings files that `mailflow init` writes: every key, explained."""

import os
from importlib.resources import files
from pathlib import Path
from string import Template

TEMPLATE = "mailflow.toml.template"
CATEGORIES_TEMPLATE = "categories.toml.template"


def settings_text(*, name: str, support_address: str) -> str:
    """Return the content of a new settings file."""
    template = files("mailflow.cli").joinpath(TEMPLATE).read_text(encoding="utf-8")
    return Template(template).substitute(
        name=toml_string(name), support_address=toml_string(support_address)
    )


def categories_text() -> str:
    """Return the content of a new file of categories: those of the seed, to be changed."""
    return files("mailflow.cli").joinpath(CATEGORIES_TEMPLATE).read_text(encoding="utf-8")


def write_new(path: Path, text: str) -> bool:
    """Write a file for its owner alone; return False, and leave it alone, where there is one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def toml_string(value: str) -> str:
    """Return a TOML basic string (TOML 1.0, section String)."""
    return '"' + "".join(_escaped(character) for character in value) + '"'


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return "\\" + character
    if character < " " or character == "\x7f":
        return f"\\u{ord(character):04X}"
    return character
