"""`mailflow incidents attachments`: list the files of an incident, or write them into a folder.

The bytes are read back from the stored mails. A name that a stranger gave is part of a file's name
here and never a path; nothing is opened, unpacked or overwritten.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from mailflow.adapters.parts import label
from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document, attachment_document
from mailflow.cli.output import print_json, print_table, say
from mailflow.cli.references import Reference
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.mail import Mail, attachment_at, stored_attachments
from mailflow.core.records import StoredAttachment, reference
from mailflow.errors import NotFoundError, PermanentError

COLUMNS = ("number", "label", "type", "size", "sha256", "mail")
KEYS = ("number", "label", "content_type", "size", "sha256", "mail_id")
MAXIMUM_NAME = 200  # bytes; file systems take 255
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


@click.command()
@click.argument("number", type=Reference(), metavar="REF")
@json_option
@click.option(
    "--save",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the files into DIR as NUMBER-LABEL; nothing is overwritten.",
)
@pass_session
def attachments(session: Session, number: int, folder: Path | None, *, as_json: bool) -> None:
    """List the files that came with the mails of the incident REF, or save them."""
    with session.reading() as work:
        if work.incidents.get(number) is None:
            raise NotFoundError(
                f"{reference(number)} does not exist; see `mailflow incidents list`"
            )
        found = _known(work, number)
        documents = [attachment_document(place, one) for place, one in enumerate(found, start=1)]
        saved = _save(work, found, folder) if folder is not None else None
    _tell(documents, saved, as_json=as_json)


def _known(work: Work, incident_id: int) -> tuple[StoredAttachment, ...]:
    """Return the files of an incident; mails from before they were remembered are read anew."""
    found = work.mails.attachments_of_incident(incident_id)
    entries = work.incidents.entries(incident_id)
    with_files = {one.mail_id for one in entries if one.attachment_names and one.mail_id}
    older = with_files - {one.mail_id for one in found}
    anew = [one for mail_id in older for one in stored_attachments(mail_id, _read(work, mail_id))]
    return tuple(sorted((*found, *anew), key=lambda one: (one.mail_id, one.position)))


def _read(work: Work, mail_id: int) -> Mail:
    from mailflow.adapters.parser import read_mail  # noqa: PLC0415 - the parser takes its time

    return read_mail(work.mails.get(mail_id).content)


def _tell(documents: list[Document], saved: list[str] | None, *, as_json: bool) -> None:
    if as_json:
        print_json({"attachments": documents, "saved": saved})
        return
    if saved is None:
        rows = [[one[key] for key in KEYS] for one in documents]
        print_table(COLUMNS, rows, empty="no attachments")
        return
    for path in saved:
        say(path)


def _save(work: Work, found: Sequence[StoredAttachment], folder: Path) -> list[str]:
    """Write every file, or none where one is there already."""
    paths = [folder / file_name(place, one) for place, one in enumerate(found, start=1)]
    there = [str(path) for path in paths if path.is_symlink() or path.exists()]
    if there:
        raise PermanentError(f"{there[0]} exists already; nothing was written")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path, content in zip(paths, _contents(work, found), strict=True):
        with os.fdopen(os.open(path, CREATE, 0o600), "wb") as file:
            file.write(content)
    return [str(path) for path in paths]


def file_name(number: int, attachment: StoredAttachment) -> str:
    """Return `NUMBER-LABEL` as one name that any file system takes."""
    name = f"{number}-{label(attachment.label)}"
    return name.encode("utf-8", "replace")[:MAXIMUM_NAME].decode("utf-8", "ignore")


def _contents(work: Work, found: Sequence[StoredAttachment]) -> Iterator[bytes]:
    """Read each mail once, one after the other: together they may be larger than memory."""
    mail_id, mail = 0, None
    for one in found:
        if mail is None or one.mail_id != mail_id:
            mail_id, mail = one.mail_id, _read(work, one.mail_id)
        yield _content(mail, one)


def _content(mail: Mail, stored: StoredAttachment) -> bytes:
    attachment = attachment_at(mail, stored)
    if attachment is None:
        raise PermanentError(
            f"mail {stored.mail_id} holds no file with the sha256 {stored.sha256}; it was read"
            " by another version of mailflow"
        )
    return attachment.content
