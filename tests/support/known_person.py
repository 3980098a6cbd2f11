"""A person who stands in every store of a desk, and the search for what is left of her.

She writes, is answered, quoted, forwarded, copied, held and ignored; every trait of hers that
must go is a canary.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import psycopg
from support.answers import read_answers
from support.desk_folder import DeskFolder
from support.program import Program
from support.samples import BOB
from support.written_mail import AUTHSERV_ID, SUPPORT

from mailflow.adapters.legible import texts_of
from mailflow.containing import Failing
from mailflow.opening import open_desk
from mailflow.reminding import remind

ZELDA, DORA = "zelda.quorn@customer.example", "dora@branch.example"
SENTENCES = (
    "The flux capacitor of my attic hums in b flat since Tuesday",
    "It only stops when the aubergine lamp is lit",
)
CANARIES = (
    "zelda",
    "quorndal",
    "flux capacitor",
    "aubergine lamp",
    "attic hums",
    "ululating",
    "teapot-plan",
    "tangerine dynamo",
    "zq-4711",
    "walrus visa",
    "marmalade spam",
    "pelican gearbox",
)
FILE = b"%PDF-1.4 tangerine dynamo " * 40
ALIKE = b"the same file of everybody " * 40
NO_FILES: Mapping[str, bytes] = {}


@dataclass
class Seeded:
    """A desk with Zelda in it."""

    desk: DeskFolder
    program: Program
    numbers: list[int] = field(default_factory=list)

    def mail(
        self, sender: str, text: str, files: Mapping[str, bytes] = NO_FILES, **more: str
    ) -> bytes:
        """Return a mail as our MX hands it on; its sender is proven."""
        message = EmailMessage(policy=SMTP)
        domain = sender.rstrip(">").rpartition("@")[2]
        message["Authentication-Results"] = f"{AUTHSERV_ID}; dmarc=pass header.from={domain}"
        message["From"] = sender
        message["To"] = more.get("to", SUPPORT)
        message["Subject"] = more.get("subject", "Help")
        message["Date"] = "Mon, 2 Mar 2026 09:30:00 +0000"
        self.numbers.append(len(self.numbers))
        message["Message-ID"] = f"<{more.get('stem', 'm')}.{len(self.numbers)}@{domain}>"
        if "auto" in more:
            message["Auto-Submitted"] = more["auto"]
        message.set_content(text, cte=more.get("cte", "quoted-printable"))
        if "html" in more:
            message.add_alternative(more["html"], subtype="html", cte="base64")
        for name, content in files.items():
            message.add_attachment(content, "application", "pdf", filename=name)
        return message.as_bytes()

    def hers(self, text: str, files: Mapping[str, bytes] = NO_FILES, **more: str) -> bytes:
        """Return a mail of hers."""
        return self.mail(f"Zelda Quorndal <{ZELDA}>", text, files, stem="zq-4711", **more)

    def take(self, *contents: bytes) -> None:
        """Deliver mails and let a worker do all that there is to do."""
        for one in contents:
            self.desk.dovecot.drop(self.desk.user, one)
        self.program.done("work", "--once")

    def reply_address(self, recipient: str, reference: str) -> str:
        """Return where somebody's newest notice of an incident wants its answer."""
        answers = read_answers(self.desk.smtp.received)
        found = [a for a in answers if (a.recipient, a.reference) == (recipient, reference)]
        return found[-1].reply_to

    def seed(self) -> None:
        """Let her be everywhere; her last mail is not processed yet."""
        self._write()
        self._be_answered()
        self._go_on()
        self._be_held()
        path = self.desk.folder / "waiting-zelda.eml"
        path.write_bytes(self.hers("The walrus visa has come."))
        self.program.done("ingest", path)
        path.unlink()

    def _be_held(self) -> None:
        """Let who administers the desk hear of what waits, whatever the hour of the test."""
        desk = open_desk(self.desk.settings())
        morning = datetime.now(UTC).replace(hour=8) + timedelta(days=1)
        with self.desk.store() as store, store.begin() as work:
            assert remind(work, desk, morning, Failing("quarantine")) == 1

    def _write(self) -> None:
        self.take(
            self.hers(
                f"Hello,\n\n{SENTENCES[0]}.\n{SENTENCES[1]}.\n\nRegards\nZelda",
                subject="Ululating attic",
                files={"teapot-plan.pdf": FILE, "alike.pdf": ALIKE},
            ),
            self.mail(DORA, "My screen is black.", {"alike.pdf": ALIKE}),
            self.hers("I am away, the walrus visa took long.", auto="auto-replied", subject="Away"),
            self.hers("A marmalade spam.", subject="Marmalade spam").replace(
                b"From: ", b"From: other@customer.example\r\nFrom: ", 1
            ),
        )

    def _be_answered(self) -> None:
        quote = "\n".join(f"> {line}." for line in SENTENCES)
        html = (
            "<p>Zelda,</p><blockquote><p>" + SENTENCES[0].replace(" ", "\n ") + ".</p></blockquote>"
        )
        self.take(
            self.mail(
                BOB,
                f"#take\n#tag +attic\n\nDear Zelda, we look at it.\n\n{SENTENCES[1]}?\n\n"
                f"On Monday Zelda Quorndal <{ZELDA}> wrote:\n{quote}\n",
                to=self.reply_address(BOB, "INC-1001"),
                subject="Re: [INC-1001] Ululating attic",
                cte="base64",
                html=html,
            ),
            self.mail(
                BOB,
                f"#cc +{ZELDA}\n#note She says: {SENTENCES[0].lower()}!",
                to=self.reply_address(BOB, "INC-1002"),
                subject="Re: [INC-1002] Help",
            ),
            self.mail(
                BOB,
                "#note see below\n\n-------- Forwarded Message --------\n"
                f"From: Zelda Quorndal <{ZELDA}>\nSubject: Ululating attic\nTo: {BOB}\n\n"
                f"{SENTENCES[0]}.\n{SENTENCES[1]}.\nThe pelican gearbox rattles all night.\n",
                subject="Fwd: Ululating attic",
            ),
        )

    def _go_on(self) -> None:
        self.take(
            self.hers("The tangerine dynamo is on.", to=self.reply_address(ZELDA, "INC-1001")),
            self.mail(
                BOB,
                f"#kb new\n#resolve the aubergine lamp is lit, {SENTENCES[1]}",
                to=self.reply_address(BOB, "INC-1001"),
                subject="Re: [INC-1001] Ululating attic",
            ),
        )


def rows_of(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every row of every table, mails within decoded, too."""
    if url.startswith("sqlite:///"):
        connection: sqlite3.Connection | psycopg.Connection = sqlite3.connect(url[10:])
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        connection = psycopg.connect(url)
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    for (table,) in connection.execute(names).fetchall():
        for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():
            yield table, b" ".join(_cell(value) for value in row)
    connection.close()


def _cell(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    return value + texts_of(value).encode("utf-8", "replace")


def hits(found: Iterable[tuple[str, bytes]]) -> dict[str, set[str]]:
    """Return which canaries sing where."""
    singing: dict[str, set[str]] = {}
    for where, content in found:
        folded = content.lower()
        for canary in CANARIES:
            if canary.encode() in folded:
                singing.setdefault(where, set()).add(canary)
    return singing


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file, with its texts decoded."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("dovecot"):
            content = path.read_bytes()
            yield (
                str(path.relative_to(folder)),
                content + texts_of(content).encode("utf-8", "replace"),
            )
