"""A desk that strangers attack: two incidents, four agents, and their reply tokens."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import letter, reply_address

from mailflow.core.records import Incident, OutboxRow, RawMail
from models.enums import Role

SUPPORT, MX = "support@helpdesk.example", "mx.helpdesk.example"
BOB, ALICE = "bob@helpdesk.example", "alice@helpdesk.example"
GONE, DAN = "gone@helpdesk.example", "dan@helpdesk.example"
ANN, DAVE, MALLORY = "ann@customer.example", "dave@other.example", "mallory@evil.example"
SECRET = "SECRET-PAYROLL-OF-DAVE"
AGENTS = frozenset({BOB, ALICE, DAN})
_numbers = count(1)


def found_desk(folder: Path) -> None:
    """Make the desk once; every test takes a copy."""
    with open_test_desk(folder, make_settings()) as desk:
        with desk.store.begin() as work:
            group = work.directory.add_group("Desk", is_default=True)
            other = work.directory.add_group("Network")
            for address in (BOB, ALICE, GONE, DAN):
                handle = address.partition("@")[0]
                one = work.directory.add(address, role=Role.AGENT, at=desk.clock(), handle=handle)
                work.directory.add_member((other if address == DAN else group).id, one.id)
        desk.take(letter(ANN, "VPN drops", "The VPN drops.\n#cancel"))
        desk.take(letter(DAVE, "Payroll", f"My payroll shows {SECRET}."))
        with desk.store.begin() as work:
            leaver = work.directory.by_address(GONE)
            assert leaver is not None
            work.directory.set_active(leaver.id, False)


@dataclass(frozen=True)
class Scene:
    """One copy of the desk, and how it stood before the attack."""

    desk: TestDesk
    before: tuple[OutboxRow, ...]

    def reply_to(self, person: str, incident: int = 1001) -> str:
        """Return the address with this person's own token for the incident."""
        rows = (r for r in self.before if (r.recipient, r.incident_id) == (person, incident))
        return reply_address(next(rows))

    def message_id(self, person: str, incident: int = 1001) -> str:
        """Return the Message-ID of the notice this person got."""
        rows = (r for r in self.before if (r.recipient, r.incident_id) == (person, incident))
        return next(rows).message_id

    def token(self, person: str, incident: int = 1001) -> str:
        """Return the token itself."""
        return self.reply_to(person, incident).partition("+")[2].partition("@")[0]

    def incident(self, number: int = 1001) -> Incident:
        """Return the incident as it stands."""
        with self.desk.store.read() as work:
            found = work.incidents.get(number)
        assert found is not None
        return found

    def take(self, content: bytes) -> RawMail:
        """Let the desk have a mail and return what became of it."""
        mail_id = self.desk.take(content)
        with self.desk.store.read() as work:
            return work.mails.get(mail_id)

    def afresh(self) -> "Scene":
        """Return the same desk as it stands now, as if nothing had happened before."""
        self.desk.decisions.clear()
        return Scene(self.desk, self.desk.sent())

    @property
    def executed(self) -> list[str]:
        """Every command that ran since the desk was copied."""
        return [name for decision in self.desk.decisions for name in decision.executed]

    @property
    def sent(self) -> list[OutboxRow]:
        """Every mail since the desk was copied."""
        known = {row.id for row in self.before}
        return [row for row in self.desk.sent() if row.id not in known]


@contextmanager
def scene(template: Path, folder: Path) -> Iterator[Scene]:
    """Yield a copy of the desk."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    with open_test_desk(folder, make_settings()) as desk:
        yield Scene(desk, desk.sent())


def proof(sender: str, result: str = "pass") -> str:
    """Return what our own server writes of this sender."""
    return f"Authentication-Results: {MX}; dmarc={result} header.from={sender.rpartition('@')[2]}"


def attack(
    *fields: str,
    sender: str = BOB,
    to: str = SUPPORT,
    subject: str = "Re: VPN drops",
    text: str = "#close\nDone.",
    auth: str | None = None,
    from_: str | None = None,
    body: str = "Content-Type: text/plain; charset=utf-8\r\n\r\n",
) -> bytes:
    """Return a mail byte for byte as written here; `from_` replaces the whole From line."""
    head = (
        proof(sender) if auth is None else auth,
        f"Received: from out.example by {MX} with ESMTPS id 4XYZ",
        f"From: {sender}" if from_ is None else from_,
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: <h{next(_numbers)}@out.example>",
        "MIME-Version: 1.0",
        *fields,
    )
    crlf_text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    lines = "\r\n".join(line for line in head if line)
    return f"{lines}\r\n{body}{crlf_text}\r\n".encode("utf-8", "surrogateescape")
