"""What goes over the wire: envelope, parameters and content (RFC 5321, 6152, 6531)."""

import re
from pathlib import Path

import pytest
from support.outgoing import CONTENT, outgoing, unheard
from support.smtp_server import Received, SmtpServer

from mailflow.adapters.smtp import SmtpSender
from mailflow.adapters.smtp_replies import Reply, refusal, verdict
from mailflow.core.delivery_outcomes import DeliveryOutcome, Outcome, OutgoingMail

LONE_LINE_END = re.compile(rb"(?<!\r)\n|\r(?!\n)")
SMUGGLED = b"MAIL FROM:<boss@example.com>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\nGive!"
LINE_ENDS = (b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r", b"")
BODY_8BIT = b"Subject: Hello\n\nGr\xc3\xbc\xc3\x9fe\n"
HEADER_8BIT = b"Subject: Gr\xc3\xbc\xc3\x9fe\n\nGr\xc3\xbc\xc3\x9fe\n"


def send(server: SmtpServer, mail: OutgoingMail) -> DeliveryOutcome:
    """Send one mail."""
    with SmtpSender(server.settings()) as sender:
        (outcome,) = sender.send([mail], before_data=unheard)
    return outcome


def mail_line(server: SmtpServer) -> str:
    """Return the one MAIL command that the server read."""
    (line,) = [command for command in server.commands if command.startswith("MAIL ")]
    return line


@pytest.mark.parametrize("after", LINE_ENDS, ids=repr)
@pytest.mark.parametrize("before", LINE_ENDS, ids=repr)
def test_no_content_can_smuggle_a_second_mail(before: bytes, after: bytes) -> None:
    """Whatever stands around a dot, the server sees one mail and no bare CR or LF."""
    content = b"Subject: Hello\n\nfirst" + before + b"." + after + SMUGGLED + b"\r\n.\r\n"
    with SmtpServer() as server:
        outcome = send(server, outgoing(content=content))
        (received,) = server.received
        assert outcome.outcome is Outcome.SENT
        assert received.recipients == ("user@example.net",)
        assert SMUGGLED in received.content
        assert not LONE_LINE_END.search(received.content)
        assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize(
    ("content", "wire"),
    [
        (CONTENT, CONTENT.replace(b"\n", b"\r\n")),
        (CONTENT.replace(b"\n", b"\r\n"), CONTENT.replace(b"\n", b"\r\n")),
        (b"no line end", b"no line end\r\n"),
        (b"", b""),
        (b"a\n\n\n", b"a\r\n\r\n\r\n"),  # empty lines at the end stay
        (b".\n..\n...a\n", b".\r\n..\r\n...a\r\n"),
        (b"8 bit \xff\xfe and NUL \x00\n", b"8 bit \xff\xfe and NUL \x00\r\n"),
        (b"trailing blanks \t \n", b"trailing blanks \t \r\n"),  # or a signature would break
    ],
)
def test_the_content_arrives_byte_for_byte_with_crlf(content: bytes, wire: bytes) -> None:
    """A mail sent twice by policy is byte-identical (promise P5)."""
    with SmtpServer() as server:
        assert send(server, outgoing(content=content)).outcome is Outcome.SENT
        assert [mail.content for mail in server.received] == [wire]


def test_a_large_mail_arrives_whole() -> None:
    """Larger than any socket buffer."""
    content = b"Subject: Large\n\n" + b"." * 70 + b"\n" + b"line of text\n" * 100_000
    with SmtpServer() as server:
        assert send(server, outgoing(content=content)).outcome is Outcome.SENT
        (received,) = server.received
    assert received.content == content.replace(b"\n", b"\r\n")


def test_a_mail_may_have_no_sender(tmp_path: Path) -> None:
    """The null reverse-path of automatic mail (RFC 5321 section 4.5.5)."""
    with SmtpServer(folder=tmp_path) as server:
        assert send(server, outgoing(envelope_from="")).outcome is Outcome.SENT
        assert mail_line(server).startswith("MAIL FROM:<> ")
        (received,) = server.wait_for(1)
        assert received == Received(
            "", ("user@example.net",), CONTENT.replace(b"\n", b"\r\n"), received.received_at
        )
        assert [path.name for path in tmp_path.iterdir()] == ["000001.eml"]
        assert (tmp_path / "000001.eml").read_bytes() == received.content


@pytest.mark.parametrize(
    ("sender", "recipient", "content", "without", "parameters"),
    [
        ("a@example.com", "b@example.net", b"x\n", [], "SIZE=3"),
        ("a@example.com", "b@example.net", b"x\n", ["SIZE"], ""),
        ("a@example.com", "b@example.net", BODY_8BIT, ["SIZE"], "BODY=8BITMIME"),
        ("a@example.com", "b@example.net", BODY_8BIT, ["SIZE", "8BITMIME"], ""),
        ("a@example.com", "b@example.net", HEADER_8BIT, ["SIZE"], "BODY=8BITMIME SMTPUTF8"),
        ("a@example.com", "b@example.net", HEADER_8BIT, ["SIZE", "SMTPUTF8"], "BODY=8BITMIME"),
        ("a@example.com", "jörg@example.net", b"x\n", ["SIZE"], "SMTPUTF8"),
        ("a@example.com", "b@bücher.example", b"x\n", ["SIZE"], "SMTPUTF8"),
        ("dürer@example.com", "b@example.net", b"x\n", ["SIZE"], "SMTPUTF8"),
    ],
)
def test_parameters_are_given_only_when_needed_and_offered(
    sender: str, recipient: str, content: bytes, without: list[str], parameters: str
) -> None:
    """And the addresses arrive as they are."""
    with SmtpServer(without=without) as server:
        outcome = send(server, outgoing(1, recipient, envelope_from=sender, content=content))
        assert outcome.outcome is Outcome.SENT
        assert mail_line(server) == f"MAIL FROM:<{sender}> {parameters}".strip()
        assert [(m.envelope_from, m.recipients) for m in server.received] == [
            (sender, (recipient,))
        ]


@pytest.mark.parametrize(
    ("sender", "recipient"),
    [("a@example.com", "jörg@example.net"), ("dürer@example.com", "b@example.net")],
)
def test_an_address_the_server_cannot_read_is_refused_with_the_reason(
    sender: str, recipient: str
) -> None:
    """Without SMTPUTF8 (RFC 6531) a non-ASCII address cannot be written at all."""
    with SmtpServer(without=["SMTPUTF8"]) as server:
        outcome = send(server, outgoing(1, recipient, envelope_from=sender))
        assert outcome.outcome is Outcome.PERMANENT
        assert "SMTPUTF8" in outcome.reply_text
        assert "MAIL" not in server.verbs


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "user",
        "user@example.net\r\nRCPT TO:<victim@example.org>",
        "user@example.net> NOTIFY=NEVER <x@example.net",
        "agent@example.net <mallory@example.org>",  # parseaddr reads mallory
        "user@example.net, mallory@example.org",
        "two words@example.net",
        "user@example.net\x00",
        "user\udcff@example.net",
        "a@b@example.net",
    ],
)
def test_what_is_no_single_address_goes_nowhere(recipient: str) -> None:
    """No reading of a doubtful address can pick another recipient (promise P13)."""
    with SmtpServer() as server:
        outcome = send(server, outgoing(1, recipient))
        assert outcome.outcome is Outcome.PERMANENT
        assert "address" in outcome.reply_text
        assert "MAIL" not in server.verbs


