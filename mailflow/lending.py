"""What the desk knows, put beside an incident: published articles, and resolved incidents alike.

A requester sees the title of a published article and what helps; agents see that, too, and of
other incidents what is no word of theirs: no mail carries another incident's text (P13). A
resolution goes to agents as the article that was published of it.
"""

from collections.abc import Callable, Iterable, Iterator

from mailflow.adapters.store.contract import Work
from mailflow.core.article_finding import Fitting
from mailflow.core.articles import Article
from mailflow.core.categorisation import Similar, Suggestion
from mailflow.core.erasing import ERASED
from mailflow.core.headers import sweep
from mailflow.core.hints import Hint
from mailflow.core.notices import AlikeView, ArticleView
from mailflow.core.records import Entry, Incident
from mailflow.core.revealing import Origin, Revealed, revealed
from models.enums import ArticleState, ParticipantRole

MOST_FOR_AGENTS = 3
MOST_TEXT = 2_000
LinkOf = Callable[[str], Hint | None]


def for_requester(work: Work, numbers: Iterable[int], link_of: LinkOf) -> tuple[ArticleView, ...]:
    """Return the articles of an acknowledgement.

    One that is published no more is left out, and one from which somebody was erased.
    """
    return tuple(
        _view(one, Fitting(one.id, 0.0), link_of(f"#close {one.reference}"))
        for one in _published(work, numbers)
        if one.help and ERASED not in f"{one.title}\n{one.help}"
    )


def for_agents(
    work: Work, suggestion: Suggestion | None
) -> tuple[tuple[ArticleView, ...], tuple[AlikeView, ...]]:
    """Return the articles that fit or that solved what is alike, and the incidents alike."""
    if suggestion is None or not (suggestion.articles or suggestion.similar):
        return (), ()
    solved = [(one, _incident(work, one)) for one in suggestion.similar]
    linked = [incident.article_id for _, incident in solved if incident and incident.article_id]
    fits = {one.article_id: one for one in suggestion.articles}
    known = {one.id: one for one in _published(work, dict.fromkeys((*fits, *linked)))}
    articles = (_view(one, fits.get(number, Fitting(number, 0.0))) for number, one in known.items())
    alike = (_alike(one, incident, known) for one, incident in solved if incident)
    return tuple(articles)[:MOST_FOR_AGENTS], tuple(alike)


def revealed_by(work: Work, article: Article, own: frozenset[str]) -> tuple[Revealed, ...]:
    """Return what of somebody stands in an article, as its incident tells who is somebody."""
    number = article.incident_id
    people = work.incidents.participants(number)
    agents = {one.address for one in people if one.role is ParticipantRole.AGENT}
    entries = [one for one in work.incidents.entries(number) if not _is_agents(work, one, agents)]
    names = {one.display_name for one in people if one.address not in agents}
    names |= {one.author_name for one in entries}
    incident = work.incidents.get(number)
    return revealed(
        article,
        Origin(
            frozenset(names - {""}),
            _own_subject(work, incident) if incident else "",
            tuple(one.text for one in entries),
            own,
        ),
    )


def _is_agents(work: Work, entry: Entry, agents: set[str]) -> bool:
    author = work.directory.by_address(entry.author_address)
    return entry.author_address in agents or (author is not None and author.is_agent)


def _own_subject(work: Work, incident: Incident) -> str:
    """Return the subject that the requester wrote, whatever an agent made of it."""
    events = work.incidents.events(incident.id)
    before = (one.before for one in events if one.field == "subject")
    return next(before, None) or incident.subject


def _incident(work: Work, one: Similar) -> Incident | None:
    return work.incidents.get(int(one.reference.rpartition("-")[2]))


def _published(work: Work, numbers: Iterable[int]) -> Iterator[Article]:
    for number in numbers:
        article = work.knowledge.get(number)
        if article is not None and article.state is ArticleState.PUBLISHED:
            yield article


def _view(article: Article, fits: Fitting, hint: Hint | None = None) -> ArticleView:
    return ArticleView(
        article.reference,
        sweep(article.title, own_token=""),
        sweep(article.help, own_token="")[:MOST_TEXT],
        fits.score,
        fits.is_known_error,
        hint,
    )


def _alike(one: Similar, incident: Incident, known: dict[int, Article]) -> AlikeView:
    article = known.get(incident.article_id or 0)
    code = incident.closure_code or ""
    name = article.reference if article else ""
    return AlikeView(one.reference, one.similarity, one.category, code, name)
