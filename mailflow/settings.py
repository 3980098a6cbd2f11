"""One frozen Settings from mailflow.toml, the environment and secret files.

Every problem is reported at once, with file, key and remedy. Secrets never stand in the file:
it names a file or an environment variable that holds them.
"""

import os
import re
import tomllib
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from mailflow.core.calendars import ALWAYS, Calendar
from mailflow.errors import SettingsError
from mailflow.patterns import names_in
from mailflow.sections import (
    SEED_CATEGORIES,
    Category,
    Learning,
    Section,
    checked_names,
    path_of,
    with_categories,
)
from mailflow.service_sections import (
    CalendarTable,
    GroupTable,
    Targets,
    is_time_zone,
    unknown_calendar,
)

ENVIRONMENT_PREFIX = "MAILFLOW_"
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
MEBIBYTE = 1024 * 1024
REPLY_PLACEHOLDERS = ("requester", "reference", "agent")

Tls = Literal["implicit", "starttls", "none"]
AuthenticationProfile = Literal[
    "",
    "google",
    "microsoft365",
    "microsoft365-tenant",
    "fastmail",
    "yahoo",
    "icloud",
    "postfix-opendmarc",
]
ServerT = TypeVar("ServerT", bound="Server")


class Server(Section):
    """A mail server and how to log in there."""

    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    tls: Tls = "implicit"
    ca_file: Path | None = None
    username: str = ""
    password_file: Path | None = None
    password_env: str = ""
    timeout_seconds: float = Field(default=60.0, gt=0, le=600)

    @field_validator("tls")
    @classmethod
    def _no_clear_text(cls, tls: Tls, info: Any) -> Tls:
        if tls == "none" and info.data.get("host") not in LOOPBACK_HOSTS:
            raise ValueError('clear text is allowed to this machine only; use "implicit"')
        return tls

    def password(self) -> SecretStr:
        """Return the password from its file or environment variable, empty where none is named."""
        if self.password_file is not None:
            return SecretStr(self.password_file.read_text(encoding="utf-8").strip())
        return SecretStr(os.environ.get(self.password_env, "") if self.password_env else "")


class Mailbox(Server):
    """One support mailbox that is read over IMAP."""

    name: str = Field(min_length=1)
    port: int = Field(default=993, ge=1, le=65535)
    folder: str = "INBOX"
    processed_folder: str = "Processed"
    go_live: Literal["now", "all"] = "now"
    filing: Literal["move", "flag", "delete"] = "move"
    idle: bool = True
    idle_seconds: float = Field(default=240.0, gt=0, le=300)
    poll_seconds: float = Field(default=30.0, gt=0, le=300)
    largest_mail_mb: int = Field(default=50, ge=1, le=1024)


class Smtp(Server):
    """The server that sends our mail."""

    host: str = "localhost"
    port: int = Field(default=587, ge=1, le=65535)
    tls: Tls = "starttls"
    connections: int = Field(default=4, ge=1, le=50)
    maximum_attempts: int = Field(default=12, ge=1)


class Desk(Section):
    """Who we are."""

    name: str = "IT Service Desk"
    support_address: str = "support@example.com"
    own_addresses: tuple[str, ...] = ()
    reply_domain: str = ""
    plus_addresses: bool = True
    authserv_id: str = ""
    authentication_profile: AuthenticationProfile = ""
    received_above_results: int | None = Field(default=None, ge=0, le=20)
    instance_id: str = "mailflow"
    language: str = "en"
    time_zone: str = "UTC"
    calendar: str = ""
    served_domains: tuple[str, ...] = ()
    web_forms: tuple[str, ...] = ()
    ignored_senders: tuple[str, ...] = ()
    monitors: tuple[str, ...] = ()
    answer_unverified: Literal["no_echo", "none"] = "no_echo"
    reopen_days: int = Field(default=7, ge=0)

    @field_validator("support_address")
    @classmethod
    def _is_address(cls, value: str) -> str:
        local, at, domain = value.rpartition("@")
        if not (local and at and domain) or any(c.isspace() for c in value):
            raise ValueError("give an address such as support@example.com")
        return value.lower()

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if not is_time_zone(value):
            raise ValueError("give a time zone such as Europe/Berlin")
        return value

    def zone_of(self, own: str | None) -> ZoneInfo:
        """Return somebody's own time zone where this machine knows it, else the desk's."""
        return ZoneInfo(own if own and is_time_zone(own) else self.time_zone)

    @model_validator(mode="after")
    def _names_one_server(self) -> Self:
        profile, needs_name = self.authentication_profile, ("", "postfix-opendmarc")
        if profile in needs_name[1:] and not self.authserv_id:
            raise ValueError(f"authentication_profile {profile!r} needs authserv_id beside it")
        if profile not in needs_name and self.authserv_id:
            raise ValueError(
                f"authentication_profile {profile!r} knows its servers' names; leave authserv_id"
                " empty"
            )
        return self


