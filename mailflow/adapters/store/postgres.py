"""How a connection to PostgreSQL is opened: durable, verified, and never waiting for ever.

What the URL says itself (`?sslmode=...`, `?connect_timeout=...`, `?options=...`) wins.
"""

import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event

from mailflow.errors import SettingsError

LOCK_SECONDS = 10.0
"""Longer than a mail takes (P15) and shorter than the lease of a claim, which the clock renews."""

_REACHED = {
    "client_encoding": "utf8",
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""A server that vanished without a word is noticed within half a minute (libpq's parameters)."""

_SESSION = {
    "TimeZone": "UTC",
    "synchronous_commit": "on",  # a commit that was told is on the disk (P1)
    "idle_in_transaction_session_timeout": "30s",  # a worker that hangs lets go of its turn
}
_STATEMENT_SECONDS = 60


def postgres_engine(target: URL, *, busy_timeout: float, migrating: bool, pool: Any) -> Engine:
    """Return an engine; each statement sees what was committed before it.

    READ COMMITTED is enough, whatever the server's default: who decides has the turn (`turns`),
    and everything else compares what it read when it writes (versions, fences, unique keys).
    """
    engine = create_engine(
        target,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args=connect_arguments(target, busy_timeout, migrating=migrating),
        **pool,
    )
    event.listen(engine, "connect", _require_utf8)
    return engine


def connect_arguments(target: URL, busy_timeout: float, *, migrating: bool) -> dict[str, str]:
    """Return what is said to libpq beside the URL."""
    seconds = min(busy_timeout, LOCK_SECONDS)
    session = {**_SESSION, "lock_timeout": f"{seconds * 1000:.0f}ms"}
    if not migrating:  # a migration may take long over one statement
        session["statement_timeout"] = f"{_STATEMENT_SECONDS}s"
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    given = target.query.get("options")
    arguments = {**_REACHED, **_verified(target)}
    said = {name: value for name, value in arguments.items() if name not in target.query}
    return {**said, "options": f"{options} {given}" if given else options}


def _verified(target: URL) -> dict[str, str]:
    """Return how the server proves who it is: outside this machine there is no clear text (P19)."""
    if "sslmode" in target.query or all(_is_local(host) for host in _hosts(target)):
        return {}
    return {"sslmode": "verify-full", "sslrootcert": _trusted()}


def _hosts(target: URL) -> tuple[str, ...]:
    queried = target.query.get("host", ())
    several = (queried,) if isinstance(queried, str) else queried
    return (target.host or "", *several)


def _is_local(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _trusted() -> str:
    """Return the machine's own list of authorities; libpq's `system` may be another one."""
    paths = ssl.get_default_verify_paths()
    named = (paths.cafile, f"{paths.capath}/ca-certificates.crt")
    return next((one for one in named if one and Path(one).is_file()), "system")


def _require_utf8(raw: Any, _record: Any) -> None:
    found = raw.info.parameter_status("server_encoding")
    if found != "UTF8":
        raw.close()
        problem = f"database_url: the database is encoded in {found}; make one with ENCODING 'UTF8'"
        raise SettingsError((problem,))
