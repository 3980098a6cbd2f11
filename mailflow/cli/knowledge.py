"""`mailflow kb`: what was learnt from incidents."""

import click

from mailflow.adapters.library import MOST_PUBLISHED
from mailflow.cli.documents import Document, article_document
from mailflow.cli.knowledge_changes import edit, export, publish, withdraw
from mailflow.cli.output import print_block, print_fields, print_json, print_table, say
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.core.article_trust import MOST_JUDGED, Use, uses
from mailflow.core.articles import Article
from mailflow.errors import NotFoundError
from models.enums import ArticleState

COLUMNS = ("number", "state", "incident", "shown", "helped", "stale", "title")
LISTED = ("number", "state", "incident", "created_at", "changed_at", "title")
USED = ("shown", "helped", "linked", "reopened", "stale")
TEXTS = ("symptoms", "cause", "workaround", "resolution")
SHOWN = (ArticleState.DRAFT, ArticleState.PUBLISHED)
UNUSED = Use()


@click.group()
def kb() -> None:
    """Write, publish and export knowledge articles; agents begin them by mail with `#kb new`."""


for _command in (edit, publish, withdraw, export):
    kb.add_command(_command)


@kb.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in ArticleState]),
    help="Only these states (may be given more than once); drafts and published ones otherwise.",
)
@click.option(
    "--stale",
    is_flag=True,
    help="Only published ones that help no more: shown often and seldom the answer, or reopened.",
)
@limit_option
@json_option
@pass_session
def list_(
    session: Session, states: tuple[str, ...], limit: int, *, stale: bool, as_json: bool
) -> None:
    """List the articles, the newest first, with how often each was shown and helped."""
    wanted = [ArticleState(state) for state in states] or SHOWN
    if stale:
        wanted = [ArticleState.PUBLISHED]
    with session.reading() as work:
        articles = work.knowledge.listed(wanted, limit=MOST_PUBLISHED if stale else limit)
        judged = work.knowledge.judged(MOST_JUDGED)
    used = uses(judged, {one.id: one.changed_at for one in articles if one.changed_at})
    found = [_used(one, used.get(one.id, UNUSED)) for one in articles]
    found = [one for one in found if one["stale"] or not stale][:limit]
    if as_json:
        print_json({"articles": found})
        return
    rows = [[one[name] for name in COLUMNS] for one in found]
    empty = "none" if stale else "no articles; `#kb new` in an agent's mail writes one"
    print_table(COLUMNS, rows, empty=empty)


def _used(article: Article, use: Use) -> Document:
    """Return an article with how often it was shown to requesters since it was changed."""
    told = {
        "shown": use.shown,
        "helped": use.helped,
        "linked": use.linked,
        "reopened": use.reopened,
        "stale": use.why_stale or None,
    }
    return {**article_document(article), **told}


@kb.command()
@click.argument("number", type=click.IntRange(1))
@json_option
@pass_session
def show(session: Session, number: int, *, as_json: bool) -> None:
    """Show the article NUMBER."""
    with session.reading() as work:
        article = work.knowledge.get(number)
        judged = work.knowledge.judged(MOST_JUDGED)
    if article is None:
        raise NotFoundError(f"there is no article {number}; see `mailflow kb list`")
    since = {number: article.changed_at} if article.changed_at else {}
    document = _used(article, uses(judged, since).get(number, UNUSED))
    if as_json:
        print_json(document)
        return
    say(f"{number}  {document['title']}")
    names = (*LISTED[1:-1], *USED)
    print_fields((name.replace("_", " "), document[name]) for name in names)
    for name in TEXTS:
        if document[name]:
            say(name.capitalize())
            print_block(document[name], indent="  ")
