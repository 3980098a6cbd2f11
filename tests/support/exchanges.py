"""Generated conversations with a real desk: who writes what, and what must hold after each mail."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

from support.hostile import ALICE, ANN, BOB, DAVE, MALLORY, SUPPORT, Scene, attack, proof

from mailflow.core.records import OutboxRow

PEOPLE = (ANN, DAVE, BOB, ALICE, MALLORY)
STAFF = frozenset({BOB, ALICE})
REQUESTERS = {1001: ANN, 1002: DAVE}
COMMANDS = (
    "#take",
    "#priority p2",
    "#resolve It was the cable.",
    "#close It was the cable.",
    "#reopen",
    "#tag +vpn",
    "#time 15m",
    "#cancel",
)
MIXED = 'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n'
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"


@dataclass(frozen=True)
class Step:
    """One mail of a conversation."""

    sender: str
    incident: int
    verdict: str
    way: str  # token, reference, tag, new
    commands: tuple[str, ...]
    private: bool
    quotes: bool
    copies: bool
    attaches: bool


@dataclass
class Exchange:
    """The conversation so far: every secret word, and whose it is."""

    scene: Scene
    canaries: dict[str, int] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    origin: dict[int, int] = field(default_factory=dict)
    count: int = 0

    def write(self, step: Step) -> None:
        """Send one mail, in the words of this step."""
        self.count += 1
        canary = f"CANARY{self.count}X"
        private = step.private and step.sender in STAFF
        lines = [*step.commands, *([f"#note {canary}N"] if private else []), f"Words {canary}."]
        if step.quotes:
            lines += ["", *self._quoted(step)]
        if private:
            self.private |= {canary, f"{canary}N"}
        before = {row.id for row in self.scene.desk.sent()}
        ended = self.scene.take(self._mail(step, "\n".join(lines)))
        if ended.incident_id is not None:
            self.canaries[canary] = ended.incident_id
        self._check(r for r in self.scene.desk.sent() if r.id not in before)

    def _mail(self, step: Step, text: str) -> bytes:
        token = self._token(step)
        fields = [f"Cc: {token}, {MALLORY}"] if step.copies and token else []
        if step.way == "reference" and (row := self._notice(step)) is not None:
            fields.append(f"In-Reply-To: {row.message_id}")
        tag = f"[INC-{step.incident}] " if step.way in {"token", "tag"} else ""
        body = PLAIN
        if step.attaches:
            held = f"forwarded to {token or SUPPORT}"
            attached = (
                f"--b1\r\nContent-Type: text/plain\r\nContent-Disposition: attachment;"
                f" filename=a.txt\r\n\r\n{held}\r\n--b1--"
            )
            text = f"--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n{attached}"
            body = MIXED
        to = token if step.way == "token" and token else SUPPORT
        return attack(
            *fields,
            sender=step.sender,
            to=to,
            auth=proof(step.sender, step.verdict),
            subject=f"{tag}News {self.count}",
            text=text,
            body=body,
        )

    def _notice(self, step: Step) -> OutboxRow | None:
        """The newest notice that this person got about the incident; a stranger takes any."""
        rows = [row for row in self.scene.desk.sent() if row.incident_id == step.incident]
        own = [row for row in rows if row.recipient == step.sender]
        found = own or (rows if step.sender == MALLORY else [])
        return found[-1] if found else None

    def _token(self, step: Step) -> str:
        row = self._notice(step)
        return str(message_from_bytes(row.content, policy=default)["Reply-To"]) if row else ""

    def _quoted(self, step: Step) -> list[str]:
        """The whole last notice, as mail programs quote it; an agent may quote an inner one."""
        row = self._notice(step)
        if row is None:
            return []
        part = message_from_bytes(row.content, policy=default).get_body(("plain",))
        text = str(part.get_content()) if part is not None else ""
        head = f"On Tue, 24 Nov 2026 at 09:00, Help Desk <{self._token(step)}> wrote:"
        return [head, *(f"> {line}" for line in text.split("\n"))]

    # what must hold

    def _check(self, rows: Iterable[OutboxRow]) -> None:
        for row in rows:
            source = everything(row)
            self._is_of_this_incident(row, source)
            self._bears_no_foreign_token(row, source)
            if row.recipient not in STAFF:
                self._says_nothing_inner(row, source)
            self._goes_to_somebody_known(row)

    def _is_of_this_incident(self, row: OutboxRow, source: str) -> None:
        for canary, incident in self.canaries.items():
            if incident != row.incident_id and not self._is_quoted(canary, row.incident_id):
                assert f"{canary}." not in source, f"{canary} of {incident} in {row.incident_id}"

    def _is_quoted(self, canary: str, incident: int | None) -> bool:
        """Whether somebody wrote the word into this incident too, by quoting it."""
        if incident is None:
            return False
        with self.scene.desk.store.read() as work:
            return any(canary in entry.text for entry in work.incidents.entries(incident))

    def _bears_no_foreign_token(self, row: OutboxRow, source: str) -> None:
        for other in self.scene.desk.sent():
            if other.recipient != row.recipient or other.incident_id != row.incident_id:
                token = other.message_id.removeprefix("<mf.").partition("@")[0]
                assert token not in source.lower(), f"a token of {other.recipient} in {row.id}"

    def _says_nothing_inner(self, row: OutboxRow, source: str) -> None:
        for word in self.private:
            assert word not in source, f"a note in a mail to {row.recipient}"
        lines = (line.strip() for line in source.split("\n"))
        found = [one for one in lines if one.startswith(tuple(c.split()[0] for c in COMMANDS))]
        allowed = {"#close", "#reopen", "#stop"}  # what a requester may answer is told to him
        assert [one for one in found if one.split()[0] not in allowed] == []
        assert all("cable" not in one for one in found)

    def _goes_to_somebody_known(self, row: OutboxRow) -> None:
        with self.scene.desk.store.read() as work:
            people = {one.address for one in work.incidents.participants(row.incident_id or 0)}
            contact = work.directory.by_address(row.recipient)
        in_directory = contact is not None and contact.is_agent
        assert in_directory or row.recipient in people, f"{row.recipient} gets mail"


def everything(row: OutboxRow) -> str:
    """Return all that a mail says: header, texts and attachments, decoded."""
    message = message_from_bytes(row.content, policy=default)
    header = "\n".join(f"{name}: {value}" for name, value in message.items())
    parts = (part for part in message.walk() if not part.is_multipart())
    contents = (part.get_payload(decode=True) or b"" for part in parts)
    texts = (one.decode("utf-8", "replace") for one in contents if isinstance(one, bytes))
    return "\n".join((header, *texts))
