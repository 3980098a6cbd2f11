"""`mailflow explain --jsonl`: one line for every mail below a folder, whatever is wrong with it."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document
from mailflow.cli.looking import Looked, look
from mailflow.cli.session import Session
from mailflow.cli.sources import Source
from mailflow.core.mail import Mail
from mailflow.core.mailbox_likeness import Conversations

PATTERN = "*.eml"
_NO_DATE = datetime.max.replace(tzinfo=UTC)


def explained_lines(session: Session, work: Work, root: Path) -> Iterator[str]:
    """Yield one JSON object for every mail; each folder is one mailbox, read in order of Date."""
    folders = sorted({path.parent for path in root.rglob(PATTERN)})
    for folder in folders:
        for document in _mailbox(session, work, folder, root):
            yield json.dumps(document, ensure_ascii=True)


def _mailbox(session: Session, work: Work, folder: Path, root: Path) -> list[Document]:
    found = [_looked(session, work, path, root) for path in sorted(folder.glob(PATTERN))]
    found.sort(key=lambda pair: _date(pair[1]))
    conversations, name = Conversations(), folder.relative_to(root).as_posix()
    for document, mail in found:
        if mail is not None:
            document["thread"] = f"{name}#{conversations.place(mail)}"
    return [document for document, _ in found]


def _date(mail: Mail | None) -> datetime:
    return (mail.date if mail else None) or _NO_DATE


def _looked(session: Session, work: Work, path: Path, root: Path) -> tuple[Document, Mail | None]:
    start = time.process_time()
    document: Document = {"file": path.relative_to(root).as_posix()}
    mail = None
    try:
        looked = look(session, work, Source(path))
        # the mails of a whole folder are held until they are sorted: only what is compared
        mail = looked.mail and replace(looked.mail, attachments=(), headers=(), html="")
        document |= _document(looked)
    except Exception as error:  # noqa: BLE001 - told as the key `error`; the next mail is read
        document["error"] = f"{type(error).__name__}: {error}"
    return {**document, "seconds": round(time.process_time() - start, 4)}, mail


def _document(looked: Looked) -> Document:
    end = looked.examined.decision.end
    return {
        **(looked.keys or {}),
        "outcome": end.end_state.value,
        "rule": end.rule,
    }
