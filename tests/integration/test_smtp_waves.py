"""The order of a wave of mails, and the connections that are kept (promise P5)."""

import gc
import signal
import threading
from collections.abc import Sequence

import pytest
from support.outgoing import outgoing, unheard
from support.smtp_server import Fault, SmtpServer

from mailflow.adapters.smtp import SmtpSender
from mailflow.core.delivery_outcomes import DeliveryOutcome, Outcome, OutgoingMail
from mailflow.servers import Tls

SENT, TRANSIENT, PERMANENT, UNKNOWN = Outcome  # in the order of their definition


def wave(number: int) -> list[OutgoingMail]:
    """Return mails 0, 1, 2 and so on to as many recipients."""
    return [outgoing(n, f"user{n}@example.net") for n in range(number)]


def results(outcomes: Sequence[DeliveryOutcome]) -> list[tuple[int, Outcome]]:
    """Return ids and outcomes."""
    return [(one.id, one.outcome) for one in outcomes]


def test_every_mail_of_a_round_is_announced_before_any_content_is_sent() -> None:
    """The caller makes "transmitting" durable there: the server has the envelopes, no DATA."""
    seen: list[tuple[list[int], int, int, int]] = []
    with SmtpServer() as server, SmtpSender(server.settings(connections=3)) as sender:

        def before_data(ids: Sequence[int]) -> None:
            verbs = server.verbs
            seen.append((list(ids), verbs.count("RCPT"), verbs.count("DATA"), len(server.received)))

        outcomes = sender.send(wave(7), before_data=before_data)
        assert results(outcomes) == [(n, SENT) for n in range(7)]
        assert seen == [([0, 1, 2], 3, 0, 0), ([3, 4, 5], 6, 3, 3), ([6], 7, 6, 6)]
        assert sorted(mail.recipients[0] for mail in server.received) == [
            f"user{n}@example.net" for n in range(7)
        ]


def test_nothing_of_a_round_is_sent_when_its_announcement_fails() -> None:
    """The transactions are given up in order and the connections stay usable."""
    with SmtpServer() as server, SmtpSender(server.settings(connections=2)) as sender:

        def before_data(ids: Sequence[int]) -> None:
            if 2 in ids:
                raise LookupError("the database is locked")

        told: list[tuple[int, Outcome]] = []
        with pytest.raises(LookupError, match="locked"):
            sender.send(
                wave(6),
                before_data=before_data,
                after_round=lambda done: told.extend(results(done)),
            )
        assert told == [(0, SENT), (1, SENT)]  # what was sent before is not forgotten
        assert len(server.received) == 2
        assert server.verbs.count("DATA") == 2
        assert server.verbs.count("RSET") == 2
        assert results(sender.send(wave(2), before_data=unheard)) == [(0, SENT), (1, SENT)]
        assert server.connections == 2


def test_the_announcement_is_made_in_the_thread_of_the_caller() -> None:
    """A database session belongs to its thread; and any thread may send, one after the other."""
    threads: list[int] = []
    outcomes: list[DeliveryOutcome] = []
    with SmtpServer() as server, SmtpSender(server.settings()) as sender:

        def work() -> None:
            outcomes.extend(
                sender.send(wave(1), before_data=lambda _: threads.append(threading.get_ident()))
            )

        worker = threading.Thread(target=work)
        worker.start()
        worker.join(timeout=10)
        work()
        assert results(outcomes) == [(0, SENT)] * 2
        assert threads == [worker.ident, threading.get_ident()]
        assert server.connections == 1


def test_the_outcomes_of_each_round_are_told_as_soon_as_it_ends() -> None:
    """A crash then leaves one round in doubt, not the wave."""
    rounds: list[list[int]] = []
    with SmtpServer() as server, SmtpSender(server.settings(connections=2)) as sender:

        def after_round(done: Sequence[DeliveryOutcome]) -> None:
            assert len(server.received) == sum(map(len, rounds)) + len(done)
            rounds.append([one.id for one in done])

        sender.send(wave(5), before_data=unheard, after_round=after_round)
    assert rounds == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_connections_are_kept_from_wave_to_wave(tls: Tls) -> None:
    """Five waves over three connections need three connections."""
    with (
        SmtpServer(tls=tls) as server,
        SmtpSender(server.settings(connections=3)) as sender,
    ):
        for _ in range(5):
            assert all(o.outcome is SENT for o in sender.send(wave(4), before_data=unheard))
        assert server.connections == 3
        assert len(server.received) == 20


def test_no_more_connections_are_opened_than_there_are_mails() -> None:
    """One mail needs one connection, an empty wave none."""
    with SmtpServer() as server, SmtpSender(server.settings(connections=4)) as sender:
        assert sender.send([], before_data=unheard) == []
        assert server.connections == 0
        sender.send(wave(1), before_data=unheard)
        assert server.connections == 1


@pytest.mark.parametrize("tls", ["none", "starttls"])
def test_a_kept_connection_that_the_server_closed_is_opened_anew(tls: Tls) -> None:
    """It died idle: the mail goes over a new one and its attempt does not count as failed."""
    with (
        SmtpServer(tls=tls) as server,
        SmtpSender(server.settings(connections=2)) as sender,
    ):
        sender.send(wave(2), before_data=unheard)
        server.disconnect()
        assert results(sender.send(wave(2), before_data=unheard)) == [(0, SENT), (1, SENT)]
        assert server.connections == 4
        assert len(server.received) == 4


