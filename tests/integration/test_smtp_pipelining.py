"""MAIL and RCPT in one go, where the server takes them so (RFC 2920, promise P5)."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from support.outgoing import outgoing, unheard
from support.smtp_server import Fault, SmtpServer

from mailflow.adapters.smtp import SmtpSender
from mailflow.core.delivery_outcomes import Outcome
from mailflow.servers import Smtp, Tls


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_recipient_is_said_before_the_sender_was_replied_to(tls: Tls) -> None:
    """The server holds its reply to MAIL until RCPT comes, then replies to both in one packet."""
    with (
        SmtpServer(Fault.MERGED_REPLIES, pipelining=True, tls=tls) as server,
        SmtpSender(server.settings(connections=2)) as sender,
    ):
        for _ in range(3):
            outcomes = sender.send([outgoing(n) for n in range(2)], before_data=unheard)
            assert [one.outcome for one in outcomes] == [Outcome.SENT] * 2
        assert server.connections == 2


def test_nothing_is_said_ahead_to_a_server_that_does_not_offer_it() -> None:
    """It may throw away what comes while it thinks."""
    with SmtpServer(Fault.MERGED_REPLIES) as server:
        with SmtpSender(server.settings(timeout_seconds=0.5)) as sender:
            (outcome,) = sender.send([outgoing()], before_data=unheard)
        assert outcome.outcome is Outcome.TRANSIENT
        assert outcome.reply_text.startswith("connection: Timed out")
        assert server.verbs == ["EHLO", "MAIL"]


def test_data_is_said_alone_after_the_announcement() -> None:
    """A crash before "transmitting" is durable must leave nothing that can have been sent."""
    seen: list[tuple[list[int], list[str]]] = []
    with SmtpServer(pipelining=True) as server, SmtpSender(server.settings()) as sender:

        def before_data(ids: Sequence[int]) -> None:
            seen.append((list(ids), server.verbs))

        sender.send([outgoing(1)], before_data=before_data)
        assert seen == [([1], ["EHLO", "MAIL", "RCPT"])]
        assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize(
    ("fault", "connections"),
    [
        (Fault.REFUSED_SENDER, 1),  # the reply to RCPT, a 503, was heard as well
        (Fault.LOGIN_WANTED, 1),
        (Fault.RECIPIENT_WITHOUT_SENDER, 1),
        (Fault.REFUSED_RECIPIENT, 1),
        (Fault.BUSY_AT_MAIL, 3),  # on the kept connection, once more on a new one, then healed
        (Fault.DROP_AT_RCPT, 2),
        (Fault.DROP_AFTER_REFUSED_SENDER, 2),
        (Fault.HANG_AFTER_REFUSED_SENDER, 2),
        (Fault.DOUBLED_REPLY, 2),
    ],
)
def test_a_connection_stays_in_step_or_is_left(fault: Fault, connections: int) -> None:
    """The mail after one in trouble gets its own replies, never what was left of the other's."""
    with SmtpServer(pipelining=True) as server:
        hangs = fault is Fault.HANG_AFTER_REFUSED_SENDER
        settings = server.settings(timeout_seconds=0.5 if hangs else 5.0)
        with SmtpSender(settings) as sender:
            sender.send([outgoing(1)], before_data=unheard)
            server.fault = fault
            (troubled,) = sender.send([outgoing(2)], before_data=unheard)
            server.fault = Fault.NONE
            (sent,) = sender.send([outgoing(3)], before_data=unheard)
        assert troubled.outcome is not Outcome.SENT
        assert (sent.outcome, sent.reply_text) == (Outcome.SENT, "2.0.0 queued as 2")
        assert len(server.received) == 2
        assert server.connections == connections


def test_a_kept_connection_that_the_server_closed_is_opened_anew() -> None:
    """It died idle: both commands go over a new one and the attempt does not count as failed."""
    with SmtpServer(pipelining=True) as server, SmtpSender(server.settings()) as sender:
        sender.send([outgoing(1)], before_data=unheard)
        server.disconnect()
        (outcome,) = sender.send([outgoing(2)], before_data=unheard)
        assert outcome.outcome is Outcome.SENT
        assert server.verbs.count("RCPT") == 2
        assert server.connections == 2


