"""`mailflow explain --jsonl`: one line for every mail below a folder, whatever is wrong with it."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from mailflow.adapters.parser import read_mail
from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document
from mailflow.cli.looking import Looked, look
from mailflow.cli.session import Session
from mailflow.cli.sources import Source
from mailflow.core.mailbox_likeness import Conversations
from mailflow.core.screening import MAXIMUM_HEADER_BYTES, screen
from mailflow.errors import UnreadableMailError
from mailflow.identity import Limits

PATTERN = "*.eml"
_NO_DATE = datetime.max.replace(tzinfo=UTC)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def explained_lines(session: Session, work: Work, root: Path) -> Iterator[str]:
    """Yield one JSON object for every mail; each folder is one mailbox, read in order of Date."""
    folders = sorted({path.parent for path in root.rglob(PATTERN)})
    for folder in folders:
        for document in _mailbox(session, work, folder, root):
            yield json.dumps(document, ensure_ascii=True)


def _mailbox(session: Session, work: Work, folder: Path, root: Path) -> Iterator[Document]:
    """Read the dates first, so that of a large folder no more than one mail is in memory."""
    conversations, limits = Conversations(), session.desk.settings.limits
    paths = sorted(folder.glob(PATTERN))
    for path in sorted(paths, key=lambda one: _date(one, limits)):
        yield _explained(session, work, path, root, conversations)


def _date(path: Path, limits: Limits) -> datetime:
    """Read the Date of a mail in its header alone; what is wrong with it is told later."""
    try:
        with path.open("rb") as file:
            start = file.read(MAXIMUM_HEADER_BYTES)
        blank = _BLANK_LINE.search(start)
        header = start[: blank.end()] if blank else start
        date = None if screen(header, limits) else read_mail(header).date
    except (OSError, UnreadableMailError):
        date = None
    return date or _NO_DATE


def _explained(
    session: Session, work: Work, path: Path, root: Path, conversations: Conversations
) -> Document:
    start = time.process_time()
    document: Document = {"file": path.relative_to(root).as_posix()}
    try:
        looked = look(session, work, Source(path))
        document |= _document(looked)
        if looked.mail is not None:
            mailbox = path.parent.relative_to(root).as_posix()
            document["thread"] = f"{mailbox}#{conversations.place(looked.mail, looked.reading.new)}"
    except Exception as error:  # noqa: BLE001 - told as the key `error`; the next mail is read
        document["error"] = f"{type(error).__name__}: {error}"
    return {**document, "seconds": round(time.process_time() - start, 4)}


def _document(looked: Looked) -> Document:
    end = looked.examined.decision.end
    return {
        **(looked.keys or {}),
        "outcome": end.end_state.value,
        "rule": end.rule,
    }
