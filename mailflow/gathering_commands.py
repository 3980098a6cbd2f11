"""Gather what the database says of all that an agent's command block names."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from mailflow import hearing, lending, merging
from mailflow.adapters.store.contract import Work
from mailflow.circumstances import blocks_named
from mailflow.core.addresses import passes_for_ascii
from mailflow.core.articles import Article
from mailflow.core.authority import may_work_on
from mailflow.core.commands import Block, quoted_by_others
from mailflow.core.commands.values import NEW, article_named, major_items
from mailflow.core.decisions.executing.people import added
from mailflow.core.decisions.facts import CommandFacts
from mailflow.core.records import Contact, Incident, IncidentEvent, SupportGroup
from mailflow.core.reply_tokens import TokenFields
from mailflow.core.undoing import ARTICLE, parents_before
from mailflow.gathering_relations import RelationGatherer
from models.enums import EntryKind

NAMING = frozenset({"merge", "link", "parent", "problem"})
BLOCKING = frozenset({"spam", "block"})
LETTING_IN = frozenset({"cc", "requester"})
RELATING = frozenset({"link", "parent", "problem", "undo"})
OWN_ABOVE = frozenset({"major", "undo"})
MOST_FOREIGN = 50
ENDING = frozenset({"status", "resolve", "close", "cancel", "spam", "merge", "children"})
RANKING = frozenset({"impact", "urgency", "major", "requester", "split"})
GROUPING = frozenset({"group", "escalate", "undo"})


@dataclass(frozen=True, slots=True)
class CommandGatherer:
    """Reads the store for the block of one agent about one incident."""

    work: Work
    contact: Contact
    incident: Incident
    token: TokenFields | None
    may_acknowledge: Callable[[str], bool]
    own: frozenset[str] = frozenset()

    def facts(self, block: Block) -> CommandFacts:
        """Return what the database says of all that a block names."""
        incident, directory = self.incident, self.work.directory
        group = directory.group(incident.group_id) if incident.group_id else None
        events = self.work.incidents.events(incident.id) if block.value_of("undo") else ()
        used = self.work.incidents.commands_of(self.token.outbox_id) if self.token else frozenset()
        known = CommandFacts(
            block=block,
            people=self._people(block),
            groups=self._groups(block),
            incidents=self._named(block),
            known=self._known(block),
            events=events,
            gone=self._gone(events),
            blocks=blocks_named(self.work, events, incident.requester_address),
            articles=self._articles(block, events),
            request=self._request() if block.value_of("kb") == NEW else "",
            reveals=self._reveals(block),
            may_acknowledge=not block.splits or self.may_acknowledge(incident.requester_address),
            used=used,
            quoted=self._quoted(block) if block else (),
            public=self._public() if ">" in block.rest else (),
            has_right=may_work_on(self.contact, incident, group),
            group=group.name if group else "",
            is_vip=self._is_vip(block),
            unheard=hearing.unheard(self.work, incident, block.value_of("requester") or ""),
        )
        return self._with_relations(known)

    def _with_relations(self, known: CommandFacts) -> CommandFacts:
        """Add how the incident stands to others, as far as the block asks for it."""
        names, number = {one.name for one in known.block.commands}, self.incident.id
        relations, undone = RelationGatherer(self.work, self.contact), known.block.value_of("undo")
        parents = {int(c.value) for c in known.block.commands if c.name == "parent"}
        known = self._with_alike(known, names, relations)
        return replace(
            known,
            links=self.work.incidents.links(number) if names & RELATING else (),
            above={one: relations.above(one) for one in parents | parents_before(known.events)}
            | ({number: relations.above(number)} if names & OWN_ABOVE else {}),
            below=relations.open_below(self.incident) if names & ENDING else (),
            elsewhere=relations.changed_by(known.events, int(undone)) if undone else (),
        )

    def _groups(self, block: Block) -> dict[str, SupportGroup]:
        if not GROUPING & {command.name for command in block.commands}:
            return {}
        return {one.name.casefold(): one for one in self.work.directory.groups()}

    def _with_alike(
        self, known: CommandFacts, names: set[str], relations: RelationGatherer
    ) -> CommandFacts:
        """Add what is like the incident, and who else hears of an answer in a major one."""
        if not (names & {"major", "problem"} or self.incident.is_major):
            return known
        majors = (c.value for c in known.block.commands if c.name == "major")
        named = [int(one[1:]) for value in majors for one in major_items(value)]
        is_major = self.incident.is_major or "major" in names
        alike, told = relations.alike(self.incident, named) if "major" in names else ((), set())
        return replace(
            known,
            alike=alike,
            told=frozenset(told),
            children=relations.children(self.incident) if is_major else (),
            foreign=self._foreign() if is_major else (),
            recurring=relations.recurring(self.incident) if "problem" in names else (),
        )

    def _foreign(self) -> tuple[str, ...]:
        """Return what others than people of the desk wrote; of a long conversation the newest."""
        entries = self.work.incidents.entries(self.incident.id)
        agents = frozenset({EntryKind.ANSWER, EntryKind.NOTE})
        return tuple(one.text for one in entries if one.kind not in agents)[-MOST_FOREIGN:]

    def _named(self, block: Block) -> dict[str, Incident]:
        """Return the incidents that the block names, where they exist."""
        numbers = {c.value for c in block.commands if c.name in NAMING} - {"new"}
        found = {one: self.work.incidents.get(int(one)) for one in numbers}
        return {number: incident for number, incident in found.items() if incident is not None}

    def _articles(self, block: Block, events: tuple[IncidentEvent, ...]) -> dict[str, Article]:
        """Return the articles that the block names, and those of a history to be undone."""
        named = {article_named(c.value)[1] for c in block.commands if c.name == "kb"} - {""}
        fields = (one.field or "" for one in events)
        named |= {one.removeprefix(ARTICLE) for one in fields if one.startswith(ARTICLE)}
        found = {one: self.work.knowledge.get(int(one)) for one in named}
        return {number: article for number, article in found.items() if article is not None}

    def _reveals(self, block: Block) -> bool:
        """Whether the article that is to be published tells of somebody."""
        deed, number = article_named(block.value_of("kb") or "")
        article = self.work.knowledge.get(int(number)) if deed == "publish" else None
        return article is not None and bool(lending.revealed_by(self.work, article, self.own))

    def _gone(self, events: tuple[IncidentEvent, ...]) -> frozenset[str]:
        """Return who was assignee in a history to be undone and works here no more."""
        before = {one.before for one in events if one.field == "assignee_id" and one.before}
        people = {one: self.work.directory.get(int(one)) for one in before}
        return frozenset(
            n for n, who in people.items() if not (who and who.is_agent and who.active)
        )

    def _request(self) -> str:
        """Return what the incident was opened with."""
        entries = self.work.incidents.entries(self.incident.id)
        kinds = (EntryKind.REQUEST, EntryKind.ALERT)
        return next((one.text for one in entries if one.kind in kinds), "")

    def _is_vip(self, block: Block) -> bool:
        """Whether the requester, as the block leaves him, is known to be a VIP, where it asks."""
        asked = {command.name for command in block.commands} & RANKING
        if not (asked and self.incident.verified):
            return False
        address = block.value_of("requester") or self.incident.requester_address
        requester = self.work.directory.by_address(address)
        return requester is not None and requester.vip

    def _known(self, block: Block) -> frozenset[str]:
        """Return the addresses concerned that stand in the directory as agents'."""
        named = {address for c in block.commands if c.name in LETTING_IN for address in added(c)}
        if any(c.name in BLOCKING for c in block.commands):
            named.add(self.incident.requester_address)
        people = {one: self.work.directory.by_address(one) for one in named}
        return frozenset(one for one, person in people.items() if person and person.is_agent)

    def _quoted(self, block: Block) -> tuple[str, ...]:
        """What was merged into the incident counts: its agents read that, too."""
        entries = (one for _, one in merging.written(self.work, self.incident.id))
        texts = [e.text for e in entries if e.author_address not in self.contact.addresses]
        return quoted_by_others(block, texts)

    def _public(self) -> tuple[str, ...]:
        """What was merged into the incident does not count: its readers may be others (P13)."""
        entries = self.work.incidents.entries(self.incident.id)
        return tuple(one.text for one in entries if one.public)

    def _people(self, block: Block) -> dict[str, Contact | None]:
        """Return who is meant; for a bare handle also whom the @ before it would mean."""
        written = [c.value for c in block.commands if c.name == "assign"]
        bare = [f"@{one}" for one in written if "@" not in one]
        return {one: self._person(one) for one in (*written, *bare)}

    def _person(self, value: str) -> Contact | None:
        """Return the active agent meant by `@handle` or an address, and nobody it passes for."""
        if any(map(passes_for_ascii, value)):
            return None
        if value.startswith("@"):
            contact = self.work.directory.by_handle(value[1:].casefold())
        else:
            contact = self.work.directory.by_address(value.casefold())
        return contact if contact and contact.is_agent and contact.active else None
