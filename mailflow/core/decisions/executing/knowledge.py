"""`#kb`: what was learnt from an incident, as a draft for the knowledge base."""

from mailflow.core.articles import Article
from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.states import resolution_of
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import WRITTEN, WriteArticle
from mailflow.core.explanations import Explanation, because
from mailflow.core.headers import sweep
from mailflow.core.records import Contact
from models.enums import ArticleState

MAXIMUM_TEXT = 20_000
ENDING = frozenset({"resolve", "close", "resolution", "status"})


def is_article(command: Command, facts: Facts) -> Explanation | None:
    """Object to an article that does not exist, or that was taken back."""
    if command.value == "new":
        return None
    found = facts.commands.articles.get(command.value)
    if found is None or found.state is ArticleState.WITHDRAWN:
        return because("no_such_article", number=command.value)
    return None


def article(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Write a draft from what the incident says, or link the incident to an article."""
    if command.value != "new":
        changes = (("article_id", int(command.value)),)
        return Doing(because("done_kb", number=command.value), changes)
    effect = WriteArticle(_draft(facts), contact.address)
    return Doing(because("done_kb_new", number=WRITTEN), (), (effect,))


def _draft(facts: Facts) -> Article:
    """Return the draft; no reply token gets into it."""
    block, incident = facts.commands.block, facts.incident
    ends = any(one.name in ENDING for one in block.commands)
    resolution = (resolution_of(facts) if ends else "") or incident.resolution or ""
    return Article(
        id=0,
        incident_id=incident.id,
        title=_kept(" ".join((block.value_of("subject") or incident.subject).split())),
        symptoms=_kept(facts.commands.request),
        cause=_kept(block.value_of("cause") or incident.root_cause or ""),
        resolution=_kept(resolution),
        created_at=facts.now,
    )


def _kept(text: str) -> str:
    return sweep(text.strip()[:MAXIMUM_TEXT], own_token="")
