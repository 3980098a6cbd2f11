"""`#kb`: what was learnt from an incident, as a draft for the knowledge base."""

from mailflow.core.article_effects import SetArticleState, WriteArticle
from mailflow.core.articles import MAXIMUM_TEXT, Article
from mailflow.core.commands import Command
from mailflow.core.commands.values import NEW, article_named
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.executing.states import resolution_of
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import WRITTEN
from mailflow.core.explanations import Explanation, because
from mailflow.core.headers import sweep
from mailflow.core.records import Contact, reference
from models.enums import ArticleState

STATES = {"publish": ArticleState.PUBLISHED, "withdraw": ArticleState.WITHDRAWN}
ENDING = frozenset({"resolve", "close", "resolution", "status"})


def is_article(command: Command, facts: Facts) -> Explanation | None:
    """Object to an article that does not exist, or that was taken back."""
    deed, number = article_named(command.value)
    if deed == NEW:
        return None
    found = facts.commands.articles.get(number)
    if found is None or found.state is ArticleState.WITHDRAWN:
        return because("no_such_article", number=number)
    return _may_publish(found, facts) if deed in STATES else None


def _may_publish(found: Article, facts: Facts) -> Explanation | None:
    """Whoever may work on the incident that it was begun in publishes it, and reads it before."""
    if found.incident_id != facts.incident.id:
        return because(
            "article_of_other", number=str(found.id), reference=reference(found.incident_id)
        )
    deed = article_named(facts.commands.block.value_of("kb") or "")[0]
    if deed == "withdraw":
        return None
    if found.state is ArticleState.PUBLISHED:
        return because("article_published", number=str(found.id))
    if not found.help:
        return because("article_helps_nobody", number=str(found.id))
    return because("article_reveals", number=str(found.id)) if facts.commands.reveals else None


def article(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Write a draft from what the incident says, or link the incident to an article."""
    deed, number = article_named(command.value)
    if deed in STATES:
        state = SetArticleState(facts.incident.id, int(number), STATES[deed], contact.address)
        return Doing(because(f"done_kb_{deed}", number=number), (), (state,))
    if deed != NEW:
        changes = (("article_id", int(number)),)
        return Doing(because("done_kb", number=number), changes)
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
