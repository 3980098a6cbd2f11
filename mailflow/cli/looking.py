"""One mail as `explain` looks at it: read, examined, and nothing done."""

import hashlib
from dataclasses import dataclass

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import Document
from mailflow.cli.reading_keys import reading_keys
from mailflow.cli.session import Session
from mailflow.cli.sources import Source
from mailflow.core.mail import Mail
from mailflow.core.records import RawMail
from mailflow.processing import Examined, Reading, examine, read

NOT_STORED = 0
"""The number of a mail that is looked at only."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What would be done with a mail, and what was read in it (None where it was not read)."""

    examined: Examined
    reading: Reading
    keys: Document | None

    @property
    def mail(self) -> Mail | None:
        """The mail, where it could be read."""
        return self.reading.mail


def look(session: Session, work: Work, source: Source) -> Looked:
    """Read a mail and decide about it; the store is only asked."""
    content = source.content()
    raw = RawMail(
        id=NOT_STORED,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        source=source.name,
        received_at=session.clock(),
    )
    reading = read(raw, session.desk.settings)
    examined = examine(work, session.desk, reading, raw.received_at)
    mail, settings = reading.mail, session.desk.settings
    keys = None
    if mail is not None:
        keys = reading_keys(mail, reading.new, settings.desk.instance_id, settings.alerts)
    return Looked(examined, reading, keys)
