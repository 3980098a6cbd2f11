"""What becomes of a mail when the SMTP server does this or that (RFC 5321, promise P5)."""

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.outgoing import outgoing, unheard
from support.smtp_server import Fault, SmtpServer

from mailflow.adapters.smtp import SmtpSender
from mailflow.core.delivery_outcomes import DeliveryOutcome, Outcome, OutgoingMail
from mailflow.servers import Smtp, Tls

SENT, TRANSIENT, PERMANENT, UNKNOWN = Outcome  # in the order of their definition
PASSWORD = "correct horse battery staple"


def send_one(
    settings: Smtp, one: OutgoingMail | None = None
) -> tuple[DeliveryOutcome, list[Sequence[int]]]:
    """Send one mail; return its outcome and what `before_data` was called with."""
    announced: list[Sequence[int]] = []
    with SmtpSender(settings) as sender:
        (outcome,) = sender.send([one or outgoing()], before_data=announced.append)
    return outcome, announced


# fault, outcome, code, text in the outcome, was DATA announced, has the server the mail
TABLE = [
    (Fault.NONE, SENT, 250, "2.0.0 queued as 1", True, True),
    (Fault.BUSY_AT_CONNECT, TRANSIENT, 421, "connection: 4.3.2 too busy", False, False),
    (Fault.NO_SERVICE, TRANSIENT, 554, "connection: 5.3.2 no service", False, False),
    (Fault.SLOW_BANNER, TRANSIENT, None, "connection: Timed out", False, False),
    (Fault.REFUSED_EHLO, TRANSIENT, 550, "connection: 5.7.1 go away", False, False),
    (Fault.BUSY_AT_MAIL, TRANSIENT, 421, "4.3.2 too busy", False, False),
    (Fault.REFUSED_SENDER, PERMANENT, 550, "5.1.8 sender unknown", False, False),
    (Fault.LOGIN_WANTED, TRANSIENT, 530, "login: 5.7.0", False, False),  # our settings
    (Fault.DEFERRED_RECIPIENT, TRANSIENT, 451, "4.2.1 try again", False, False),
    (Fault.REFUSED_RECIPIENT, PERMANENT, 550, "5.1.1 no such user", False, False),
    (Fault.DROP_AT_RCPT, TRANSIENT, None, "connection: ", False, False),
    (Fault.HANG_AT_RCPT, TRANSIENT, None, "connection: Timed out", False, False),
    (Fault.DEFERRED_DATA, TRANSIENT, 451, "4.3.0 not now", True, False),
    (Fault.REFUSED_DATA, PERMANENT, 554, "5.5.1 no valid recipients", True, False),
    (Fault.ODD_DATA, TRANSIENT, 250, "OK", True, False),  # positive, yet nothing was sent
    (Fault.DROP_AT_DATA, TRANSIENT, None, "connection: ", True, False),  # before the 354
    (Fault.DROP_IN_CONTENT, UNKNOWN, None, "no reply to the content", True, False),
    (Fault.DEFERRED_CONTENT, TRANSIENT, 451, "4.3.0 local error", True, False),
    (Fault.REFUSED_CONTENT, PERMANENT, 550, "5.7.1 content refused", True, False),
    (Fault.BUSY_AFTER_DOT, TRANSIENT, 421, "4.3.2 shutting down", True, False),
    (Fault.DROP_AFTER_DOT, UNKNOWN, None, "no reply to the content", True, True),
    (Fault.HANG_AFTER_DOT, UNKNOWN, None, "no reply to the content: Timed out", True, True),
    (Fault.GIBBERISH_AFTER_DOT, UNKNOWN, None, "no reply to the content: Malformed", True, True),
    (Fault.ODD_TEXT_AFTER_DOT, SENT, 250, "2.0.0 caf [1m queued as 17", True, True),
    (Fault.ONE_CONNECTION, SENT, 250, "2.0.0 queued as 1", True, True),
    (Fault.SPLIT_REPLIES, SENT, 250, "2.0.0 queued as 1", True, True),
    (Fault.LONG_REPLIES, SENT, 250, "more to come 2.0.0 queued as 1", True, True),
    (Fault.DOUBLED_REPLY, TRANSIENT, None, "connection: ", True, False),  # whose is the next?
    (Fault.DROP_AFTER_REFUSED_SENDER, PERMANENT, 550, "5.1.8 sender unknown", False, False),
    (Fault.HANG_AFTER_REFUSED_SENDER, PERMANENT, 550, "5.1.8 sender unknown", False, False),
    (Fault.RECIPIENT_WITHOUT_SENDER, PERMANENT, 550, "5.1.8 sender unknown", False, False),
]

