"""`mailflow person`: what is stored of somebody, a copy of it, and its erasure."""

from collections.abc import Sequence
from pathlib import Path

import click

from mailflow.adapters.ledger import read_ledger, write_ledger
from mailflow.adapters.store.contract import ErasingStore
from mailflow.adapters.tokens import audit_mac
from mailflow.cli.documents import Document
from mailflow.cli.exit_codes import ExitCode
from mailflow.cli.output import busy, print_fields, print_json, say, tracked, warn
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import reference
from mailflow.erasing import (
    VERSIONS,
    Erased,
    Erasure,
    Survey,
    person_of,
    plan,
    renewed,
    require_erasable,
    survey,
)
from mailflow.errors import NotFoundError
from mailflow.exporting import Export
from mailflow.promoting import UNLEARNED
from mailflow.removing import remove_copies
from mailflow.retraining import gather
from mailflow.returning import bury, missing, returned

address_argument = click.argument("address", metavar="ADDRESS")


@click.group()
def person() -> None:
    """See, copy and erase what is stored of a person.

    ADDRESS is one of the addresses; where the directory knows more of the same person, all count.
    """


@person.command()
@address_argument
@json_option
@pass_session
def show(session: Session, address: str, *, as_json: bool) -> None:
    """Say what is stored of a person; every mail is looked through."""
    with session.erasing_store() as store:
        found = _survey(session, store, address)
        copies = _copies(store, found)
    _print({**_document(found), "copies": copies}, as_json=as_json)


@person.command()
@address_argument
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@pass_session
def export(session: Session, address: str, file: Path, *, as_json: bool) -> None:
    """Write what is stored of a person into the new ZIP file FILE (mode 0600).

    It holds the mails as they came and went, and what was said in his own incidents in public;
    others' notes and reply tokens are not in it.
    """
    with session.erasing_store() as store:
        found = _survey(session, store, address)
        with store.read() as reading, store.surveying() as work:
            names = Export(reading, work, found).write(file)
    if as_json:
        print_json({"file": str(file), "members": list(names)})
        return
    say(f"{file}: {len(names)} files")


@person.command()
@address_argument
@click.option("--yes", is_flag=True, help="Do it; without it nothing is changed.")
@json_option
@pass_session
def erase(session: Session, address: str, *, yes: bool, as_json: bool) -> None:
    """Erase a person: mails, files, texts, quotes of them, names and addresses, everywhere.

    Without --yes it does the same in the database and takes it back, so that its numbers are those
    of the erasure. Ids, counts and audit rows stay. It ends with 1 where something is left, such
    as copies on a server that did not answer: run it again. Backups and exported files are yours
    to delete.
    """
    with session.erasing_store() as store:
        found = _survey(session, store, address)
        with store.read() as work, store.surveying() as looking:
            monitored = looking.is_monitor(found.person.addresses)
            require_erasable(work, found.person, session.settings, monitored)
        document = {**_document(found), "copies": _copies(store, found), "erased": yes}
        document |= (_erase if yes else _rehearse)(session, store, found)
    _print(document, as_json=as_json)
    if not yes and not as_json:
        say("nothing was changed; --yes does it")
    _end(document.get("left", ()))


@person.command()
@click.option("--yes", is_flag=True, help="Do it; without it nothing is changed.")
@json_option
@pass_session
def again(session: Session, *, yes: bool, as_json: bool) -> None:
    """Erase again who is back because the database was restored from an older backup.

    The file `erased.list` beside the keys knows them, by keyed hashes alone. Run it before the
    worker is started again.
    """
    mac, ledger = audit_mac(session.desk.keys.audit), read_ledger(session.settings.keys_directory)
    with session.erasing_store() as store:
        with store.surveying() as work:
            lost = missing(work, ledger)
            addresses = returned(work, lost, mac)
        done = [_erase(session, store, _survey(session, store, one)) for one in addresses if yes]
        if yes:
            with store.erasing() as work:
                bury(work, lost)
    left = [sentence for one in done for sentence in one["left"]]
    if as_json:
        print_json({"addresses": list(addresses), "erased": yes, "left": left})
    else:
        say(f"{len(lost)} tombstones are not in this database, {len(addresses)} people are back")
        for one in addresses:
            say(f"{one}  {'erased' if yes else 'would be erased'}")
    _end(left)


