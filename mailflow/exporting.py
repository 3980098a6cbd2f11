"""A copy of a person's data for himself: JSON and mails in one ZIP file.

Others' private notes are not in it, and no reply token: whoever holds the file could answer in
his name.
"""

import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mailflow.adapters.redaction import redacted
from mailflow.adapters.store.contract import Erasures, Work
from mailflow.core.headers import sweep
from mailflow.core.records import Entry, Incident
from mailflow.erasing import Survey
from mailflow.errors import PermanentError

CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
EPOCH = (1980, 1, 1, 0, 0, 0)
Document = dict[str, Any]


def without_tokens(text: str) -> str:
    """Return a text without reply tokens."""
    return sweep(text, own_token="")


@dataclass(frozen=True, slots=True)
class Export:
    """What is handed out of a person that was surveyed."""

    work: Work
    erasures: Erasures
    found: Survey

    def write(self, path: Path) -> tuple[str, ...]:
        """Write a new ZIP file for its owner alone; return the names in it."""
        if path.is_symlink() or path.exists():
            raise PermanentError(f"{path} exists already; nothing was written")
        names: list[str] = []
        with (
            os.fdopen(os.open(path, CREATE, 0o600), "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, content in self.members():
                archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
                names.append(name)
        return tuple(names)

    def members(self) -> Iterator[tuple[str, bytes]]:
        """Yield names and contents: `person.json`, and one file for each mail."""
        yield "person.json", json.dumps(self._person(), indent=2, default=_plain).encode()
        for mail_id in self.found.own:
            yield f"mails-from/{mail_id}.eml", _swept(self.erasures.mail(mail_id).content)
        person = self.found.person
        for outbox_id in self.erasures.outbox_to(person.addresses, person.contact_id):
            content = self.erasures.outbox_mail(outbox_id)[1]
            yield f"mails-to/{outbox_id}.eml", _swept(content)

    def _person(self) -> Document:
        number = self.found.person.contact_id
        contact = self.work.directory.get(number) if number else None
        own = (self.work.incidents.get(one) for one in sorted(self.found.incidents))
        return {
            "addresses": sorted(self.found.person.addresses),
            "name": contact.display_name if contact else "",
            "role": contact.role.value if contact else None,
            "language": contact.language if contact else None,
            "written_language": contact.written_language if contact else None,
            "incidents": [self._incident(one) for one in own if one is not None],
            "history": [
                {"text": without_tokens(one.text), "category": one.category, "at": one.at}
                for one in self.erasures.imported_of(self.found.person.addresses)
            ],
        }

    def _incident(self, incident: Incident) -> Document:
        """Return his own incident with what was said in public, of another his words alone."""
        is_his = incident.requester_address in self.found.person.addresses
        said = self.work.incidents.entries(incident.id)
        return {
            "reference": incident.reference,
            "requester": is_his,
            "subject": without_tokens(incident.subject) if is_his else None,
            "state": incident.state.value,
            "opened_at": incident.opened_at,
            "resolution": without_tokens(incident.resolution or "") if is_his else None,
            "rating": incident.rating if is_his else None,
            "rating_comment": without_tokens(incident.rating_comment or "") if is_his else None,
            "entries": [_entry(one) for one in said if self._may_see(one, is_his=is_his)],
        }

    def _may_see(self, entry: Entry, *, is_his: bool) -> bool:
        return entry.author_address in self.found.person.addresses or (is_his and entry.public)


def _entry(entry: Entry) -> Document:
    return {
        "at": entry.at,
        "kind": entry.kind.value,
        "author": entry.author_name or entry.author_address,
        "text": without_tokens(entry.text),
        "attachments": list(entry.attachment_names),
    }


def _swept(content: bytes) -> bytes:
    """Return a mail without reply tokens; one that cannot be swept is left out."""
    changed = redacted(content, without_tokens)
    return content if changed is None else changed


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
