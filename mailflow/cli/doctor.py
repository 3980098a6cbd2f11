"""`mailflow doctor`: check settings, files and servers, and say how to mend what is wrong."""

import shlex
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import click

from mailflow.adapters.imap import ImapMailbox
from mailflow.adapters.ledger import read_ledger
from mailflow.adapters.smtp_probe import recipient_reply
from mailflow.adapters.store.connections import sqlite_file
from mailflow.adapters.store.contract import Work
from mailflow.adapters.template_checking import Scope, check
from mailflow.adapters.template_files import TemplateFiles
from mailflow.adapters.tokens import load_keys
from mailflow.cli.cautions import (
    failing_cautions,
    language_cautions,
    reader_cautions,
    reply_address_cautions,
)
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.output import print_json, say
from mailflow.cli.rotas import duty_problems
from mailflow.cli.sender_proof import proof_cautions, told_proof
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import SupportGroup
from mailflow.errors import MailflowError
from mailflow.returning import missing
from mailflow.settings import Settings

SMTP_SECONDS = 5.0
ANY_TEMPLATE = ("acknowledgement",)  # where an administrator has sentences of his own alone
PROBE = 40 * "a"  # as long as a token, and none: its MAC is wrong


@click.command()
@click.option("--offline", is_flag=True, help="Do not connect to the mail servers.")
@json_option
@pass_session
def doctor(session: Session, *, offline: bool, as_json: bool) -> None:
    """Check settings, keys, database and mail servers; exit with 1 where something is wrong."""
    settings = session.settings
    load_keys(settings.keys_directory)
    with session.reading() as work:
        cautions = [*reply_address_cautions(settings), *proof_cautions(settings, work)]
        cautions += [*_directory(settings, work), *_classifier(session, work)]
        cautions += [*duty_problems(settings, work), *reader_cautions(settings, work)]
        cautions += failing_cautions(work, session.clock())
        cautions += language_cautions(settings, work)
        cautions += (caution for group in work.directory.groups() for caution in _group(group))
    problems = [*_open_files(settings), *_restored(session), *_templates(settings)]
    if not offline:
        problems += [*_mailboxes(settings), *_smtp(settings)]
        cautions += [] if problems else _plus_addresses(settings)
    proof = told_proof(settings)
    if as_json:
        print_json({"problems": problems, "warnings": cautions, "sender_proof": proof})
    else:
        say(proof)
        _print(problems, cautions)
    if problems:
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))


def _print(problems: list[str], cautions: list[str]) -> None:
    for problem in problems:
        say(f"PROBLEM: {problem}")
    for caution in cautions:
        say(f"warning: {caution}")
    if not problems:
        say("no problems found")


def _directory(settings: Settings, work: Work) -> Iterator[str]:
    if not any(agent.active for agent in work.directory.agents()):
        yield "no agents: `mailflow agents add ADDRESS`, or nobody is told of new incidents"
    if not settings.mailboxes:
        yield "no mailboxes: mail comes by `mailflow ingest` alone; settings take [[mailboxes]]"
    groups = {group.name for group in work.directory.groups()}
    yield from _categories(settings, groups)
    yield from _service_levels(settings, groups)


def _classifier(session: Session, work: Work) -> Iterator[str]:
    active = work.classifiers.active()
    if active is None:
        yield "no classifier: `mailflow init` trains one; until then nothing is suggested"
    elif refusal := session.desk.suggester.why_refused(active.content):
        yield f"the active classifier is refused ({refusal}); see `mailflow classifier list`"
    elif unheard := session.desk.suggester.why_unheard(active.content):
        yield f"the active classifier is not whole: {unheard}"
    session.desk.suggester.embedder(work)
    if problem := session.desk.suggester.embedding.problem:
        yield problem


def _categories(settings: Settings, groups: set[str]) -> Iterator[str]:
    for name, category in settings.categories.items():
        if category.group and category.group not in groups:
            yield (
                f"categories.{name}: there is no group {category.group!r}; its incidents go to the"
                " default group"
            )


