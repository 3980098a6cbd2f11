"""Three hundred generated mails through a real Dovecot, the real worker, a real SMTP server."""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

import pytest
from support.answers import Answer, read_answers
from support.desk_folder import DeskFolder
from support.dovecot import Dovecot
from support.generator import Generator
from support.samples import Book, Sample
from support.smtp_server import SmtpServer
from support.stores import SQL_KINDS
from support.truth import EVERYTHING, complaints, stored_mails

from mailflow.adapters.clock import system_clock
from mailflow.adapters.store.contract import Store
from mailflow.opening import open_desk
from mailflow.rounds import Rounds
from mailflow.worker import Worker
from models.enums import EndState, IncidentState

pytestmark = [pytest.mark.long, pytest.mark.dovecot]
SEED = 20261124


@dataclass
class Drained:
    """A desk that has worked off everything, and the generator that knows what it should say."""

    folder: DeskFolder
    generator: Generator
    store: Store
    worker: Worker

    @property
    def answers(self) -> list[Answer]:
        """What the SMTP server was handed."""
        return read_answers(self.folder.smtp.received)

    def work_off(self, samples: list[Sample]) -> None:
        """Let these mails arrive, and the worker do all there is to do."""
        self.folder.deliver(samples)
        assert self.worker.drain() == ()

    def complaints(self) -> list[str]:
        """Return every difference from the truth."""
        return complaints(self.generator.book, self.store, self.answers)


@pytest.fixture(scope="module", params=SQL_KINDS)
def drained(
    request: pytest.FixtureRequest, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Drained]:
    """Return a desk after three rounds of mail; later rounds answer what it sent before."""
    top: dict[str, object] = {}
    if request.param == "postgres":
        top["database_url"] = request.getfixturevalue("postgres").fresh_database()
    with SmtpServer() as smtp:
        folder = DeskFolder(tmp_path_factory.mktemp("desk"), dovecot, smtp, top=top).make()
        with folder.store() as store:
            worker = Worker(Rounds(store, open_desk(folder.settings()), system_clock))
            desk = Drained(folder, Generator(SEED), store, worker)
            desk.work_off(desk.generator.first_round())
            desk.work_off(desk.generator.second_round(desk.answers))
            desk.work_off(desk.generator.third_round(desk.answers))
            yield desk


def test_three_hundred_mails_end_exactly_as_the_generator_knows(drained: Drained) -> None:
    """0 lost, 0 doubled, 0 wrong, 0 answers to machine mail; the audit is clean."""
    assert len(drained.generator.samples) == 300
    assert drained.complaints() == []


def test_every_mail_is_filed_away(drained: Drained) -> None:
    """Copies and broken ones too, with all their bytes."""
    inbox = drained.folder.dovecot.folder(drained.folder.user)
    filed = drained.folder.dovecot.folder(drained.folder.user, "Processed")
    assert (len(inbox), len(filed)) == (0, 300)
    assert all(rb"\Seen" in flags for flags, _ in filed)
    with drained.store.read() as work:
        kept = {mail.content for mail in stored_mails(work)}
    assert {content for _, content in filed} == kept


def test_a_second_drain_changes_nothing(drained: Drained) -> None:
    """Neither in the database nor at the SMTP server."""
    before = everything(drained)
    assert drained.worker.drain() == ()
    assert everything(drained) == before


def everything(drained: Drained) -> tuple[object, ...]:
    """Return what a needless run could change."""
    with drained.store.read() as work:
        mails = stored_mails(work)
        incidents = work.incidents.listed(limit=EVERYTHING)
        entries = [work.incidents.entries(one.id) for one in incidents]
        rows = work.outbox.listed(limit=EVERYTHING)
    return mails, incidents, entries, rows, drained.folder.smtp.received


def _another_end(book: Book) -> str:
    return _falsified(book, end=EndState.QUARANTINED)


def _another_text(book: Book) -> str:
    return _falsified(book, phrase="nobody wrote this")


def _another_incident(book: Book) -> str:
    return _falsified(book, origin=2)


def _another_requester(book: Book) -> str:
    return _falsified(book, acknowledged="eve@customer.example")


def _no_acknowledgement(book: Book) -> str:
    return _falsified(book, acknowledged="")


def _a_lost_mail(book: Book) -> str:
    book.samples.append(replace(book.samples[0], number=301, content=b"lost"))
    return "sample 301 (new mail): stored 0 times"


def _one_incident_less(book: Book) -> str:
    del book.states[1]
    return "incidents, must be"


def _another_state(book: Book) -> str:
    book.states[1] = IncidentState.CLOSED
    return "incident of sample 1 is new, must be closed"


def _another_assignee(book: Book) -> str:
    book.assignees.clear()
    return "is assigned to"


def _no_public_answers(book: Book) -> str:
    book.told = Counter()
    return "besides acknowledgements were sent"


def _falsified(book: Book, **changes: object) -> str:
    book.samples[0] = replace(book.samples[0], **changes)  # type: ignore[arg-type]
    return "acknowledgement to" if "acknowledged" in changes else "sample 1 (new mail)"


@pytest.mark.parametrize(
    "lie",
    [
        _another_end,
        _another_text,
        _another_incident,
        _another_requester,
        _no_acknowledgement,
        _a_lost_mail,
        _one_incident_less,
        _another_state,
        _another_assignee,
        _no_public_answers,
    ],
)
def test_a_difference_is_reported(drained: Drained, lie: Callable[[Book], str]) -> None:
    """The comparison has teeth: with one thing false in the truth it complains of that."""
    book = deepcopy(drained.generator.book)
    expected = lie(book)
    found = complaints(book, drained.store, drained.answers)
    assert any(expected in one for one in found), found


def test_a_doubled_and_a_missing_answer_are_reported(drained: Drained) -> None:
    """An acknowledgement that arrives twice, and a notice that never arrives."""
    answers = drained.answers
    first = next(one for one in answers if one.acknowledges)
    doubled = complaints(drained.generator.book, drained.store, [*answers, first])
    assert any("2 of 1" in one for one in doubled)
    missing = complaints(drained.generator.book, drained.store, answers[1:])
    assert any("written but not arrived" in one for one in missing)