HANGING = {
    Fault.SLOW_BANNER,
    Fault.HANG_AT_RCPT,
    Fault.HANG_AFTER_DOT,
    Fault.HANG_AFTER_REFUSED_SENDER,
}

# tls, fault, code, text in the outcome; every one is TRANSIENT and nothing is sent
TLS_TABLE: list[tuple[Tls, Fault, int | None, str]] = [
    ("starttls", Fault.NO_STARTTLS, None, "TLS: SMTP STARTTLS extension not supported"),
    ("starttls", Fault.REFUSED_STARTTLS, 554, "TLS: 5.7.3 TLS out of order"),
    ("starttls", Fault.WRONG_HOST, None, "TLS: [SSL: CERTIFICATE_VERIFY_FAILED]"),
    ("starttls", Fault.SELF_SIGNED, None, "TLS: [SSL: CERTIFICATE_VERIFY_FAILED]"),
    ("implicit", Fault.WRONG_HOST, None, "CERTIFICATE_VERIFY_FAILED"),
    ("implicit", Fault.SELF_SIGNED, None, "CERTIFICATE_VERIFY_FAILED"),
    ("starttls", Fault.REFUSED_LOGIN, 535, "login: 5.7.8 credentials invalid"),
    ("implicit", Fault.REFUSED_LOGIN, 535, "login: 5.7.8 credentials invalid"),
]


def with_login(settings: Smtp, folder: Path, password: str = PASSWORD) -> Smtp:
    """Return the settings with a name and a password file."""
    file = folder / "password"
    file.write_text(f"{password}\n")
    return settings.model_copy(update={"username": "desk", "password_file": file})


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize(
    ("fault", "outcome", "code", "text", "announced", "taken"),
    TABLE,
    ids=[r[0].name for r in TABLE],
)
def test_each_fault_has_its_outcome(
    fault: Fault,
    outcome: Outcome,
    code: int | None,
    text: str,
    announced: bool,
    taken: bool,
    pipelining: bool,
) -> None:
    """Nothing is lost for good by a fault that may pass, nothing doubtful is called sent."""
    with SmtpServer(fault, pipelining=pipelining) as server:
        settings = server.settings(timeout_seconds=0.5 if fault in HANGING else 5.0)
        result, announcements = send_one(settings)
        assert (result.id, result.outcome, result.reply_code) == (7, outcome, code)
        assert result.reply_text.startswith(text)
        assert announcements == ([[7]] if announced else [])
        assert len(server.received) == taken


def test_the_tables_have_a_row_for_every_fault() -> None:
    """A fault that is added later needs its outcome here."""
    pipelined = {Fault.MERGED_REPLIES}  # in test_smtp_pipelining.py
    assert {row[0] for row in TABLE} | {row[1] for row in TLS_TABLE} | pipelined == set(Fault)


@pytest.mark.parametrize(("tls", "fault", "code", "text"), TLS_TABLE)
def test_trouble_with_tls_or_login_loses_no_mail_and_sends_nothing(
    tls: Tls, fault: Fault, code: int | None, text: str, tmp_path: Path
) -> None:
    """Required TLS never falls back to clear text (promise P19), and our settings are at fault."""
    login = ("desk", PASSWORD) if fault is Fault.REFUSED_LOGIN else None
    with SmtpServer(fault, tls=tls, login=login) as server:
        settings = server.settings()
        result, announcements = send_one(with_login(settings, tmp_path) if login else settings)
        assert (result.outcome, result.reply_code) == (TRANSIENT, code)
        assert result.reply_text.startswith("login: " if login else "TLS: ")
        assert text in result.reply_text
        assert PASSWORD not in result.reply_text
        assert announcements == []
        assert "MAIL" not in server.verbs


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_a_mail_is_sent_after_the_login(tls: Tls, tmp_path: Path) -> None:
    """Over TLS in both its forms, with the certificate of an authority from `ca_file`."""
    with SmtpServer(tls=tls, login=("desk", PASSWORD)) as server:
        result, _ = send_one(with_login(server.settings(), tmp_path))
        assert result.outcome is SENT
        assert server.logins == 1
        assert server.verbs.count("STARTTLS") == (tls == "starttls")
        assert server.connections == 1


