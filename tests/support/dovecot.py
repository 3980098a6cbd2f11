"""A private Dovecot on loopback: IMAP, IMAPS and LMTP, where any user name is a fresh mailbox.

Everything lives in one temporary directory, which goes away with the server. The configuration is
in the language of Dovecot 2.3. Runs as root (with the users of the Debian package) or as anybody.
"""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from string import Template
from typing import Self

from imapclient import IMAPClient

HOST = "127.0.0.1"
PASSWORD = "open-sesame"
NEEDED = "Dovecot is not installed (apt install dovecot-imapd dovecot-lmtpd)"
PORTS = ("imap", "imaps", "lmtp")
READY_SECONDS = 10.0

CONFIGURATION = Path(__file__).with_suffix(".conf")


class Dovecot:
    """One running server; `capability` replaces what it claims to know, `extra` adds settings."""

    host = HOST

    def __init__(self, *, capability: str = "", extra: str = "", password: str = PASSWORD) -> None:
        self.password = password
        self.root = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.root.chmod(0o755)
        self.ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
        self.certificate = self.root / "certificate.pem"
        self._extra = extra + (f"\nimap_capability = {capability}\n" if capability else "")
        # Root's mail is refused by Dovecot; `mail` exists on every Debian.
        self._owner = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("mail")
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        (self.root / "mail").mkdir()
        self._give_away(self.root / "mail")
        _make_certificate(self.root)

    @staticmethod
    def installed() -> bool:
        """Tell whether this machine has what the server needs."""
        return binary() is not None and shutil.which("openssl") is not None

    def start(self) -> Self:
        """Start the server and wait until IMAP and LMTP answer."""
        configuration = self.root / "dovecot.conf"
        configuration.write_text(self._configuration(), encoding="utf-8")
        with (self.root / "start.log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(binary()), "-F", "-c", str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        for name in PORTS:
            while not _answers(self.ports[name], greets=name != "imaps"):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Dovecot does not answer at {name}:\n{self.log()}")
                time.sleep(0.01)
        return self

    def stop(self) -> None:
        """Kill the whole process group, as a crash would; return when all ports are closed."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        deadline = time.monotonic() + READY_SECONDS
        while any(_answers(port, greets=False) for port in self.ports.values()):
            if time.monotonic() > deadline:
                raise RuntimeError("a process of Dovecot outlived its group")
            time.sleep(0.002)

    def remove(self) -> None:
        """Stop and delete every mail."""
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the server for the time of a `with` block; mails and ports stay."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextlib.contextmanager
    def stalled(self) -> Iterator[None]:
        """Let every process of the server hang for the time of a `with` block."""
        if self._process is None:
            raise RuntimeError("Dovecot is not running")
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def deliver(self, user: str, content: bytes, sender: str = "sender@example.net") -> None:
        """Hand over one mail by LMTP (RFC 2033), which puts trace fields before it."""
        self.deliver_many(user, [content], sender)

    def deliver_many(
        self, user: str, contents: Iterable[bytes], sender: str = "sender@example.net"
    ) -> None:
        """Hand over mails by LMTP on one connection."""
        with smtplib.LMTP(HOST, self.ports["lmtp"], timeout=READY_SECONDS) as connection:
            for content in contents:
                connection.sendmail(sender, [user], content)

    def drop(self, user: str, *contents: bytes, received: datetime | None = None) -> None:
        """Write mails straight into the inbox: fast, and exactly these bytes.

        `received` becomes their INTERNALDATE.
        """
        inbox = self.maildir(user)
        for content in contents:
            name = f"{int(time.time())}.M{next(self._numbers):09d}P{os.getpid()}.loopback"
            temporary = inbox / "tmp" / name
            temporary.write_bytes(content)
            self._give_away(temporary)
            if received is not None:
                os.utime(temporary, (received.timestamp(), received.timestamp()))
            temporary.rename(inbox / "new" / name)

    def folder(self, user: str, name: str = "INBOX") -> list[tuple[frozenset[bytes], bytes]]:
        """Return flags (all but Recent) and content of every mail, by ascending UID."""
        with self.client(user) as client:
            client.select_folder(name, readonly=True)
            found = client.fetch(client.search(), ["FLAGS", "BODY.PEEK[]"])
        return [
            (frozenset(item[b"FLAGS"]) - {b"\\Recent"}, item[b"BODY[]"])
            for _, item in sorted(found.items())
        ]

    def folders(self, user: str) -> set[str]:
        """Return the names of the folders that exist."""
        with self.client(user) as client:
            return {name for _, _, name in client.list_folders()}

    def client(self, user: str) -> IMAPClient:
        """Return a logged-in connection of another mail program."""
        client = IMAPClient(HOST, self.ports["imap"], ssl=False, timeout=READY_SECONDS)
        client.plain_login(user, self.password)
        return client

    def change_uidvalidity(self, user: str) -> None:
        """Make the server number the inbox anew (RFC 9051 section 2.3.1.1), mails unchanged."""
        with self.stopped():
            for pattern in ("dovecot-uidlist", "dovecot.index*"):
                for path in self.maildir(user).glob(pattern):
                    path.unlink()

    def maildir(self, user: str) -> Path:
        """Return the Maildir of a user's inbox, made when he has none yet."""
        inbox = self.root / "mail" / user / "Maildir"
        if not inbox.exists():
            for folder in (inbox.parent, inbox, inbox / "cur", inbox / "new", inbox / "tmp"):
                folder.mkdir(exist_ok=True)
                self._give_away(folder)
        return inbox

    def log(self) -> str:
        """Return what the server wrote about itself."""
        paths = (self.root / "start.log", self.root / "dovecot.log")
        return "\n".join(p.read_text(errors="replace") for p in paths if p.exists())

    def _give_away(self, path: Path) -> None:
        os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _configuration(self) -> str:
        packaged = os.getuid() == 0
        me = self._owner.pw_name
        return (
            Template(CONFIGURATION.read_text(encoding="utf-8")).substitute(
                root=self.root,
                host=HOST,
                internal="dovecot" if packaged else me,
                group="dovecot" if packaged else grp.getgrgid(self._owner.pw_gid).gr_name,
                login="dovenull" if packaged else me,
                password=self.password,
                uid=self._owner.pw_uid,
                gid=self._owner.pw_gid,
                **self.ports,
            )
            + self._extra
        )


def binary() -> str | None:
    """Return the server's path; Debian keeps it outside an ordinary user's PATH."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _answers(port: int, *, greets: bool) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            return not greets or bool(connection.recv(1))
    except OSError:
        return False


def _make_certificate(folder: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", f"subjectAltName=DNS:localhost,IP:{HOST}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
