"""Who the desk is, what strangers may make it do, and how long it keeps what they wrote."""

from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from mailflow.patterns import names_in
from mailflow.sections import Section

MEBIBYTE = 1024 * 1024
MOST_DAYS = 36_500

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


def is_time_zone(name: str) -> bool:
    """Whether this machine knows a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # odd characters, a folder, an unknown name
        return False
    return True


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
    reopen_days: int = Field(default=5, ge=0, le=400)

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
    token_days: int = Field(default=90, ge=1, le=MOST_DAYS)
    relayed_attachment_bytes: int = Field(default=10 * MEBIBYTE, ge=0)
    relayed_total_bytes: int = Field(default=15 * MEBIBYTE, ge=0)
    forbidden_attachments: tuple[str, ...] = ("programs",)
    alert_window_seconds: int = Field(default=60, ge=0, le=3600)
    alert_storm: int = Field(default=10, ge=1)


class Retention(Section):
    """After how many days texts and bytes go; 0 keeps them."""

    closed_days: int = Field(default=0, ge=0, le=MOST_DAYS)
    quarantine_days: int = Field(default=0, ge=0, le=MOST_DAYS)
    ignored_days: int = Field(default=0, ge=0, le=MOST_DAYS)


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