def test_a_wrong_password_is_told_as_a_login_problem(tmp_path: Path) -> None:
    """It can be corrected in the file without a restart, as it is read for each connection."""
    with SmtpServer(tls="starttls", login=("desk", PASSWORD)) as server:
        settings = with_login(server.settings(), tmp_path, "wrong")
        with SmtpSender(settings) as sender:
            (first,) = sender.send([outgoing()], before_data=unheard)
            with_login(server.settings(), tmp_path)
            (second,) = sender.send([outgoing()], before_data=unheard)
    assert (first.outcome, first.reply_code) == (TRANSIENT, 535)
    assert first.reply_text.startswith("login: ")
    assert second.outcome is SENT


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_without_our_authority_the_certificate_is_not_trusted(tls: Tls) -> None:
    """The system's authorities do not know the test server's."""
    with SmtpServer(tls=tls) as server:
        settings = server.settings().model_copy(update={"ca_file": None})
        result, _ = send_one(settings)
    assert result.outcome is TRANSIENT
    assert "CERTIFICATE_VERIFY_FAILED" in result.reply_text


def test_missing_files_of_ours_lose_no_mail(tmp_path: Path) -> None:
    """A certificate or password file that is gone is our fault and told by its name."""
    nowhere = tmp_path / "nowhere"
    with SmtpServer(tls="starttls", login=("desk", PASSWORD)) as server:
        settings = server.settings().model_copy(update={"username": "desk"})
        no_ca, _ = send_one(settings.model_copy(update={"ca_file": nowhere}))
        no_password, _ = send_one(settings.model_copy(update={"password_file": nowhere}))
    assert no_ca.outcome is no_password.outcome is TRANSIENT
    assert no_ca.reply_text.startswith("TLS: ")
    assert no_password.reply_text.startswith("login: ")
    assert "nowhere" in no_password.reply_text


def test_a_server_that_is_away_makes_every_mail_wait() -> None:
    """Nobody listens: connection refused at once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = Smtp(host="127.0.0.1", port=port, tls="none", connections=2)
    with SmtpSender(settings) as sender:
        outcomes = sender.send([outgoing(n) for n in range(5)], before_data=unheard)
    assert [(one.id, one.outcome) for one in outcomes] == [(n, TRANSIENT) for n in range(5)]
    assert outcomes[0].reply_text.startswith("connection: ")


def test_a_slow_greeting_within_the_time_is_waited_for() -> None:
    """Servers let strangers wait before they greet."""
    with SmtpServer(Fault.SLOW_BANNER, hold_seconds=0.1) as server:
        result, _ = send_one(server.settings())
    assert result.outcome is SENT


def test_only_the_refused_recipient_is_refused() -> None:
    """Each mail has one recipient, so that a partial refusal is one mail's alone."""
    names = ["a@example.net", "gone@example.net", "c@example.net", "d@example.net"]
    with SmtpServer(Fault.REFUSED_RECIPIENT, named=["gone@example.net"]) as server:
        announced: list[Sequence[int]] = []
        with SmtpSender(server.settings(connections=2)) as sender:
            mails = [outgoing(n, name) for n, name in enumerate(names)]
            outcomes = sender.send(mails, before_data=announced.append)
        assert [one.outcome for one in outcomes] == [SENT, PERMANENT, SENT, SENT]
        assert announced == [[0], [2, 3]]
        assert server.received[0].recipients == ("a@example.net",)
        assert sorted(m.recipients[0] for m in server.received) == [names[0], *names[2:]]
        assert server.connections == 2
