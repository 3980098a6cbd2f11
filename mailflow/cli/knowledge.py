"""`mailflow kb`: what was learnt from incidents."""

import click

from mailflow.cli.documents import article_document
from mailflow.cli.output import print_block, print_fields, print_json, print_table, say
from mailflow.cli.session import Session, json_option, limit_option, pass_session
from mailflow.errors import NotFoundError
from models.enums import ArticleState

COLUMNS = ("number", "state", "incident", "created", "title")
LISTED = ("number", "state", "incident", "created_at", "title")
TEXTS = ("symptoms", "cause", "workaround", "resolution")
SHOWN = (ArticleState.DRAFT, ArticleState.PUBLISHED)


@click.group()
def kb() -> None:
    """List and show knowledge articles; agents write them by mail with `#kb new`."""


@kb.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in ArticleState]),
    help="Only these states (may be given more than once); drafts and published ones otherwise.",
)
@limit_option
@json_option
@pass_session
def list_(session: Session, states: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """List the articles, the newest first."""
    wanted = [ArticleState(state) for state in states] or SHOWN
    with session.reading() as work:
        found = [article_document(one) for one in work.knowledge.listed(wanted, limit=limit)]
    if as_json:
        print_json({"articles": found})
        return
    rows = [[one[name] for name in LISTED] for one in found]
    print_table(COLUMNS, rows, empty="no articles; `#kb new` in an agent's mail writes one")


@kb.command()
@click.argument("number", type=click.IntRange(1))
@json_option
@pass_session
def show(session: Session, number: int, *, as_json: bool) -> None:
    """Show the article NUMBER."""
    with session.reading() as work:
        article = work.knowledge.get(number)
    if article is None:
        raise NotFoundError(f"there is no article {number}; see `mailflow kb list`")
    document = article_document(article)
    if as_json:
        print_json(document)
        return
    say(f"{number}  {document['title']}")
    print_fields((name.replace("_", " "), document[name]) for name in LISTED[1:-1])
    for name in TEXTS:
        if document[name]:
            say(name.capitalize())
            print_block(document[name], indent="  ")
