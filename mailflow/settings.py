"""One frozen Settings from mailflow.toml, the environment and secret files.

Every problem is reported at once, with file, key and remedy. Secrets never stand in the file:
it names a file or an environment variable that holds them.
"""

import os
import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from mailflow.core.calendars import ALWAYS, Calendar, DayWindow, weekdays
from mailflow.core.phrases.tongues import SPOKEN
from mailflow.errors import SettingsError
from mailflow.identity import AlertFormat, Desk, Limits, Retention
from mailflow.sections import (
    SEED_CATEGORIES,
    UNREADABLE,
    Category,
    Closure,
    Coaching,
    Digest,
    Learning,
    Recurrence,
    checked_names,
    path_of,
    with_categories,
)
from mailflow.servers import Mailbox, Smtp, rooted
from mailflow.service_sections import (
    NO_GROUP,
    CalendarTable,
    GroupTable,
    PriorityMatrix,
    ServiceLevel,
    Target,
    Targets,
    unknown_calendar,
)

ENVIRONMENT_PREFIX = "MAILFLOW_"
REPLY_PLACEHOLDERS = ("requester", "reference", "agent")


def _checked_reply(name: str, text: str) -> str:
    """Refuse a reply that nobody can name, and a placeholder that nothing fills."""
    if not name.strip() or len(name) > 60 or " ".join(name.split()) != name:
        raise ValueError(f"the name {name!r} cannot be written behind #reply")
    unknown = sorted(set(re.findall(r"\{(\w+)\}", text)) - set(REPLY_PLACEHOLDERS))
    if unknown:
        names = ", ".join(f"{{{one}}}" for one in REPLY_PLACEHOLDERS)
        raise ValueError(f"{name}: nothing fills {{{unknown[0]}}}; there are {names}")
    return text


class Settings(BaseSettings):
    """All settings of one desk. Paths are relative to the settings file."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__"
    )

    desk: Desk = Desk()
    database_url: str = Field(default="sqlite:///mailflow.db", repr=False)
    keys_directory: Path = Path("keys")
    templates_directory: Path | None = None
    mailboxes: tuple[Mailbox, ...] = ()
    smtp: Smtp = Smtp()
    calendars: dict[str, CalendarTable] = Field(default_factory=dict)
    groups: dict[str, GroupTable] = Field(default_factory=dict)
    targets: Targets = Targets()
    service_levels: tuple[ServiceLevel, ...] = ()
    priority_matrix: PriorityMatrix = PriorityMatrix()
    limits: Limits = Limits()
    digest: Digest = Digest()
    coaching: Coaching = Coaching()
    retention: Retention = Retention()
    alerts: tuple[AlertFormat, ...] = ()
    categories: dict[str, Category] = Field(default_factory=dict)
    classifier: Learning = Learning()
    closure: Closure = Closure()
    recurrence: Recurrence = Recurrence()
    replies: dict[str, str] = Field(default_factory=dict)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment override the file, whose content comes as arguments."""
        return env_settings, init_settings

    @field_validator("replies")
    @classmethod
    def _are_replies(cls, replies: dict[str, str]) -> dict[str, str]:
        return {name: _checked_reply(name, text) for name, text in replies.items()}

    @field_validator("categories")
    @classmethod
    def _are_categories(cls, categories: dict[str, Category]) -> dict[str, Category]:
        checked_names(categories)
        return categories

    @model_validator(mode="after")
    def _names_calendars(self) -> Self:
        named = {"desk": self.desk.calendar}
        named |= {f"groups.{name}": one.calendar for name, one in self.groups.items()}
        found = (unknown_calendar(one, self.calendars, where) for where, one in named.items())
        if problems := [one for one in found if one]:
            raise ValueError("; ".join(problems))
        return self

    def target_of(self, priority: str, group: str, category: str, address: str) -> Target:
        """Return how soon such an incident is answered: the first service level that fits."""
        fitting = (one for one in self.service_levels if one.fits(group, category, address))
        found = (one.of(priority) for one in fitting)
        return next((one for one in found if one is not None), None) or self.targets.of(priority)

    def calendar_of(self, group: str | None) -> Calendar:
        """Return the calendar of a support group, else the desk's, else round the clock."""
        return self._calendars.get((group or "").casefold(), self._calendars[""])

    @cached_property
    def _calendars(self) -> dict[str, Calendar]:
        """The calendars by support group; the desk's under no name."""
        made = {n: one.calendar(self.desk.time_zone) for n, one in self.calendars.items()}
        own = {name.casefold(): made.get(one.calendar) for name, one in self.groups.items()}
        desk = made.get(self.desk.calendar, ALWAYS)
        return {"": desk, **{name: one for name, one in own.items() if one is not None}}

    @cached_property
    def known_categories(self) -> dict[str, Category]:
        """What an incident may be about: the desk's own categories, else those of the seed."""
        return self.categories or {name: Category() for name in SEED_CATEGORIES}

    def group_of(self, name: str | None) -> GroupTable:
        """Return what the settings say of a support group, whatever the case of its name."""
        return self._by_group.get((name or "").casefold(), NO_GROUP)

    @cached_property
    def _by_group(self) -> dict[str, GroupTable]:
        return {name.casefold(): one for name, one in self.groups.items()}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that notices are written in: ours, and those of an administrator."""
        folder = self.templates_directory
        own = {one.stem for one in (folder / "messages").glob("*.toml")} if folder else set()
        return tuple(sorted({*SPOKEN, *own}))

    def speaks(self, language: str) -> bool:
        """Whether there are sentences in a language; de-AT is answered as de is."""
        return re.split("[-_]", language.lower())[0] in self.languages

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """All addresses at which mail reaches this desk, lower case."""
        return frozenset(
            {self.desk.support_address, *(address.lower() for address in self.desk.own_addresses)}
        )

    @cached_property
    def reply_domain(self) -> str:
        """The domain of reply tokens: the configured one, else the support address's."""
        return (self.desk.reply_domain or self.desk.support_address.rpartition("@")[2]).lower()

    @property
    def token_lifetime(self) -> timedelta:
        """How long a reply token is valid."""
        return timedelta(days=self.limits.token_days)

    @property
    def reopen_window(self) -> DayWindow:
        """How long after closing a reply reopens."""
        return self.window_of(self.desk.reopen_days)

    def window_of(self, days: int) -> DayWindow:
        """Return so many business days of the desk, of Monday to Friday where it has no calendar.

        Requesters wait by these, whichever group works for them.
        """
        known = self._calendars[""] if self.desk.calendar else weekdays(self.desk.time_zone)
        return DayWindow(known, days)

    def relative_to(self, folder: Path) -> Self:
        """Return the same settings with every path made absolute, seen from `folder`."""
        prefix = "sqlite:///"
        url = self.database_url
        if url.startswith(prefix) and url != prefix:
            url = prefix + str(folder / url.removeprefix(prefix))
        return self.model_copy(
            update={
                "database_url": url,
                "keys_directory": folder / self.keys_directory,
                "templates_directory": self.templates_directory
                and folder / self.templates_directory,
                "classifier": self.classifier.relative_to(folder),
                "groups": {name: one.relative_to(folder) for name, one in self.groups.items()},
                "mailboxes": tuple(rooted(mailbox, folder) for mailbox in self.mailboxes),
                "smtp": rooted(self.smtp, folder),
            }
        )


