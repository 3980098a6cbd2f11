"""One desk beside the truth about it: what tests ask of a worker from outside."""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from support.answers import read_answers
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.generated_people import new
from support.progress import Progress, progress_of
from support.samples import Book, Sample
from support.smtp_server import SmtpServer
from support.truth import complaints, stored_mails

from mailflow.core.records import RawMail
from models.tables import locations


class Bench:
    """One desk, its truth, and what can be asked about both."""

    def __init__(self, folder: Path, dovecot: Dovecot, smtp: SmtpServer, **changes: Any) -> None:
        self.desk = DeskFolder(folder / "desk", dovecot, smtp, **changes).make()
        self.book = Book(seed=1)
        self.smtp = smtp

    def deliver(self, number: int, *, exact: bool = False) -> list[Sample]:
        """Put so many new mails into the mailbox."""
        samples = [new(self.book, exact=exact) for _ in range(number)]
        self.desk.deliver(samples)
        return samples

    def progress(self) -> Progress:
        """Return how far the desk is."""
        with self.desk.store() as store:
            return progress_of(self.desk, store)

    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return not self.progress().in_work

    def complaints(self) -> list[str]:
        """Return every difference from the truth."""
        with self.desk.store() as store:
            return complaints(self.book, store, read_answers(self.smtp.received))

    def mails(self) -> list[RawMail]:
        """Return every mail that has its end."""
        with self.desk.store() as store, store.read() as work:
            return stored_mails(work)

    def places(self) -> list[tuple[int, int]]:
        """Return how many mails were found under each UIDVALIDITY."""
        validity = locations.c.uidvalidity
        statement = select(validity, func.count()).group_by(validity).order_by(validity)
        with self.desk.store() as store, store._engine.connect() as connection:
            return [(number, found) for number, found in connection.execute(statement)]

    def acknowledged(self) -> list[str]:
        """Return who got an acknowledgement, once for each."""
        answers = read_answers(self.smtp.received)
        return sorted(one.recipient for one in answers if one.acknowledges)

    def senders(self) -> list[str]:
        """Return who wrote, once for each mail."""
        return sorted(one.sender for one in self.book.samples)