def _end(left: Sequence[str]) -> None:
    for one in left:
        warn(f"left: {one}")
    if left:
        raise click.exceptions.Exit(int(ExitCode.FOUND_PROBLEMS))


def _rehearse(session: Session, store: ErasingStore, found: Survey) -> Document:
    done = _taken_out(session, store, found, keep=False)
    return {"counts": done.counts}


def _erase(session: Session, store: ErasingStore, found: Survey) -> Document:
    mac = audit_mac(session.desk.keys.audit)
    done = _taken_out(session, store, found, keep=True)
    unlearned = done.counts[VERSIONS] > 0 and _learned_anew(session)
    with busy("removing copies from the mailboxes"):
        copies = remove_copies(store, session.settings.mailboxes, mac)
    with busy("overwriting the database's free space"):
        scrubbed = store.scrub()
    return {
        "counts": done.counts,
        "classifier_learned_anew": unlearned,
        "copies_removed": copies.removed,
        "copies_missing": copies.missing,
        "left": [*copies.left, *scrubbed.left, *done.left],
        "advice": list(scrubbed.advice),
    }


def _taken_out(session: Session, store: ErasingStore, found: Survey, *, keep: bool) -> Erased:
    """Plan while others work, then erase in one transaction, which is kept or taken back."""
    mac = audit_mac(session.desk.keys.audit)
    with store.surveying() as looking:
        planned = plan(looking, found, mac, session.clock(), tracked)
    with store.erasing() if keep else store.rehearsing() as work:
        done = Erasure(work, renewed(work, planned, mac), mac, tracked).erase()
        if keep:
            # before the commit, so that it is never too late
            write_ledger(session.settings.keys_directory, work.buried())
    return done


def _learned_anew(session: Session) -> bool:
    """Replace an active version that learned from the person; without it nothing is suggested."""
    with session.reading() as work:
        active = work.classifiers.active()
        gathered = gather(work, session.desk)
    if active is None or active.content:
        return False
    with busy("learning anew without the person"):
        from mailflow.cli.seeding import learn_first  # noqa: PLC0415 - scikit-learn

        seeded = learn_first(session.desk, session.clock(), gathered)
    with session.writing() as work:
        seeded.store(work, session.clock(), reason=UNLEARNED)
    return True


def _survey(session: Session, store: ErasingStore, address: str) -> Survey:
    mac = audit_mac(session.desk.keys.audit)
    with store.surveying() as work:
        one = person_of(work, address.strip().casefold())
        found = survey(work, one, mac, tracked)
    if found.is_empty and not found.was_erased:
        raise NotFoundError(f"{address}: nothing is stored of this address")
    return found


def _copies(store: ErasingStore, found: Survey) -> int:
    with store.surveying() as work:
        return work.count_copies((*found.own, *found.naming))


def _document(found: Survey) -> Document:
    return {
        "addresses": sorted(found.person.addresses),
        "contact": found.person.contact_id,
        "own_mails": len(found.own),
        "mails_naming": len(found.naming),
        "incidents": [reference(one) for one in sorted(found.incidents)],
        "rows": found.rows,
        "erased_before": found.was_erased,
    }


def _print(document: Document, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
        return
    told = {
        "addresses": ", ".join(document["addresses"]),
        "own mails": document["own_mails"],
        "mails that name the person": document["mails_naming"],
        "copies in mailboxes": document["copies"],
        "incidents": ", ".join(document["incidents"]) or "none",
        **document["rows"],
    }
    print_fields(told.items())
    if "counts" in document:
        say("erased:" if document["erased"] else "would be erased:")
        print_fields(document["counts"].items())
    if "copies_removed" in document:
        say(f"{document['copies_removed']} copies removed, {document['copies_missing']} not found")
        for one in document["advice"]:
            warn(one)