def load(path: Path) -> Settings:
    """Read the settings file and the environment; raise SettingsError with every problem."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problem = f"{path}: no such file; `mailflow init` writes one, `--config` names another"
        raise SettingsError((problem,)) from None
    except UNREADABLE as error:
        raise SettingsError((f"{path}: {error}",)) from error
    content, problems = with_categories(path, content)
    try:
        settings = Settings(**content).relative_to(path.resolve().parent)
    except ValidationError as error:
        found = tuple(_explain(path, one) for one in error.errors())
        raise SettingsError((*problems, *found)) from None
    problems += (*_missing_secrets(path, settings), *_doubled_names(path, settings))
    problems += tuple(_unspoken(path, settings))
    if problems:
        raise SettingsError(problems)
    return settings


def _explain(path: Path, problem: Any) -> str:
    key = ".".join(str(part) for part in problem["loc"]) or "(file)"
    path = path_of(path, problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{path}: {key}: unknown key; remove it, or look for a typing error"
    told = problem["msg"].removeprefix("Value error, ")  # the library's own words
    return f"{path}: {key}: {told} (environment: {ENVIRONMENT_PREFIX}…)"


def _missing_secrets(path: Path, settings: Settings) -> list[str]:
    servers = [("smtp", settings.smtp), *((f"mailboxes.{b.name}", b) for b in settings.mailboxes)]
    problems = []
    for key, server in servers:
        if server.password_file is not None and not server.password_file.is_file():
            problems.append(
                f"{path}: {key}.password_file: {server.password_file} does not exist;"
                " write the password into it and `chmod 600` it"
            )
        if server.password_env and server.password_env not in os.environ:
            problems.append(
                f"{path}: {key}.password_env: environment variable {server.password_env}"
                " is not set; set it before mailflow starts"
            )
    return problems


def _unspoken(path: Path, settings: Settings) -> Iterator[str]:
    """Yield what is wrong with the desk's language: there must be sentences in it."""
    if not settings.speaks(settings.desk.language):
        yield (
            f"{path}: desk.language: no notices are written in {settings.desk.language!r}; there"
            f" are {', '.join(settings.languages)}; a messages/xx.toml in templates_directory adds"
            " one"
        )


def _doubled_names(path: Path, settings: Settings) -> list[str]:
    names = [mailbox.name for mailbox in settings.mailboxes]
    doubled = [f"mailboxes: two are named {one!r}; rename one" for one in _twice(names)]
    groups = _twice([name.casefold() for name in settings.groups])  # one group, whatever the case
    doubled += [f"groups: {one!r} stands there twice; write one table of both" for one in groups]
    return [f"{path}: {one}" for one in doubled]


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