@contextmanager
def scripted(*answers: bytes, keeps: bool = False, falls_silent: bool = False) -> Iterator[Smtp]:
    """Serve one connection: write the answers, one as each packet comes, then close.

    Or it `keeps` the connection until the test ends and reads no more; a server that
    `falls_silent` closes its own direction of it at the first byte that comes.
    """
    ended = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            for answer in answers[:-1]:
                connection.sendall(answer)
                connection.recv(4096)
            connection.sendall(answers[-1])
            if falls_silent:
                connection.recv(1)
                connection.shutdown(socket.SHUT_WR)
            if keeps:
                ended.wait(timeout=10)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield Smtp(
            host="127.0.0.1", port=listener.getsockname()[1], tls="none", timeout_seconds=5.0
        )
        ended.set()
        thread.join(timeout=10)


OFFERS = b"250-x\r\n250 PIPELINING\r\n"


@pytest.mark.parametrize(
    ("answers", "outcome", "text"),
    [
        ([b"250 a\r\n250 b\r\n", b"354 go\r\n", b"250 done\r\n"], Outcome.SENT, "done"),
        ([b"250 a\r\n250 b\r\n250 c\r\n"], Outcome.TRANSIENT, "connection: "),
        ([b"250 a\r\n250 b\r\n", b"354 go\r\n250 done\r\n"], Outcome.TRANSIENT, "go"),
        ([b"250 a\r\n250 b\r\n", b"250 c\r\n354 go\r\n"], Outcome.TRANSIENT, "c"),
        ([b"250 a\r\n250 b\r\n", b"354 go\r\n", b"550 no\r\n250 ok\r\n"], Outcome.PERMANENT, "no"),
        ([b"250 a\r\n25"], Outcome.TRANSIENT, "connection: Connection lost"),
        ([b"250 a\r\nwhat?\r\n"], Outcome.TRANSIENT, "connection: Malformed reply: what?"),
        ([b"550 a\r\n2"], Outcome.PERMANENT, "a"),
        ([b"421 a\r\n"], Outcome.TRANSIENT, "a"),
    ],
)
def test_a_reply_too_many_or_too_few_sends_nothing(
    answers: list[bytes], outcome: Outcome, text: str
) -> None:
    """What was not asked for is never taken for the reply to what is asked next."""
    with (
        scripted(b"220 hello\r\n", OFFERS, *answers) as settings,
        SmtpSender(settings) as sender,
    ):
        (result,) = sender.send([outgoing()], before_data=unheard)
    assert result.outcome is outcome
    assert result.reply_text.startswith(text)


def test_a_reply_without_end_is_not_waited_for() -> None:
    """Nor kept: memory is bounded, whoever the server is."""
    endless = b"250 a\r\n" + b"250-b\r\n" * 5000
    with (
        scripted(b"220 hello\r\n", OFFERS, endless, keeps=True) as settings,
        SmtpSender(settings) as sender,
    ):
        (result,) = sender.send([outgoing()], before_data=unheard)
    assert result.outcome is Outcome.TRANSIENT
    assert result.reply_text == "connection: Connection lost"


def test_a_server_that_falls_silent_is_not_waited_for() -> None:
    """Even where the content is still on its way and can never arrive."""
    answers = [b"220 hello\r\n", OFFERS, b"250 a\r\n250 b\r\n", b"354 go\r\n"]
    with (
        scripted(*answers, keeps=True, falls_silent=True) as settings,
        SmtpSender(settings) as sender,
    ):
        large = outgoing(content=b"line of text\n" * 1_000_000)
        begun = time.monotonic()
        (result,) = sender.send([large], before_data=unheard)
        assert time.monotonic() - begun < 8  # the server would keep it for longer
    assert result.outcome is Outcome.UNKNOWN
    assert result.reply_text == "no reply to the content: Connection lost"
