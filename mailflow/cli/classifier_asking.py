"""`mailflow classifier suggest|explain|similar`: what a version says of a text, and why."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document
from mailflow.cli.output import print_json, say, warn
from mailflow.cli.references import REFERENCE, known_incident
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.categorisation import TARGETS, Guess, Suggestion, classified_text
from mailflow.errors import NotFoundError, PermanentError
from mailflow.recalling import recall


@click.command()
@click.argument("text", metavar="TEXT|FILE")
@json_option
@pass_session
def suggest(session: Session, text: str, *, as_json: bool) -> None:
    """Say what the active version suggests for a text, a file or a mail (.eml); - reads one."""
    with session.reading() as work:
        given = read_text(text)
        found = session.desk.suggester.suggest(work, given)
        (alike,) = recall(work, session.desk, [given], session.clock())
    if not found.version:
        raise NotFoundError("no classifier can be asked; see `mailflow classifier show`")
    if as_json:
        said = {name: _document(found, name) for name in TARGETS}
        print_json({"version": found.version, **said, "similar": [asdict(one) for one in alike]})
        return
    for name in TARGETS:
        say(f"{name}: {_line(getattr(found, name))}")
    if alike:
        say(f"similar: {', '.join(one.line for one in alike)}")


def _document(suggestion: Suggestion, name: str) -> Document:
    guess: Guess = getattr(suggestion, name)
    return {
        "label": guess.label or None,
        "confidence": round(guess.confidence, 4),
        "threshold": round(guess.threshold, 4),
        "is_sure": guess.is_sure,
        "alternatives": [
            {"label": label, "confidence": round(share, 4)} for label, share in guess.alternatives
        ],
        "reasons": list(guess.reasons),
    }


def _line(guess: Guess) -> str:
    if not guess.alternatives:
        return "no idea"
    likely = ", ".join(f"{label} {share:.0%}" for label, share in guess.alternatives)
    because = f"; because of {', '.join(guess.reasons)}" if guess.reasons else ""
    return f"{likely} ({guess.sureness}{because})"


@click.command()
@click.argument("text", metavar="TEXT|FILE")
@json_option
@pass_session
def explain(session: Session, text: str, *, as_json: bool) -> None:
    """Say which words and signals speak for and against what is suggested, in bits.

    One bit more doubles the odds of the label.
    """
    from mailflow.adapters.explaining import account  # noqa: PLC0415 - numpy takes its time

    with session.reading() as work:
        suggester = session.desk.suggester
        version, classifier = suggester.loaded(work)
        given = read_text(text)
        said = suggester.suggest(work, given)
    if why := suggester.embedding.why_unheard(classifier):
        warn(f"version {version} is not whole: {why}")
    impact = suggester.default_impact(said.category.first)
    accounts = [account(classifier, given, name, default_impact=impact) for name in TARGETS]
    found = [one for one in accounts if one is not None]
    if as_json:
        print_json({"version": version, **{one.target: asdict(one) for one in found}})
        return
    if not found:
        say("nothing in this text is known")
    for one in found:
        guess: Guess = getattr(said, one.target)
        say(f"{one.target}: {one.label} {one.confidence:.0%} ({guess.sureness})")
        for title, shares in (("for", one.speaks_for), ("against", one.against)):
            words = ", ".join(f"{share.what} {share.worth:+.1f}" for share in shares)
            say(f"  {title}: {words or '-'}")
        if one.sentence_model is not None:
            say(f"  the sentence model, its own say beside the words': {one.sentence_model:+.1f}")


@click.command()
@click.argument("text", metavar="REF|TEXT|FILE")
@json_option
@pass_session
def similar(session: Session, text: str, *, as_json: bool) -> None:
    """Say which resolved incidents resemble an incident, a text, a file or a mail (.eml).

    The worker finds out where resolved incidents lie, some every minute; after a new version or a
    new sentence model it begins again.
    """
    with session.reading() as work:
        match = REFERENCE.fullmatch(text)
        number = int(match[1]) if match else None
        given = _request(work, number) if number else read_text(text)
        (found,) = recall(work, session.desk, [given], session.clock(), number)
        embedder = session.desk.suggester.embedder(work)
    if problem := session.desk.suggester.embedding.problem:
        raise PermanentError(problem)
    if embedder is None:
        raise NotFoundError("no version knows how texts lie; run `mailflow classifier retrain`")
    if as_json:
        print_json({"embedder": embedder.name, "similar": [asdict(one) for one in found]})
        return
    say(", ".join(one.line for one in found) or "no resolved incident resembles this")


def _request(work: Work, number: int) -> str:
    """Return what an incident began with, as it was classified."""
    incident = known_incident(work, number)
    first = next((one.text for one in work.incidents.entries(number)), "")
    return classified_text(incident.subject, first)


def read_text(given: str) -> str:
    """Return what is to be classified: the text itself, or what a file or a mail says."""
    if given == "-":
        return sys.stdin.read()
    path = Path(given)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # a text is no path: too long, or it holds NUL
        is_file = False
    if not is_file:
        return given
    if path.suffix.lower() != ".eml":
        return path.read_text(encoding="utf-8", errors="replace")
    from mailflow.adapters.parser import read_mail  # noqa: PLC0415 - the parser takes its time
    from mailflow.core.quoting import new_text  # noqa: PLC0415

    mail = read_mail(path.read_bytes())
    return classified_text(mail.subject, new_text(mail.text).text or mail.text)
