"""Write what stands beside an incident: history, links, articles, absences; each with its trail."""

from dataclasses import dataclass
from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.core.article_effects import NoteHelp, SetArticleState, SuggestArticles
from mailflow.core.articles import Article
from mailflow.core.decisions.speaking import having_heard
from mailflow.core.effects import (
    BlockAddress,
    HearLanguage,
    LiftBlock,
    NoteEvent,
    OpenProblem,
    SetAbsence,
    SplitOff,
)
from mailflow.core.records import IncidentEvent, IncidentLink, reference
from mailflow.core.undoing import ARTICLE, AWAY, BLOCK, ELSEWHERE, SPLIT, written, written_block
from mailflow.errors import NotFoundError
from models.enums import ArticleState, LinkKind


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records what one mail, or the clock, does."""

    work: Work
    mail_id: int | None
    now: datetime

    def changed(self, number: int, actor: str, field: str, before: str, after: str) -> None:
        """Record a change of what stands beside the incident; audit rows hold no address."""
        event = IncidentEvent("changed", actor, self.now, field, before, after, self.mail_id)
        self.work.incidents.add_event(number, event)
        detail = {"fields": field.partition(" ")[0], "mail": str(self.mail_id or "")}
        self.work.audit.append(number, "changed", detail, self.now)

    def link(self, number: int, link: IncidentLink, actor: str) -> None:
        """Remember how an incident stands to another; what it does already is no change."""
        if link in self.work.incidents.links(number):
            return
        self.work.incidents.add_link(number, link)
        self.changed(number, actor, link.kind.value, "", reference(link.other_id))

    def unlink(self, number: int, link: IncidentLink, actor: str) -> None:
        """Forget how an incident stands to another."""
        self.work.incidents.remove_link(number, link)
        self.changed(number, actor, link.kind.value, reference(link.other_id), "")

    def block(self, effect: BlockAddress) -> None:
        """Take no mail from an address any more, or answer it no more."""
        before = self.work.blocks.get(effect.block.pattern)
        self.work.blocks.put(effect.block)
        field, after = f"{BLOCK}{effect.block.pattern}", written_block(effect.block)
        self.changed(effect.incident_id, effect.actor, field, written_block(before), after)

    def lift_block(self, effect: LiftBlock) -> None:
        """Take mail from an address as from any other."""
        before = self.work.blocks.get(effect.pattern)
        if before is not None and self.work.blocks.remove(effect.pattern):
            field = f"{BLOCK}{effect.pattern}"
            self.changed(effect.incident_id, effect.actor, field, written_block(before), "")

    def split(self, effect: SplitOff, part: int) -> None:
        """Link an incident and the one that was split off, both ways; an action names it alone."""
        number, kind, actor = effect.incident_id, effect.kind, effect.actor
        if kind is LinkKind.RELATED:
            self.link(number, IncidentLink(part, kind), actor)
        self.link(part, IncidentLink(number, kind), actor)
        event = IncidentEvent(
            SPLIT, actor, self.now, kind.value, None, reference(part), self.mail_id
        )
        self.work.incidents.add_event(number, event)
        detail = {"part": reference(part), "mail": str(self.mail_id or "")}
        self.work.audit.append(number, SPLIT, detail, self.now)

    def problem(self, number: int, effect: OpenProblem) -> None:
        """Link incidents to their problem, each in its own history and in that of the first."""
        for one in effect.members:
            self.link(one, IncidentLink(number, LinkKind.PROBLEM), effect.actor)
        others = [one for one in effect.members if one != effect.incident_id]
        for one in (number, *others):
            named = reference(one)
            noted = NoteEvent(effect.incident_id, ELSEWHERE, "problem", named, effect.actor)
            self.note(noted)

    def note(self, effect: NoteEvent) -> None:
        """Add something that happened to the history; the reason stays out of the audit."""
        event = IncidentEvent(
            effect.name,
            effect.actor,
            self.now,
            effect.about,
            effect.before,
            effect.reason,
            self.mail_id,
        )
        self.work.incidents.add_event(effect.incident_id, event)
        detail = {"about": effect.about, "mail": str(self.mail_id or "")}
        self.work.audit.append(effect.incident_id, effect.name, detail, self.now)

    def article(self, article: Article, actor: str) -> int:
        """Store a knowledge article; return its number."""
        number = self.work.knowledge.add(article)
        after = article.state.value
        self.changed(article.incident_id, actor, f"{ARTICLE}{number}", "", after)
        return number

    def article_state(self, effect: SetArticleState) -> None:
        """Give a knowledge article another state."""
        known = self.work.knowledge.get(effect.article_id)
        if known is None:
            raise NotFoundError(f"there is no knowledge article {effect.article_id}")
        self.work.knowledge.set_state(known.id, effect.state)
        # What was taken back before it was ever seen is as if it had not been written.
        before, after = (
            "" if state is ArticleState.WITHDRAWN else state.value
            for state in (known.state, effect.state)
        )
        field = f"{ARTICLE}{known.id}"
        self.changed(effect.incident_id, effect.actor, field, before, after)

    def language(self, effect: HearLanguage) -> None:
        """Remember in which language a person writes; who gets no mail from us is nobody here."""
        known = self.work.directory.by_address(effect.address)
        if known is None or known.is_agent:
            return
        now = having_heard(known, effect.language)
        if now == known or now.written_language is None:
            return
        self.work.directory.set_written_language(known.id, now.written_language, now.written_times)
        if now.written_language != known.written_language:
            detail = {"contact": str(known.id), "fields": "written_language"}
            self.work.audit.append(None, "contact_changed", detail, self.now)

    def suggested(self, effect: SuggestArticles, opened: int | None) -> None:
        """Remember which articles fit the incident that was just opened."""
        if opened is None:
            raise NotFoundError("articles are suggested for an incident that was opened")
        incident = self.work.incidents.get(opened)
        if incident is not None and incident.is_practice:
            return  # whether an article helps, practice does not say
        self.work.knowledge.suggest(opened, effect.found, effect.shown, self.now)

    def helped(self, effect: NoteHelp) -> None:
        """Remember that an article solved it, as its requester says."""
        self.work.knowledge.note_helped(effect.incident_id, effect.article_id, self.now)

    def absence(self, effect: SetAbsence) -> None:
        """Say until when an agent is away."""
        known = self.work.directory.get(effect.contact_id)
        if known is None:
            raise NotFoundError(f"there is no contact {effect.contact_id}")
        self.work.directory.set_away(known.id, effect.until)
        before, after = written(known.away_until), written(effect.until)
        field = f"{AWAY}{known.id}"
        self.changed(effect.incident_id, effect.actor, field, before, after)
