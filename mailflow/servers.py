"""The mail servers of a desk: where they are, and how to log in there."""

import os
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, SecretStr, field_validator

from mailflow.sections import Section

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")

Tls = Literal["implicit", "starttls", "none"]
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


def rooted(server: ServerT, folder: Path) -> ServerT:
    """Return the same server with its files made absolute, seen from `folder`."""
    return server.model_copy(
        update={
            "ca_file": server.ca_file and folder / server.ca_file,
            "password_file": server.password_file and folder / server.password_file,
        }
    )
