"""Generated conversations with a real desk: who writes what, and what becomes of it."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from support.exchange_checks import Checks
from support.exchange_desk import BOB, OPENED, STAFF
from support.exchange_machines import SILENT, WRITERS
from support.exchange_mails import Written, built, forwarded
from support.exchange_steps import Hours, Letter, Machine, Step
from support.hostile import SUPPORT, Scene
from support.letters import body, reply_address
from support.quoting_clients import read_quoted
from support.standing import difference, standing

from mailflow.core.records import OutboxRow, RawMail
from models.enums import EndState, NoticeKind

LAY = frozenset({"#close", "#reopen", "#stop", "#rate"})
STAYS_INSIDE = frozenset({"action", "note", "tag", "cause", "code", "escalate"})
"""Commands whose values are the desk's own."""


@dataclass
class Exchange:
    """The conversation so far; `statistics` counts what it reached."""

    scene: Scene
    folder: Path
    statistics: Counter[str] = field(default_factory=Counter)
    count: int = 0

    def __post_init__(self) -> None:
        self.checks = Checks(self.scene)
        self.undo = 1

    def play(self, step: Step) -> None:
        """Let something happen, and look at every mail that the desk writes."""
        self.count += 1
        if isinstance(step, Letter):
            self._write(step)
        elif isinstance(step, Machine):
            self._run(step)
        else:
            self._wait(step)

    def _wait(self, step: Hours) -> None:
        self.scene.desk.clock.skip(timedelta(hours=step.hours))
        self.scene.desk.rounds.tick("exchange")
        self._tell("clock", self.checks.look())

    def _run(self, step: Machine) -> None:
        row = self._newest(step.person, step.incident) or self.scene.before[-1]
        word = f"zq{self.count}x"
        self.checks.words[word] = set()
        content = WRITERS[step.kind](row, word)
        before = standing(self.folder)
        self._take(content)
        rows = self.checks.look()
        assert {one.recipient for one in rows} <= STAFF, "no program is answered"
        if step.kind in SILENT:
            changed = [one for one in difference(before, standing(self.folder)) if " incid" in one]
            assert changed == [], f"a mail of the kind {step.kind} changes no incident"
        self._tell(step.kind, rows)

    def _write(self, step: Letter) -> None:
        self.scene.desk.clock.skip(timedelta(minutes=step.minutes))
        lines = self._block(step)
        content = built(self._written(step, lines))
        ended, executed = self._take(content, by_staff=step.sender in STAFF)
        self._keep_inside(step, ended, executed)
        rows = self.checks.look()
        self._is_authorised(step, executed)
        if step.verdict != "pass" and step.sender not in STAFF:
            self._echoes_nothing(rows)
        if executed:
            self.undo = ended.id
            self.statistics.update(f"ran {name}" for name in executed)
        if step.again:
            self._comes_again(step, content, executed)
        self._tell(f"{ended.end_state}: {ended.rule}", rows)

    def _take(self, content: bytes, *, by_staff: bool = False) -> tuple[RawMail, tuple[str, ...]]:
        """Hand a mail in; remember into which incidents its words were written."""
        begun, numbers = len(self.scene.desk.decisions), self._incidents()
        ended = self.scene.take(content)
        done = [name for one in self.scene.desk.decisions[begun:] for name in one.executed]
        new = self._incidents() - numbers
        into = {*new, *([ended.incident_id] if ended.incident_id else [])}
        self.checks.wrote(content, into, by_staff=by_staff)
        assert ended.rule != "processing_failed", "a generated mail is processed"
        return ended, tuple(done)

    def _incidents(self) -> set[int]:
        with self.scene.desk.store.read() as work:
            return {one.id for one in work.incidents.listed(limit=1000)}

    # how a letter is written

    def _block(self, step: Letter) -> list[str]:
        if not step.block:
            return [self._filled(step.lay_command, step, 0)] if self._is_lay(step) else []
        return [self._filled(one.text, step, n) for n, one in enumerate(step.block)]

    def _is_lay(self, step: Letter) -> bool:
        return step.sender not in STAFF and bool(step.lay_command)

    def _filled(self, text: str, step: Letter, place: int) -> str:
        word = f"zq{self.count}v{place}x"
        self.checks.words[word] = set()
        others = [one for one in OPENED if one != step.incident]
        filled = (
            text.replace("{word}", word)
            .replace("{number}", str(others[self.count % len(others)]))
            .replace("{undo}", str(self.undo))
            .replace("{code}", self._code(step.sender))
        )
        known = self.checks.ordered if step.sender in STAFF else self.checks.lay_lines
        split = filled.split("\n")
        known.update(one.casefold() if step.sender in STAFF else one for one in split if one)
        return filled

    def _code(self, person: str) -> str:
        rows = [r for r in self.checks.rows if r.kind is NoticeKind.CHALLENGE]
        own = [row for row in rows if row.recipient == person]
        found = re.search(r"#yes (\d{6})", body(own[-1])) if own else None
        return found[1] if found else "123456"

    def _written(self, step: Letter, lines: list[str]) -> Written:
        word, notice = f"zq{self.count}x", self._notice(step)
        self.checks.words[word] = set()
        own = self._newest(step.sender, step.incident)
        text = "\n".join([*lines, "", f"Words {word}."])
        if step.forwards and step.way == "new" and step.sender in STAFF:
            text, own = forwarded(text, word), None
        tag = f"[INC-{step.incident}] " if step.way == "tag" else ""
        one = Written(
            number=self.count,
            sender=step.sender,
            verdict=step.verdict,
            to=reply_address(notice) if notice and "token" in step.way else SUPPORT,
            subject=f"{tag}News {word}",
            text=text,
            form=step.form,
            quoted=read_quoted(own.content) if own and step.style and step.way != "new" else None,
            style=step.style,
            secret=self._secret(step),
            pasted=step.pasted,
            file=step.file,
            word=word,
        )
        return replace(one, fields=tuple(self._fields(step, notice)))

    def _fields(self, step: Letter, notice: OutboxRow | None) -> list[tuple[str, str]]:
        found = [("Cc", f"{SUPPORT}, mallory@evil.example, {BOB}")] if step.copies else []
        if step.way == "reference" and notice is not None:
            found += [("In-Reply-To", notice.message_id), ("References", notice.message_id)]
        return found

    def _notice(self, step: Letter) -> OutboxRow | None:
        """Return the notice that is answered: his own newest one, or somebody else's."""
        if step.way != "foreign token":
            return self._newest(step.sender, step.incident)
        rows = [row for row in self.checks.rows if row.recipient != step.sender]
        about = [row for row in rows if row.incident_id == step.incident]
        return about[self.count % len(about)] if about else None

    def _newest(self, person: str, incident: int) -> OutboxRow | None:
        rows = self.checks.rows
        own = [row for row in rows if (row.recipient, row.incident_id) == (person, incident)]
        return own[-1] if own else None

    def _secret(self, step: Letter) -> str:
        """Return an address with a token of somebody else, or of another incident."""
        rows = [row for row in self.checks.rows if row.incident_id]
        foreign = [r for r in rows if (r.recipient, r.incident_id) != (step.sender, step.incident)]
        return reply_address(foreign[self.count % len(foreign)])

    # what must hold for it

    def _keep_inside(self, step: Letter, ended: RawMail, executed: tuple[str, ...]) -> None:
        names = {one.name for one in step.block}
        own = [f"zq{self.count}x"]
        values = {f"zq{self.count}v{n}x": one.name for n, one in enumerate(step.block)}
        is_new = ended.end_state is EndState.INCIDENT
        if step.sender in STAFF:
            held = any(
                row.mail_id == ended.id and row.kind is NoticeKind.CHALLENGE
                for row in self.scene.desk.sent()
            )
            refused = bool(names) and not executed and not held and not is_new
            inner = [word for word, name in values.items() if refused or name in STAYS_INSIDE]
            inner += own if ("note" in names and not is_new) or refused else []
        else:
            unproven = step.verdict == "fail" or (step.verdict == "none" and step.way != "token")
            inner = [*own, *values] if unproven and not is_new else []
        self.checks.inner.update(dict.fromkeys(inner, step.sender))

    def _is_authorised(self, step: Letter, executed: tuple[str, ...]) -> None:
        by_token = step.way in {"token", "reference"}  # our Message-ID holds the token too
        if step.sender in STAFF:
            proven = by_token and step.verdict == "pass"
        else:
            proven = by_token and step.verdict != "fail" and set(executed) <= LAY
        assert proven or not executed, f"{step.sender} ({step.verdict}, {step.way}) ran {executed}"

    def _echoes_nothing(self, rows: list[OutboxRow]) -> None:
        for row in rows:
            if row.kind is NoticeKind.ACKNOWLEDGEMENT:
                assert f"zq{self.count}".encode() not in row.content, "an echo to who is not proven"

    def _comes_again(self, step: Letter, content: bytes, executed: tuple[str, ...]) -> None:
        before, sent = standing(self.folder), len(self.checks.rows)
        by_staff = step.sender in STAFF
        self._take(content, by_staff=by_staff)
        self.checks.look()
        assert difference(before, standing(self.folder)) == [], "the same mail is one mail"
        assert len(self.checks.rows) == sent, "the same mail is told of once"
        if not executed or "yes" in executed:
            return
        other = content.replace(b"Message-ID: <x", b"Message-ID: <y")
        _, again = self._take(other, by_staff=by_staff)
        assert again == () or step.sender not in STAFF, "a command runs once under a notice"
        changed = [one for one in difference(before, standing(self.folder)) if " incid" in one]
        assert changed == [], "what comes twice is done once"
        self.checks.look()

    def _tell(self, what: str, rows: list[OutboxRow]) -> None:
        self.statistics[f"step {what}"] += 1
        self.statistics.update(f"mail {row.kind.value}" for row in rows)
