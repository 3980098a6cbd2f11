"""The settings file that `mailflow init` writes: taking comment signs away is all one has to do."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from mailflow.cli.settings_file import settings_text
from mailflow.core.calendars import ALWAYS
from mailflow.identity import AlertFormat
from mailflow.sections import Category
from mailflow.servers import Mailbox
from mailflow.service_sections import CalendarTable, GroupTable, ServiceLevel
from mailflow.settings import Settings, load

COMMENTED = re.compile(r"# (?=\[|[a-z0-9_]+ = )")
TABLE = re.compile(r"(?:# )?\[{1,2}([a-z_]+)")
EXAMPLES = {
    "calendars": CalendarTable,
    "groups": GroupTable,
    "mailboxes": Mailbox,
    "service_levels": ServiceLevel,
    "categories": Category,
    "alerts": AlertFormat,
}
"""Tables that a desk has many of, or none: they show an example, not a default."""
SHOWN_AS_EXAMPLE = {"templates_directory", "ca_file", "password_file", "sentence_model"}
SHOWN_AS_EXAMPLE |= {"name", "support_address", "own_addresses", "served_domains"}
SHOWN_AS_EXAMPLE |= {"received_above_results"}
CATEGORY = {"advice", "checklist", "description", "examples", "guideline", "seed"}
NOT_SHOWN = {
    "mailboxes": {"password_env"},  # beside password_file
    "smtp": {"password_env"},
    "service_levels": {"p1", "p3", "p4", "p5"},  # as p2
    "categories": CATEGORY,  # in categories.toml
}


def written(tmp_path: Path, text: str) -> Path:
    for name in ("imap-password", "smtp-password"):
        (tmp_path / name).write_text("secret", encoding="ascii")
    path = tmp_path / "mailflow.toml"
    path.write_text(text, encoding="utf-8")
    return path


def template() -> str:
    return settings_text(name="Desk", support_address="help@example.com")


def uncommented(text: str) -> str:
    return "\n".join(COMMENTED.sub("", line, count=1) for line in text.split("\n"))


def sections() -> dict[str, str]:
    """Return the text of each table, from its own line up to the next table."""
    found, name = dict[str, str](), ""
    for line in template().split("\n"):
        table = TABLE.match(line)
        name = table[1] if table else name
        found[name] = f"{found.get(name, '')}{line}\n"
    return found


def test_the_written_file_is_read_as_it_is(tmp_path: Path) -> None:
    text = settings_text(name='The "Desk" \\ Co', support_address="Help@Example.com")
    settings = load(written(tmp_path, text))
    assert settings.desk.name == 'The "Desk" \\ Co'
    assert settings.desk.support_address == "help@example.com"


def test_every_key_of_every_table_stands_in_the_file() -> None:
    told = sections()
    for name, field in Settings.model_fields.items():
        model: object = EXAMPLES.get(name, field.annotation)
        if isinstance(model, type) and issubclass(model, BaseModel):
            missing = {key for key in model.model_fields if not shows(told.get(name, ""), key)}
            assert missing == NOT_SHOWN.get(name, set()), name
        else:
            assert name in told or shows(told[""], name), name


def shows(text: str, key: str) -> bool:
    return re.search(rf"^(# )?{key} = ", text, re.MULTILINE) is not None


def test_the_whole_file_is_read_without_its_comment_signs(tmp_path: Path) -> None:
    settings = load(written(tmp_path, uncommented(template())))
    assert settings.calendar_of("network") != ALWAYS
    assert settings.group_of("Network").escalates_to == "Second line"
    assert settings.target_of("P2", "network", "printing", "a@customer.example").response == "30m"


@pytest.mark.parametrize("name", sorted(sections().keys() - {"", "desk", "groups"}))
def test_each_table_can_be_taken_alone(name: str, tmp_path: Path) -> None:
    load(written(tmp_path, uncommented(sections()[name])))


TABLES = [
    name for name in Settings.model_fields if isinstance(getattr(Settings(), name), BaseModel)
]


@pytest.mark.parametrize("name", TABLES)
def test_a_default_that_the_file_shows_is_the_default(name: str, tmp_path: Path) -> None:
    found = getattr(load(written(tmp_path, uncommented(template()))), name)
    usual = getattr(Settings(), name)
    for key in type(found).model_fields.keys() - SHOWN_AS_EXAMPLE:
        assert getattr(found, key) == getattr(usual, key), key