def _service_levels(settings: Settings, groups: set[str]) -> Iterator[str]:
    """Yield what the settings say of groups and categories that there are not."""
    known = {one.casefold() for one in groups}
    categories = {one.casefold() for one in settings.known_categories}
    for number, one in enumerate(settings.service_levels):
        if one.group and one.group.casefold() not in known:
            yield f"service_levels.{number}: there is no group {one.group!r}; it fits no incident"
        if one.category and one.category.casefold() not in categories:
            yield (
                f"service_levels.{number}: there is no category {one.category!r}; it fits no"
                " incident"
            )


def _group(group: SupportGroup) -> Iterator[str]:
    """Yield what is doubtful about a group."""
    change = f"mailflow groups change {shlex.quote(group.name)}"
    manager = group.manager
    if manager is None:
        yield (
            f"group {group.name!r} has no manager: an admin hears of missed targets; {change}"
            " --manager ADDRESS"
        )
    elif not manager.is_agent:
        yield (
            f"group {group.name!r}: its manager {manager.address} is no agent: he is told of missed"
            f" targets and cannot answer with commands; mailflow agents add {manager.address}"
        )
    elif not manager.active:
        yield f"group {group.name!r}: its manager {manager.address} is disabled and told of nothing"
    if not any(member.active for member in group.members):
        yield (
            f"group {group.name!r} has no active members: nobody is told of its incidents; {change}"
            " --add-member ADDRESS"
        )


def _open_files(settings: Settings) -> Iterator[str]:
    """Yield each file of ours that others than its owner may read or write (promise P19)."""
    database = sqlite_file(settings.database_url)
    files = [*settings.keys_directory.glob("*.key"), *([database] if database else [])]
    servers = (settings.smtp, *settings.mailboxes)
    files += [server.password_file for server in servers if server.password_file]
    for path in files:
        if _mode(path) & 0o077:
            yield f"{path}: mode {_mode(path):04o} lets others in; chmod 600 {path}"


def _templates(settings: Settings) -> Iterator[str]:
    """Yield what is wrong with own templates: a mail that needs one cannot be processed."""
    overrides = settings.templates_directory
    if overrides is None or not overrides.is_dir():
        return
    files = TemplateFiles(overrides)
    own = tuple(name for name in files.names if any(one.is_own for one in files.of(name)))
    for one in check(overrides, Scope(own or ANY_TEMPLATE)).problems:
        yield f"{one.file}:{one.line}: {one.problem}; {one.remedy}"


def _restored(session: Session) -> Iterator[str]:
    """Yield where the database is older than an erasure (promise P17)."""
    ledger = read_ledger(session.settings.keys_directory)
    with session.erasing_store() as store, store.surveying() as work:
        lost = missing(work, ledger)
    if lost:
        yield (
            "the database is older than the last erasure of a person, as after a restored backup:"
            " run `mailflow person again --yes` before the worker"
        )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _mailboxes(settings: Settings) -> Iterator[str]:
    for mailbox in settings.mailboxes:
        try:
            with ImapMailbox(mailbox):
                continue
        except MailflowError as error:
            yield str(error)


def _smtp(settings: Settings) -> Iterator[str]:
    address = (settings.smtp.host, settings.smtp.port)
    try:
        socket.create_connection(address, timeout=SMTP_SECONDS).close()
    except OSError as error:
        why = error.strerror or type(error).__name__
        yield f"smtp: {address[0]}:{address[1]} cannot be reached ({why}); check [smtp]"


def _plus_addresses(settings: Settings) -> Iterator[str]:
    """Ask the server for mail to a plus address; its refusal is told, and silence is not."""
    if not settings.desk.plus_addresses:
        return
    support = settings.desk.support_address
    plus = f"{support.partition('@')[0]}+{PROBE}@{settings.reply_domain}"
    quick = settings.smtp.model_copy(update={"timeout_seconds": SMTP_SECONDS})
    reply = recipient_reply(quick, support, plus)
    if reply is not None and reply.code is not None and 500 <= reply.code <= 599:
        yield (
            f"smtp: the server refuses mail to plus addresses of {support} ({reply.code}), so that"
            " replies to the desk would be lost; let it deliver them, or set"
            " desk.plus_addresses = false (the Message-ID alone then carries the token)"
        )
