"""`mailflow kb edit|publish|withdraw|export`: an article on its way to everybody."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.cli.documents import Document, article_document
from mailflow.cli.output import print_json, say
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.article_effects import SetArticleState
from mailflow.core.article_texts import as_markdown, reworded
from mailflow.core.articles import Article
from mailflow.core.decisions.by_hand import THE_CLI
from mailflow.core.effects import Decision
from mailflow.core.revealing import Revealed
from mailflow.errors import NotFoundError, PermanentError
from mailflow.lending import revealed_by
from models.enums import ArticleState

MOST_EXPORTED = 100_000
TOLD = 10
number_argument = click.argument("number", type=click.IntRange(1))
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would be done and change nothing."
)
anyway_option = click.option(
    "--anyway",
    is_flag=True,
    help="Even where it names somebody, or has a requester's own words: you have read it.",
)


@click.command()
@number_argument
@click.option(
    "--file",
    "path",
    type=click.Path(allow_dash=True, dir_okay=False, path_type=Path),
    help="Take the text from this file, - for standard input; an editor opens otherwise.",
)
@anyway_option
@dry_run_option
@json_option
@pass_session
def edit(
    session: Session,
    number: int,
    path: Path | None,
    *,
    anyway: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Change the words of the article NUMBER as Markdown, in $EDITOR or from a file."""
    with session.reading() as work:
        before = _known(work, number)
    text = _edited(before) if path is None else _given(path)
    after = reworded(before, text, session.clock()) if text is not None else before
    changed = words_of(before) != words_of(after)
    with session.writing() as work:
        is_same = words_of(_known(work, number)) == words_of(before)
        if not is_same:
            raise PermanentError(f"somebody changed article {number} meanwhile; begin again")
        found = _revealed(session, work, after)
        if after.state is ArticleState.PUBLISHED:
            _refuse(after, found, anyway=anyway)
        if changed and not dry_run:
            work.knowledge.reword(after)
            detail = {"article": str(number), "by": THE_CLI}
            work.audit.append(after.incident_id, "article_changed", detail, session.clock())
    verb = "would be changed" if dry_run else "is changed"
    sentence = f"article {number} {verb}" if changed else f"article {number} stays as it is"
    _tell(after, found, sentence, dry_run=dry_run, as_json=as_json)


def words_of(article: Article) -> tuple[str, ...]:
    """Return its words, to be compared."""
    names = ("title", "symptoms", "cause", "workaround", "resolution")
    return tuple(getattr(article, name) for name in names)


def _edited(article: Article) -> str | None:
    """Return what an editor leaves, None where nothing was saved."""
    try:
        return click.edit(as_markdown(article), extension=".md", require_save=True)
    except click.ClickException as error:  # it ended badly, or is not there
        remedy = "nothing is changed; set EDITOR to one that works, or give --file"
        raise PermanentError(f"{error.format_message()}; {remedy}") from error


def _given(path: Path) -> str:
    with click.open_file(str(path), encoding="utf-8-sig", errors="replace") as file:
        return str(file.read())


@click.command()
@number_argument
@anyway_option
@dry_run_option
@json_option
@pass_session
def publish(session: Session, number: int, *, anyway: bool, dry_run: bool, as_json: bool) -> None:
    """Publish the article NUMBER: requesters who ask for the same are shown it.

    Addresses, telephone numbers, names of who took part, and words of theirs are told before.
    """
    with session.writing() as work:
        article = _known(work, number)
        found = _revealed(session, work, article)
        _refuse(article, found, anyway=anyway)
        _become(session, work, article, ArticleState.PUBLISHED, dry_run=dry_run)
    verb = "would be published" if dry_run else "is published"
    _tell(article, found, f"article {number} {verb}", dry_run=dry_run, as_json=as_json)


@click.command()
@number_argument
@dry_run_option
@json_option
@pass_session
def withdraw(session: Session, number: int, *, dry_run: bool, as_json: bool) -> None:
    """Withdraw the article NUMBER: nobody is shown it any more."""
    with session.writing() as work:
        article = _known(work, number)
        _become(session, work, article, ArticleState.WITHDRAWN, dry_run=dry_run)
    verb = "would be withdrawn" if dry_run else "is withdrawn"
    _tell(article, (), f"article {number} {verb}", dry_run=dry_run, as_json=as_json)


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a Markdown file with front matter for each into this folder.",
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in ArticleState]),
    help="Only these states (may be given more than once); published ones otherwise.",
)
@json_option
@pass_session
def export(
    session: Session, folder: Path | None, states: tuple[str, ...], *, as_json: bool
) -> None:
    """Export articles: a folder of Markdown files, or one JSON document."""
    wanted = [ArticleState(state) for state in states] or [ArticleState.PUBLISHED]
    with session.reading() as work:
        found = work.knowledge.listed(wanted, limit=MOST_EXPORTED)
    if folder is None:
        if not as_json:
            raise click.UsageError("say where to: --to FOLDER, or --json")
        print_json({"articles": [article_document(one) for one in found]})
        return
    written = _written(folder, found)
    if as_json:
        print_json({"files": written})
        return
    say(f"{len(written)} articles are in {folder}")


def _written(folder: Path, articles: Sequence[Article]) -> list[str]:
    """Write the files; their names are numbers, so that no title is a path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = []
    for one in articles:
        path = folder / f"kb-{one.id:04}.md"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(as_markdown(one))
        names.append(path.name)
    return names


def _known(work: Work, number: int) -> Article:
    article = work.knowledge.get(number)
    if article is None:
        raise NotFoundError(f"there is no article {number}; see `mailflow kb list`")
    return article


def _revealed(session: Session, work: Work, article: Article) -> tuple[Revealed, ...]:
    return revealed_by(work, article, session.settings.own_addresses)


def _refuse(article: Article, found: Sequence[Revealed], *, anyway: bool) -> None:
    """Refuse to show everybody what has no help, or points to somebody and nobody looked at."""
    if not article.help:
        raise PermanentError(f"article {article.id} has neither a resolution nor a workaround")
    if not found or anyway:
        return
    told = "; ".join(f"{one.part}: {one.kind} {one.text!r}" for one in found[:TOLD])
    raise PermanentError(
        f"article {article.id} tells of somebody ({told}); change it with"
        f" `mailflow kb edit {article.id}`, or say --anyway"
    )


def _become(
    session: Session, work: Work, article: Article, state: ArticleState, *, dry_run: bool
) -> None:
    if article.state is state:
        raise PermanentError(f"article {article.id} is {state.value} already")
    if dry_run:
        return
    effect = SetArticleState(article.incident_id, article.id, state, THE_CLI)
    log = (("command line", f"kb {state.value} {article.id}"),)
    Applier(work, session.desk, None, None, session.clock()).apply(Decision((effect,), log))


def _tell(
    article: Article, found: Sequence[Revealed], sentence: str, *, dry_run: bool, as_json: bool
) -> None:
    if as_json:
        told = [{"part": one.part, "kind": one.kind, "text": one.text} for one in found]
        document: Document = {"number": article.id, "tells_of": told, "dry_run": dry_run}
        print_json(document)
        return
    for one in found:
        say(f"{one.part}: {one.kind} {one.text!r}")
    say(sentence)
