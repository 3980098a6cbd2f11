"""A conversation that is played through a real Dovecot and an SMTP server, and what it left."""

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from support.desk_folder import DeskFolder
from support.desks import KEYS, TestClock
from support.dovecot import Dovecot
from support.quoting_clients import letter, read_quoted, reply
from support.smtp_server import Received, SmtpServer
from support.written_mail import AUTHSERV_ID, SUPPORT

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.imap import ImapMailbox
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.smtp import SmtpSender
from mailflow.adapters.store.contract import Work
from mailflow.adapters.store.database import SqlStore
from mailflow.cli.documents import incident_document
from mailflow.core.commands.durations import read_duration
from mailflow.delivery import Delivery
from mailflow.desk import Desk
from mailflow.rounds import Rounds
from models.enums import NoticeKind, Role

NUMBER = 1001
PEOPLE = {
    "ann": "Ann Archer <ann@customer.example>",
    "dana": "Dana Dean <dana@customer.example>",
    "bob": "Bob Brown <bob@helpdesk.example>",
    "erin": "Erin Evans <erin@helpdesk.example>",
    "mona": "Mona Miles <mona@helpdesk.example>",
}
TOKEN = re.compile(r"[a-z2-7]{40}")
CODE = re.compile(r"#yes \d{6}")


@dataclass(frozen=True, slots=True)
class Step:
    """One mail of the script, or the clock alone; `answers` names the kind of notice answered."""

    wait: str = "1m"
    who: str = ""
    client: str = ""
    answers: str = ""
    subject: str = ""
    text: str = ""
    cc: str = ""
    files: tuple[str, ...] = ()
    about: str = ""