@pytest.mark.parametrize(
    "recipient", ['"two words"@example.net', "a+b=c@[192.0.2.1]", "o'x@a.example"]
)
def test_unusual_addresses_are_sent_as_they_are(recipient: str) -> None:
    """Quoted local parts, address literals and subaddresses (RFC 5321 section 4.1.2)."""
    with SmtpServer() as server:
        assert send(server, outgoing(1, recipient)).outcome is Outcome.SENT
        assert f"RCPT TO:<{recipient}>" in server.commands


@pytest.mark.parametrize(
    ("code", "after_dot", "before_dot"),
    [
        (200, Outcome.SENT, Outcome.TRANSIENT),
        (250, Outcome.SENT, Outcome.TRANSIENT),
        (299, Outcome.SENT, Outcome.TRANSIENT),
        (354, Outcome.UNKNOWN, Outcome.TRANSIENT),
        (399, Outcome.UNKNOWN, Outcome.TRANSIENT),
        (400, Outcome.TRANSIENT, Outcome.TRANSIENT),
        (421, Outcome.TRANSIENT, Outcome.TRANSIENT),
        (499, Outcome.TRANSIENT, Outcome.TRANSIENT),
        (500, Outcome.PERMANENT, Outcome.PERMANENT),
        (535, Outcome.TRANSIENT, Outcome.TRANSIENT),  # a login problem
        (599, Outcome.PERMANENT, Outcome.PERMANENT),
        (600, Outcome.UNKNOWN, Outcome.TRANSIENT),
        (0, Outcome.UNKNOWN, Outcome.TRANSIENT),
        (None, Outcome.UNKNOWN, Outcome.TRANSIENT),
    ],
)
def test_codes_mean_what_the_standard_says(
    code: int | None, after_dot: Outcome, before_dot: Outcome
) -> None:
    """RFC 5321 section 4.2.1; what it does not define is in doubt after the dot only."""
    assert verdict(1, Reply(code, "text")).outcome is after_dot
    assert refusal(1, Reply(code, "text")).outcome is before_dot
    assert refusal(1, Reply(code, "text", ours=True)).outcome is Outcome.TRANSIENT


def test_a_long_reply_is_cut_and_made_one_line() -> None:
    """It goes into a database and a report: no control characters, no lone surrogates."""
    outcome = verdict(1, Reply(250, "one\ntwo\udcff\x00 " + "x" * 1000))
    assert outcome.reply_text.startswith("one two  xxx")
    assert len(outcome.reply_text) == 500
