"""What has been dropped into the mailbox and what has come out: the people's memory of it."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mailflow.core.records import OutboxRow
from mailflow.demo.people import Person
from mailflow.demo.script import Answer, ScriptedMail
from mailflow.demo.smtp_server import SmtpServer
from mailflow.demo.story import Sent
from mailflow.demo.writing import read, write
from mailflow.errors import NotFoundError


@dataclass(slots=True)
class Correspondence:
    """Keeps the mails of the story apart; the people answer what came to them over SMTP."""

    smtp: SmtpServer
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    openers: dict[str, int] = field(default_factory=dict)
    rows: tuple[OutboxRow, ...] = ()
    _dropped: dict[str, bytes] = field(default_factory=dict, repr=False)
    _received: dict[str, bytes] = field(default_factory=dict, repr=False)
    _keys: dict[str, ScriptedMail] = field(default_factory=dict, repr=False)

    def compose(self, scripted: ScriptedMail) -> bytes:
        """Return the bytes of a mail of the script, and remember them."""
        return self.remember(scripted, (scripted.written or write)(scripted, self))

    def remember(self, scripted: ScriptedMail, content: bytes) -> bytes:
        """Know a mail of the script by its bytes from now on."""
        self._dropped[scripted.key] = content
        self._keys[hashlib.sha256(content).hexdigest()] = scripted
        return content

    def scripted(self, sha256: str) -> ScriptedMail:
        """Return the mail of the script that has this hash."""
        return self._keys[sha256]

    def dropped(self, key: str) -> bytes:
        """Return the bytes of an earlier mail of the story."""
        return self._dropped[key]

    def notice(self, answer: Answer, reader: Person) -> bytes:
        """Return the newest notice meant, as it came over SMTP."""
        number = self.openers[answer.about]
        address = (answer.received_by or reader).address
        meant = [
            row
            for row in self.rows
            if (row.incident_id, row.kind, row.recipient) == (number, answer.kind, address)
        ]
        if not meant:
            raise NotFoundError(f"{address} got no {answer.kind.value} about {answer.about!r}")
        newest = max(meant, key=lambda row: row.id)
        content = self.received().get(newest.message_id)
        if content is None:
            raise NotFoundError(
                f"notice {newest.id} ({newest.state.value}) never reached {address}"
            )
        return content

    def received(self) -> dict[str, bytes]:
        """Return the mails that came over SMTP, by Message-ID."""
        for one in self.smtp.received[len(self._received) :]:
            self._received[str(read(one.content)["Message-ID"]).strip()] = one.content
        return self._received

    def sent(self, row: OutboxRow, reference: str) -> Sent:
        """Return a mail of the outbox as it came over SMTP."""
        content = self.received().get(row.message_id, b"")
        message = read(content)
        plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        reader = row.recipient.partition("@")[0]
        return Sent(
            row,
            content,
            text="" if plain is None else str(plain.get_content()),
            html="" if html is None else str(html.get_content()),
            file=f"{row.id:03d}-{reference}-{row.kind.value}-{reader}.eml",
        )