class Limits(Section):
    """Bounds on what strangers can make us do."""

    message_bytes: int = Field(default=25 * MEBIBYTE, gt=0)
    parts: int = Field(default=200, gt=0)
    depth: int = Field(default=20, gt=0)
    headers: int = Field(default=1000, gt=0)
    commands: int = Field(default=10, gt=0)
    acknowledgements_per_sender_hour: int = Field(default=3, ge=0)
    acknowledgements_per_domain_hour: int = Field(default=20, ge=0)
    acknowledgements_per_served_domain_hour: int = Field(default=500, ge=0)
    attempts: int = Field(default=3, ge=1)
    token_days: int = Field(default=90, ge=1)
    relayed_attachment_bytes: int = Field(default=10 * MEBIBYTE, ge=0)
    relayed_total_bytes: int = Field(default=15 * MEBIBYTE, ge=0)
    forbidden_attachments: tuple[str, ...] = ("programs",)
    alert_window_seconds: int = Field(default=60, ge=0, le=3600)
    alert_storm: int = Field(default=10, ge=1)


class Retention(Section):
    """After how many days texts and bytes go; 0 keeps them."""

    closed_days: int = Field(default=0, ge=0)
    quarantine_days: int = Field(default=0, ge=0)
    ignored_days: int = Field(default=0, ge=0)


class AlertFormat(Section):
    """How a monitor writes that no rule of ours reads; all expressions given must be found.

    The named groups `host`, `service` and `state` say what they found, in RE2's syntax.
    """

    name: str = Field(min_length=1, max_length=40)
    subject: str = ""
    body: str = ""
    recovered: tuple[str, ...] = ("OK", "UP", "RECOVERED", "RESOLVED")

    @model_validator(mode="after")
    def _reads_an_alert(self) -> Self:
        names = names_in(self.subject) | names_in(self.body)
        if unknown := sorted(names - {"host", "service", "state"}):
            raise ValueError(f"unknown group {unknown[0]}; use host, service and state")
        if "state" not in names or not names & {"host", "service"}:
            raise ValueError("name a group `state`, and a group `host` or `service`")
        return self


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
    limits: Limits = Limits()
    retention: Retention = Retention()
    alerts: tuple[AlertFormat, ...] = ()
    categories: dict[str, Category] = Field(default_factory=dict)
    classifier: Learning = Learning()
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
    def reopen_window(self) -> timedelta:
        """How long after closing a reply reopens."""
        return timedelta(days=self.desk.reopen_days)

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
                "mailboxes": tuple(_rooted(mailbox, folder) for mailbox in self.mailboxes),
                "smtp": _rooted(self.smtp, folder),
            }
        )


def _rooted(server: ServerT, folder: Path) -> ServerT:
    return server.model_copy(
        update={
            "ca_file": server.ca_file and folder / server.ca_file,
            "password_file": server.password_file and folder / server.password_file,
        }
    )


def load(path: Path) -> Settings:
    """Read the settings file and the environment; raise SettingsError with every problem."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = f"{path}: no such file; `mailflow init` writes one, `--config` names another"
        raise SettingsError((problem,)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError((f"{path}: {error}",)) from error
    content, problems = with_categories(path, content)
    try:
        settings = Settings(**content).relative_to(path.resolve().parent)
    except ValidationError as error:
        found = tuple(_explain(path, one) for one in error.errors())
        raise SettingsError((*problems, *found)) from None
    problems += (*_missing_secrets(path, settings), *_doubled_names(path, settings))
    if problems:
        raise SettingsError(problems)
    return settings


def _explain(path: Path, problem: Any) -> str:
    key = ".".join(str(part) for part in problem["loc"]) or "(file)"
    path = path_of(path, problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{path}: {key}: unknown key; remove it, or look for a typing error"
    return f"{path}: {key}: {problem['msg']} (environment: {ENVIRONMENT_PREFIX}…)"


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


def _doubled_names(path: Path, settings: Settings) -> list[str]:
    names = [mailbox.name for mailbox in settings.mailboxes]
    doubled = sorted({name for name in names if names.count(name) > 1})
    return [f"{path}: mailboxes: two are named {name!r}; rename one" for name in doubled]
