"""The demonstration from its first server to its last file."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from mailflow.adapters.clock import ShiftedClock
from mailflow.adapters.store.contract import Store
from mailflow.demo.background import Background
from mailflow.demo.correspondence import Correspondence
from mailflow.demo.directing import Director, StoryBrokenError, WorkerEndedError
from mailflow.demo.figures import report_of_day
from mailflow.demo.imap_server import ImapServer
from mailflow.demo.mails import STORY
from mailflow.demo.opening_day import USER, Ports, new_password, open_for_business
from mailflow.demo.page import write_page
from mailflow.demo.premises import Premises
from mailflow.demo.smtp_server import SmtpServer
from mailflow.demo.story import Story
from mailflow.demo.telling import ConsoleTeller
from mailflow.desk import Desk
from mailflow.logs import configure
from mailflow.opening import open_current_store, open_desk
from mailflow.rounds import Rounds
from mailflow.settings import Settings
from mailflow.worker import Worker

OPENING = time(8, 25)
FRIDAY = 4
TICK_SECONDS = 0.5  # so that nobody waits for what the clock brings
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Stage:
    """All that a story is played on."""

    settings: Settings
    clock: ShiftedClock
    imap: ImapServer
    smtp: SmtpServer
    teller: ConsoleTeller


def play(folder: Path, teller: ConsoleTeller) -> Story:
    """Play the story in the folder and return it; `all_surprises` says whether it went well."""
    premises = Premises(folder)
    premises.prepare()
    clock = ShiftedClock()
    clock.skip(last_working_morning(clock()) - clock())
    with ExitStack() as servers:
        background = servers.enter_context(Background())
        smtp = servers.enter_context(SmtpServer(background))
        imap = servers.enter_context(ImapServer(background, USER, new_password(premises)))
        if not premises.classifier.exists():
            teller.preparing("training the classifier; the next demonstration finds it here")
        settings = open_for_business(premises, Ports(imap.port, smtp.port), clock)
        configure(settings.log_level)
        story = perform(Stage(settings, clock, imap, smtp, teller))
    write_files(story, premises)
    return story


def last_working_morning(now: datetime) -> datetime:
    """Return the last working day that is over, and whose next one is: no mail of the future."""
    day = now - timedelta(days=2)
    while not day.weekday() < FRIDAY:
        day -= timedelta(days=1)
    return day.replace(hour=OPENING.hour, minute=OPENING.minute, second=0, microsecond=0)


def write_files(story: Story, premises: Premises) -> None:
    """Write the mails that went out, and the page."""
    for sent in story.sent:
        (premises.mails / sent.file).write_bytes(sent.content)
    write_page(story, premises.page)


def perform(stage: Stage) -> Story:
    """Run the real worker in this thread, which gets the signals, and the story beside it."""
    with closing(open_current_store(stage.settings)) as store, _signals_restored():
        desk = open_desk(stage.settings)
        director = _director(stage, store, desk)
        rounds = Rounds(
            store,
            desk,
            stage.clock,
            observer=lambda mail_id, _: director.ended.put(mail_id),
        )
        worker = Worker(rounds, tick_seconds=TICK_SECONDS)
        director.is_over = worker.stopping.is_set
        performance = Performance(director, worker)
        worker.run(performance.start)
        story = performance.result()
        return replace(
            story, report=report_of_day(store, desk, story.happenings[0].at, stage.clock())
        )


def _director(stage: Stage, store: Store, desk: Desk) -> Director:
    return Director(
        script=STORY,
        store=store,
        desk=desk,
        clock=stage.clock,
        imap=stage.imap,
        correspondence=Correspondence(stage.smtp),
        teller=stage.teller,
    )


class Performance:
    """The director's thread; the worker is stopped when the story is over, well or not."""

    def __init__(self, director: Director, worker: Worker) -> None:
        self._director = director
        self._worker = worker
        self._story: Story | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._play, name="demo story", daemon=True)

    def start(self) -> None:
        """Begin; the worker is ready."""
        self._thread.start()

    def result(self) -> Story:
        """Return the story, or raise what broke it; KeyboardInterrupt where a signal did."""
        self._thread.join()
        if self._story is not None:
            return self._story
        if isinstance(self._error, WorkerEndedError) and not self._worker.crashed:
            raise KeyboardInterrupt
        raise self._error or StoryBrokenError("the story ended without a word")

    def _play(self) -> None:
        try:
            self._story = self._director.play()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            self._error = error
        finally:
            self._worker.stop()


@contextmanager
def _signals_restored() -> Iterator[None]:
    """Give the signals back to whom the worker took them from."""
    before = [(number, signal.getsignal(number)) for number in STOP_SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
