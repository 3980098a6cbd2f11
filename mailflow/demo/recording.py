"""The whole story at its end, with what the desk remembers and what came over the line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailflow.adapters.store.contract import Store, Work
from mailflow.auditing import audit_mail
from mailflow.core.categorisation import suggestion_of
from mailflow.core.drills import CHANNEL
from mailflow.core.quoting import new_text
from mailflow.core.records import Incident, OutboxRow
from mailflow.demo.checking import unsent, untold, wrong_states
from mailflow.demo.correspondence import Correspondence
from mailflow.demo.script import Script
from mailflow.demo.story import Case, Happening, PlayedAct, Sent, Story
from mailflow.demo.writing import read, text_of

EVERY = 10_000
SOURCE_LIMIT = 6_000


def subject_of(content: bytes) -> str:
    """Return the subject of a mail as a mail program shows it."""
    return str(read(content)["Subject"] or "").strip()


def readable(content: bytes) -> str:
    """Return the source of a mail for people to look at."""
    shown = printable(content.decode("utf-8", "replace").replace("\r\n", "\n"))
    return shown if len(shown) <= SOURCE_LIMIT else f"{shown[:SOURCE_LIMIT]}\n[…]"


def printable(text: str) -> str:
    """Return the text with a dot for everything that cannot be shown."""
    return "".join(one if _is_shown(one) else "·" for one in text)


def _is_shown(character: str) -> bool:
    return character in "\n\t" or (character.isprintable() and character != "\ufffd")


def sent_rows(work: Work) -> tuple[OutboxRow, ...]:
    """Return what was written to be sent, the oldest first; what a drill keeps back never is."""
    return tuple(one for one in work.outbox.listed(limit=EVERY)[::-1] if one.channel != CHANNEL)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Reads the store of a story that is over."""

    store: Store
    correspondence: Correspondence

    def story(self, script: Script, acts: Sequence[PlayedAct]) -> Story:
        """Return the story with everything that is known of it."""
        with self.store.read() as work:
            audit = audit_mail(work)
            incidents = work.incidents.listed(limit=EVERY)[::-1]
            cases = tuple(self._case(work, one) for one in incidents)
            rows = sent_rows(work)
        surprises = (
            *wrong_states(script.final_states, self.correspondence.openers, incidents),
            *unsent(rows, self.correspondence.received()),
            *untold(rows, (one.row for act in acts for one in act.sent)),
        )
        texts = {e.mail_id: e.text for case in cases for e in case.entries}
        return Story(
            acts=tuple(self._complete(act, texts) for act in acts),
            cases=cases,
            counts=audit.counts,
            audit_problems=audit.problems,
            surprises=surprises,
        )

    def _case(self, work: Work, incident: Incident) -> Case:
        assignee = work.directory.get(incident.assignee_id) if incident.assignee_id else None
        group = work.directory.group(incident.group_id) if incident.group_id else None
        return Case(
            incident=incident,
            requester=incident.requester_name or incident.requester_address,
            assignee=assignee.name if assignee else "",
            group=group.name if group else "",
            entries=work.incidents.entries(incident.id),
            events=work.incidents.events(incident.id),
            names={str(agent.id): agent.name for agent in work.directory.agents()},
            suggestion=suggested(incident),
        )

    def _complete(self, act: PlayedAct, texts: dict[int | None, str]) -> PlayedAct:
        happenings = tuple(self._with_texts(one, texts) for one in act.happenings)
        by_clock = tuple(
            replace(one, sent=tuple(map(self._as_sent, one.sent))) for one in act.by_clock
        )
        return replace(act, happenings=happenings, by_clock=by_clock)

    def _with_texts(self, happening: Happening, texts: dict[int | None, str]) -> Happening:
        """Show what the writer wrote, commands too; of HTML, what the desk read."""
        message = read(self.correspondence.dropped(happening.scripted.key))
        written = new_text(text_of(message))
        by_desk = message.get_content_type() == "text/html"
        return replace(
            happening,
            sent=tuple(self._as_sent(one) for one in happening.sent),
            text=printable(texts.get(happening.mail_id, "") if by_desk else written.text).strip(),
            quoted_lines=len([line for line in written.quoted.splitlines() if line.strip()]),
        )

    def _as_sent(self, sent: Sent) -> Sent:
        return self.correspondence.sent(sent.row, sent.row.reference)


def suggested(incident: Incident) -> str:
    """Return what the classifier said, in the words an agent gets to read."""
    suggestion = suggestion_of(incident.suggestion)
    if suggestion is None:
        return ""
    guess = suggestion.category
    if guess.label or guess.is_sure:
        words = f" ({', '.join(guess.reasons[:3])})" if guess.reasons else ""
        return f"{guess.first}, {guess.confidence:.0%} sure{words}".replace("_", " ")
    if not guess.alternatives:
        return "no idea"
    label, share = guess.alternatives[0]
    return f"not sure enough: {label} ({share:.0%})".replace("_", " ")


def taken_for(incident: Incident) -> str:
    """Return priority and suggestion of a new incident in a few words."""
    return " · ".join(part for part in (incident.priority.value, suggested(incident)) if part)
