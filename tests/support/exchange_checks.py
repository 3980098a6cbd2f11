"""What must hold for every mail that leaves the desk, whatever people wrote to it."""

from dataclasses import dataclass, field
from email import message_from_bytes

from support.exchange_desk import OPENED, STAFF
from support.exchange_sight import Sight, seen
from support.hostile import SUPPORT, Scene

from mailflow.core.authority import may_work_on
from mailflow.core.records import OutboxRow
from mailflow.core.relations import reached
from mailflow.letters import INSIDE_KINDS
from models.enums import NoticeKind

SHOWING = frozenset({NoticeKind.AGENT_NOTICE, NoticeKind.INCIDENT_REPORT})
"""The kinds that show agents a conversation."""
TOLD_TO_REQUESTERS = ("#close", "#reopen", "#stop", "#rate")


@dataclass
class Checks:
    """The secrets so far: whose each token is, where each word was written, and what stays in.

    `words` maps a word to the incidents into which somebody wrote it; `inner` a word to its
    author, the only one of the outside who may read it. `lent` maps a word to the incidents whose
    agents read it because its own was merged into theirs, `kept` to those of these into which an
    agent has put it since, if only by quoting a notice: no word for anybody else there.
    """

    scene: Scene
    tokens: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    words: dict[str, set[int]] = field(default_factory=dict)
    lent: dict[str, set[int]] = field(default_factory=dict)
    kept: dict[str, set[int]] = field(default_factory=dict)
    inner: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    lay_lines: set[str] = field(default_factory=set)
    ordered: set[str] = field(default_factory=set)
    known: dict[int, bytes] = field(default_factory=dict)
    rows: tuple[OutboxRow, ...] = ()

    def __post_init__(self) -> None:
        self.words = {f"zqopen{number}x": {number} for number in OPENED}
        self._new_ones()

    def wrote(self, content: bytes, incidents: set[int], *, by_staff: bool = False) -> None:
        """Remember that every known word in this mail was written into these incidents."""
        sight = seen(content)
        for word in filter(sight.shows, self.words):
            lent = self.lent.get(word, set()) & incidents if by_staff else set()
            self.words[word] |= incidents - lent
            self.kept.setdefault(word, set()).update(lent)

    def look(self) -> list[OutboxRow]:
        """Check every mail that is new or was written anew, and return them."""
        fresh = self._new_ones()
        for row in fresh:
            self._check(row, seen(row.content))
        return fresh

    def _new_ones(self) -> list[OutboxRow]:
        self.rows = self.scene.desk.sent()
        fresh = [row for row in self.rows if self.known.get(row.id) != row.content]
        for row in fresh:
            self.known[row.id] = row.content
            token = row.message_id.removeprefix("<mf.").partition("@")[0]
            self.tokens[token] = (row.recipient, row.incident_id)
        return fresh

    def _check(self, row: OutboxRow, sight: Sight) -> None:
        self._goes_to_one_who_may_read_it(row)
        self._bears_no_foreign_token(row, sight)
        self._is_of_this_incident(row, sight)
        if row.recipient not in STAFF:
            self._says_nothing_inner(row, sight)
            self._shows_no_command(row, sight)
        self._bears_no_foreign_code(row, sight)

    def _goes_to_one_who_may_read_it(self, row: OutboxRow) -> None:
        message = message_from_bytes(row.content)
        assert [message.get_all(name) for name in ("Cc", "Bcc", "Resent-To")] == [None] * 3
        (to,), (from_,) = message.get_all("To", []), message.get_all("From", [])
        assert to.rpartition("<")[2].rstrip(">") == row.recipient, "To is the recipient alone"
        assert SUPPORT in from_
        with self.scene.desk.store.read() as work:
            people = {one.address for one in work.incidents.participants(row.incident_id or 0)}
            contact = work.directory.by_address(row.recipient)
        is_staff = contact is not None and contact.is_agent and contact.active
        assert is_staff == (row.recipient in STAFF)
        may_read = row.recipient in people and row.kind not in INSIDE_KINDS
        assert is_staff or may_read, f"{row.recipient} gets {row.kind} of {row.incident_id}"

    def _bears_no_foreign_token(self, row: OutboxRow, sight: Sight) -> None:
        for token, owner in self.tokens.items():
            if owner != (row.recipient, row.incident_id):
                assert not sight.shows(token), f"a token of {owner} in {row.kind} {row.id}"

    def _is_of_this_incident(self, row: OutboxRow, sight: Sight) -> None:
        about_quarantine = row.kind is NoticeKind.QUARANTINE  # says what waits there
        for word, places in self.words.items():
            if row.incident_id in places or (about_quarantine and not places):
                continue
            if sight.shows(word):
                assert self._may_be_lent(row, word), f"{word} of {places} in {row.kind} {row.id}"

    def _may_be_lent(self, row: OutboxRow, word: str) -> bool:
        """Whether an agent may read it for his right on the incident that its own went into."""
        number = row.incident_id or 0
        if row.recipient not in STAFF or number in self.kept.get(word, ()):
            return row.recipient in STAFF
        with self.scene.desk.store.read() as work:
            incident, reader = work.incidents.get(number), work.directory.by_address(row.recipient)
            parts = set(reached(number, work.incidents.merged_into))
            group = work.directory.group(incident.group_id or 0) if incident else None
        if incident is None or reader is None or not may_work_on(reader, incident, group):
            return False
        is_lent = row.kind in SHOWING and bool(parts & self.words[word])
        self.lent.setdefault(word, set()).update({number} if is_lent else ())
        return is_lent

    def _says_nothing_inner(self, row: OutboxRow, sight: Sight) -> None:
        for word, author in self.inner.items():
            if author != row.recipient:
                assert not sight.shows(word), f"inner {word} in {row.kind} to {row.recipient}"

    def _shows_no_command(self, row: OutboxRow, sight: Sight) -> None:
        for line in sight.lines:
            is_hash = line.startswith("#") and not line.startswith((*TOLD_TO_REQUESTERS, "##"))
            is_ordered = is_hash or line.casefold() in self.ordered
            assert not is_ordered or line in self.lay_lines, f"{line!r} in {row.kind} {row.id}"

    def _bears_no_foreign_code(self, row: OutboxRow, sight: Sight) -> None:
        for code, owner in self.codes.items():
            if owner != row.recipient:
                assert not sight.shows(f"#yes {code}"), f"a code of {owner} in {row.id}"
        if row.kind is NoticeKind.CHALLENGE:
            _, _, behind = sight.everything.partition("#yes ")
            self.codes[behind[:6]] = row.recipient
