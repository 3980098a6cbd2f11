"""The benchmark in short: a few mails, one round, the same comparison with the truth."""

import smtplib
from pathlib import Path

import pytest
from support.dovecot import Dovecot

from benchmarks.bench import Bench, Choices
from benchmarks.desks import Workshop
from benchmarks.load import Load
from benchmarks.report import report
from benchmarks.results import REFERENCE, SQLITE, sorted_problems
from benchmarks.sink import Sink

pytestmark = pytest.mark.long

SHORT = Choices(
    seed=7, mails=60, rounds=1, before=25, postgres=False, extras=False, classifier=False
)


@pytest.mark.dovecot
def test_a_short_run_is_correct_and_reported(tmp_path: Path, dovecot: Dovecot) -> None:
    """0 lost, 0 doubled, 0 misthreaded, 0 answers to machines; every system has its row."""
    said: list[str] = []
    with Sink() as sink:
        results = Bench(SHORT, Workshop(tmp_path, dovecot, sink), said.append).run()
    assert results.problems() == []
    assert {name: [one.mails for one in runs] for name, runs in results.rounds.items()} == {
        REFERENCE: [60],
        SQLITE: [60],
    }
    document = report(results)
    assert "| correctness" in document
    assert "Not measured: PostgreSQL: left out on request" in document
    assert all(f"| {name} " in document for name in (REFERENCE, SQLITE))


def test_one_seed_writes_the_same_mails_again() -> None:
    """Else rounds of two days could not be compared."""
    first, again = (Load(3, 30, 10).first_history() for _ in range(2))
    assert first == again
    assert first != Load(4, 30, 10).first_history()


def test_the_sink_keeps_what_was_sent() -> None:
    """Dots at the start of a line, a first line with a dot alone, several mails a connection."""
    contents = [b"Subject: a\r\n\r\n.\r\n..b\r\n", b".\r\nend\r\n", b"x" * 300_000 + b"\r\n"]
    with Sink() as sink, smtplib.SMTP("127.0.0.1", sink.port) as client:
        for content in contents:
            client.sendmail("a@one.example", ["b@two.example", "c@two.example"], content)
        assert sink.count()[0] == len(contents)
        taken = sink.take()
        assert sink.take() == []
    assert [one.content for one in taken] == contents
    assert {one.recipients for one in taken} == {("b@two.example", "c@two.example")}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("sample 3 (new mail): stored 0 times", "lost"),
        ("sample 3 (new mail): stored 2 times", "doubled"),
        ("acknowledgement to a@b.example for <c@d>: 0 of 1", "lost"),
        ("acknowledgement to a@b.example for <c@d>: 2 of 1", "doubled"),
        ("sample 4 (reply by token): in another incident than mail 3", "misthreaded"),
        ("a mail to the machine a@b.example", "answers to machines"),
        ("sample 3 (new mail): its text is not in the conversation", "other"),
    ],
)
def test_each_difference_counts_where_it_belongs(sentence: str, kind: str) -> None:
    """The report tells what a difference means."""
    assert {name: n for name, n in sorted_problems([sentence]).items() if n} == {kind: 1}