def read_script(path: Path) -> tuple[Step, ...]:
    """Return the steps of a script."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["step"]
    return tuple(Step(**{**one, "files": tuple(one.get("files", ()))}) for one in tables)


@dataclass
class Player:
    """Plays the steps one after the other, and writes down what each brought."""

    folder: DeskFolder
    store: SqlStore
    rounds: Rounds
    clock: TestClock
    mailbox: ImapMailbox
    delivery: Delivery
    smtp: SmtpServer
    told: list[str] = field(default_factory=list)
    seen: int = 0
    number: int = 0
    results: dict[str, str] = field(default_factory=dict)

    def play(self, step: Step) -> None:
        """Let the time pass, send the mail, let the worker do its rounds, note what went out."""
        self.clock.skip(read_duration(step.wait) or timedelta())
        if step.who:
            self.number += 1
            message = self._written(step)
            stamp = (
                f"{AUTHSERV_ID}; dmarc=pass header.from={address_of(step.who).partition('@')[2]}"
            )
            head = f"Authentication-Results: {stamp}\r\n".encode("ascii")
            user = self.folder.user
            self.folder.dovecot.drop(user, head + message.as_bytes(), received=self.clock())
            self.rounds.pull_connected(self.folder.settings().mailboxes[0], self.mailbox)
            while self.rounds.process():
                pass
        self.rounds.tick("player")
        while self.rounds.deliver(self.delivery):
            pass
        self._note(step)

    def _written(self, step: Step) -> EmailMessage:
        sender, now = PEOPLE[step.who], self.clock()
        if step.client:
            quoted = read_quoted(self._newest(address_of(step.who), step.answers).content)
            message = reply(sender, step.client, step.text.strip("\n"), quoted, now=now)
        else:
            message = letter(sender, step.subject, step.text, to=SUPPORT, now=now)
        message["Message-ID"] = f"<{self.number}@{step.who}.example>"
        if step.cc:
            message["Cc"] = PEOPLE[step.cc]
        for name in step.files:
            content = f"content of {name}".encode()
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        return message

    def _newest(self, address: str, kind: str) -> Received:
        with self.store.read() as work:
            rows = {row.message_id: row.kind for row in work.outbox.listed(limit=1000)}
        to_him = [one for one in self.smtp.received if one.recipients == (address,)]
        wanted = {NoticeKind(kind)} if kind else set(NoticeKind)
        return next(
            one for one in reversed(to_him) if rows[read_quoted(one.content).message_id] in wanted
        )

    def _note(self, step: Step) -> None:
        with self.store.read() as work:
            kinds = {row.message_id: row.kind.value for row in work.outbox.listed(limit=1000)}
        mails = self.smtp.received
        new = sorted(mails[self.seen :], key=lambda one: (one.recipients, one.content))
        self.seen = len(mails)
        who = (
            f"{self.number}. {step.who} ({step.client or 'new mail'})" if step.who else "The clock"
        )
        head = f"{self.clock():%a %d %b %H:%M}  {who}: {step.about}"
        self.told.append(
            f"{'=' * 78}\n{head}\n{'=' * 78}\n{step.text.strip()}\n".replace("\n\n\n", "\n")
        )
        for one in new:
            mail = read_quoted(one.content)
            kind = kinds[mail.message_id]
            to = f"--> {one.recipients[0]}  [{kind}]\n    {mail.subject}\n{_files(one.content)}"
            self.told.append(f"{to}\n{_indented(masked(mail.text))}\n")

    @staticmethod
    def text_of(one: Received) -> str:
        """Return all that a reader may see of a mail, and its HTML."""
        mail = read_quoted(one.content)
        return f"{mail.subject}\n{mail.text}\n{mail.html}"

    def transcript(self) -> str:
        """Return every mail, in the order of the script."""
        return "\n".join(self.told)

    def incident(self) -> str:
        """Return the incident as `mailflow incidents show --json` has it."""
        with self.store.read() as work:
            found = work.incidents.get(NUMBER)
            if found is None:
                raise LookupError("there is no incident")
            assignee = work.directory.get(found.assignee_id or 0)
            group = work.directory.group(found.group_id or 0)
            document = incident_document(found, assignee, group.name if group else "")
            people = work.incidents.participants(NUMBER)
        document["participants"] = sorted(f"{one.role.value} {one.address}" for one in people)
        return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"

    def timeline(self) -> str:
        """Return what happened to it and what was written, a line or two for each."""
        with self.store.read() as work:
            return "\n".join((*_entries(work), "", *_events(work))) + "\n"


def _entries(work: Work) -> Iterator[str]:
    for one in work.incidents.entries(NUMBER):
        marks = " ".join((one.kind.value, "public" if one.public else "internal"))
        files = f"  [{', '.join(one.attachment_names)}]" if one.attachment_names else ""
        proof = "" if one.verified else " UNVERIFIED"
        yield f"{one.at:%a %H:%M} {one.author_address}: {marks}{proof}{files}"
        yield _indented(masked(one.text))


def _events(work: Work) -> Iterator[str]:
    for one in work.incidents.events(NUMBER):
        change = f" {one.field}: {one.before or '-'} -> {one.after or '-'}" if one.field else ""
        yield " ".join(f"{one.at:%a %H:%M} {one.actor}: {one.name}{change}".split("\n"))


def _files(content: bytes) -> str:
    names = re.findall(rb'filename="([^"]+)"', content)
    return f"    attached: {', '.join(one.decode() for one in names)}\n" if names else ""


def masked(text: str) -> str:
    """Return a text without what is drawn anew each time."""
    return CODE.sub("#yes <code>", TOKEN.sub("<token>", text))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").split("\n"))


def address_of(name: str) -> str:
    """Return the address of somebody of the script."""
    return PEOPLE[name].partition("<")[2].rstrip(">")


@contextmanager
def player(folder: Path, dovecot: Dovecot) -> Iterator[Player]:
    """Yield a desk with two agents and their manager, its mailbox and its mail server."""
    with SmtpServer() as smtp:
        desk_folder = DeskFolder(folder / "desk", dovecot, smtp).make()
        settings, clock = desk_folder.settings(), TestClock()
        with desk_folder.store() as store, ImapMailbox(settings.mailboxes[0]) as mailbox:
            _staff(store, clock)
            desk = Desk(settings, KEYS, Renderer(), Suggester(KEYS.classifier))
            rounds = Rounds(store, desk, clock)
            with SmtpSender(settings.smtp) as sender:
                delivery = Delivery(store, sender, clock, "player", SUPPORT, 3)
                yield Player(desk_folder, store, rounds, clock, mailbox, delivery, smtp)


def _staff(store: SqlStore, clock: TestClock) -> None:
    """Give the group of the folder's desk its manager; the people bear the names of the script."""
    with store.begin() as work:
        for name, role in (("bob", Role.AGENT), ("erin", Role.ADMIN)):
            work.directory.promote(_known(work, name), role, name, PEOPLE[name].partition(" <")[0])
        mona = work.directory.add(
            address_of("mona"),
            role=Role.ADMIN,
            at=clock(),
            handle="mona",
            display_name="Mona Miles",
        )
        group = work.directory.add_group("Network", manager_id=mona.id)
        for name in ("bob", "erin"):
            work.directory.add_member(group.id, _known(work, name))


def _known(work: Work, name: str) -> int:
    found = work.directory.by_address(address_of(name))
    if found is None:
        raise LookupError(name)
    return found.id