def test_a_kept_connection_whose_server_went_away_fails_for_now() -> None:
    """The second chance is one: then the mail waits, and later goes out as before."""
    with SmtpServer() as server, SmtpSender(server.settings(connections=2)) as sender:
        sender.send(wave(2), before_data=unheard)
        server.stop()
        assert results(sender.send(wave(3), before_data=unheard)) == [
            (n, TRANSIENT) for n in range(3)
        ]
        server.start()
        assert results(sender.send(wave(3), before_data=unheard)) == [(n, SENT) for n in range(3)]


def test_a_busy_server_ends_a_kept_connection_and_the_new_one_decides() -> None:
    """A 421 to MAIL closes: asked again on a new connection, it is the server's word."""
    with SmtpServer() as server, SmtpSender(server.settings()) as sender:
        sender.send(wave(1), before_data=unheard)
        server.fault = Fault.BUSY_AT_MAIL
        (outcome,) = sender.send(wave(1), before_data=unheard)
        assert (outcome.outcome, outcome.reply_code) == (TRANSIENT, 421)
        assert server.connections == 2
        sender.send(wave(1), before_data=unheard)
        assert server.connections == 3  # no second chance for a connection that was new


def test_a_connection_that_dies_during_the_announcement_sends_nothing() -> None:
    """The database may take its time; before the 354 the mail is certainly not sent."""
    with SmtpServer() as server, SmtpSender(server.settings()) as sender:
        (outcome,) = sender.send(wave(1), before_data=lambda _: server.disconnect())
        assert outcome.outcome is TRANSIENT
        assert server.received == []


@pytest.mark.parametrize(
    ("fault", "connections"),
    [
        (Fault.REFUSED_RECIPIENT, 2),  # a refusal costs no connection
        (Fault.REFUSED_DATA, 2),
        (Fault.REFUSED_CONTENT, 2),
        (Fault.ODD_DATA, 3),  # doubt about the order of replies does
        (Fault.GIBBERISH_AFTER_DOT, 3),
        (Fault.DROP_AT_DATA, 3),
        (Fault.DROP_AFTER_DOT, 3),
    ],
)
def test_one_mail_in_trouble_does_not_touch_its_neighbours(fault: Fault, connections: int) -> None:
    """Neither those of its round nor those that follow on its connection."""
    with SmtpServer(fault, named=["user1@example.net"]) as server:
        with SmtpSender(server.settings(connections=2)) as sender:
            outcomes = sender.send(wave(6), before_data=unheard)
        assert [o.id for o in outcomes if o.outcome is SENT] == [0, 2, 3, 4, 5]
        assert outcomes[1].outcome is not SENT
        assert server.connections == connections


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_a_connection_in_doubt_is_closed_at_once(tls: Tls) -> None:
    """Not at the next wave, which may be hours away: it would block a place at the server."""
    with (
        SmtpServer(Fault.HANG_AFTER_DOT, tls=tls, hold_seconds=60) as server,
        SmtpSender(server.settings(timeout_seconds=0.7)) as sender,
    ):
        assert results(sender.send(wave(1), before_data=unheard)) == [(0, UNKNOWN)]
        server.wait_until_left(seconds=2)


def test_fewer_connections_than_wished_carry_the_whole_wave() -> None:
    """A server that allows one connection gets one, and no mail fails for it."""
    with SmtpServer(Fault.ONE_CONNECTION) as server:
        with SmtpSender(server.settings(connections=3)) as sender:
            outcomes = sender.send(wave(5), before_data=unheard)
        assert results(outcomes) == [(n, SENT) for n in range(5)]
        assert server.connections == 3  # two were turned away, once


@pytest.mark.parametrize("pipelining", [False, True])
def test_an_interrupted_wave_leaves_no_transaction_behind(pipelining: bool) -> None:
    """Ctrl-C while the server hangs: the next wave starts on a new connection."""
    with (
        SmtpServer(Fault.HANG_AT_RCPT, pipelining=pipelining) as server,
        SmtpSender(server.settings()) as sender,
    ):
        alarm = threading.Timer(0.2, signal.pthread_kill, [threading.get_ident(), signal.SIGINT])
        alarm.start()
        with pytest.raises(KeyboardInterrupt):
            sender.send(wave(1), before_data=unheard)
        alarm.join()
        server.fault = Fault.NONE
        assert results(sender.send(wave(1), before_data=unheard)) == [(0, SENT)]
        assert server.connections == 2
        assert len(server.received) == 1


def test_a_name_that_cannot_be_said_to_a_server_is_refused_at_once() -> None:
    """EHLO takes one word (RFC 5321 section 4.1.1.1)."""
    with SmtpServer() as server, pytest.raises(ValueError, match="local_hostname"):
        SmtpSender(server.settings(), local_hostname="two words")


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
@pytest.mark.filterwarnings("error::ResourceWarning")
def test_nothing_stays_open_after_close(tls: Tls) -> None:
    """Sockets and event loop are closed, with good-bye, also twice and when unused."""
    with SmtpServer(tls=tls) as server:
        unused = SmtpSender(server.settings())
        unused.close()
        sender = SmtpSender(server.settings(connections=2))
        sender.send(wave(2), before_data=unheard)
        sender.close()
        sender.close()
        assert server.verbs.count("QUIT") == 2
        del sender, unused
        gc.collect()  # a socket left open would warn here
