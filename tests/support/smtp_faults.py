"""The misbehaviours of the SMTP test server: their names, and as data what each does when."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Fault(StrEnum):
    """What the server does wrong."""

    NONE = "none"
    BUSY_AT_CONNECT = "421 instead of the greeting, connection closed"
    ONE_CONNECTION = "421 instead of the greeting while another connection is open"
    NO_SERVICE = "554 instead of the greeting"
    SLOW_BANNER = "the greeting comes after hold_seconds"
    NO_STARTTLS = "STARTTLS is not offered"
    WRONG_HOST = "the certificate is for another host"
    SELF_SIGNED = "the certificate is not from our authority"
    REFUSED_EHLO = "550 to EHLO"
    REFUSED_STARTTLS = "554 to STARTTLS"
    REFUSED_LOGIN = "535 to AUTH"
    BUSY_AT_MAIL = "421 to MAIL, connection closed"
    REFUSED_SENDER = "550 to MAIL"
    LOGIN_WANTED = "530 to MAIL"
    DEFERRED_RECIPIENT = "451 to RCPT"
    REFUSED_RECIPIENT = "550 to RCPT"
    DROP_AT_RCPT = "connection closed instead of a reply to RCPT"
    HANG_AT_RCPT = "no reply to RCPT for hold_seconds, then the connection closed"
    DEFERRED_DATA = "451 to DATA"
    REFUSED_DATA = "554 to DATA"
    ODD_DATA = "250 to DATA, where a 354 belongs"
    DROP_AT_DATA = "connection closed instead of the 354"
    DROP_IN_CONTENT = "connection closed at the first byte after the 354"
    DEFERRED_CONTENT = "451 after the dot"
    REFUSED_CONTENT = "550 after the dot"
    BUSY_AFTER_DOT = "421 after the dot, connection closed"
    DROP_AFTER_DOT = "the mail is taken, the connection closed without a reply"
    HANG_AFTER_DOT = "the mail is taken, no reply for hold_seconds, then the connection closed"
    GIBBERISH_AFTER_DOT = "the mail is taken, the reply has no code"
    ODD_TEXT_AFTER_DOT = "the mail is taken, the text of the 250 is no text"
    MERGED_REPLIES = "MAIL and RCPT are replied to in one packet, once both have come"
    SPLIT_REPLIES = "every reply comes byte by byte"
    LONG_REPLIES = "every reply has several lines"
    DOUBLED_REPLY = "250 to RCPT twice, in one packet"
    DROP_AFTER_REFUSED_SENDER = "550 to MAIL, then the connection closed"
    HANG_AFTER_REFUSED_SENDER = "550 to MAIL, then no reply for hold_seconds"
    RECIPIENT_WITHOUT_SENDER = "550 to MAIL, and still 250 to RCPT"


class Then(Enum):
    """What happens instead of a reply."""

    DROP = "the connection is closed"
    HANG = "nothing for hold_seconds, then the connection is closed"
    WAIT = "nothing for hold_seconds, then the usual reply"
    BITE = "354, then the connection is closed at the first byte"


GREETING, CONTENT = "greeting", "content"


@dataclass(frozen=True, slots=True)
class Step:
    """At which command (or `greeting`, or `content`: after the dot) a fault says or does what."""

    at: str
    answer: bytes | Then

    @property
    def takes_mail(self) -> bool:
        """Tell whether the server has the mail in spite of the fault."""
        return isinstance(self.answer, Then) or not self.answer.startswith((b"4", b"5"))


SCRIPT: dict[Fault, Step] = {
    Fault.BUSY_AT_CONNECT: Step(GREETING, b"421 4.3.2 too busy"),
    Fault.ONE_CONNECTION: Step(GREETING, b"421 4.7.0 too many connections"),
    Fault.NO_SERVICE: Step(GREETING, b"554 5.3.2 no service here"),
    Fault.SLOW_BANNER: Step(GREETING, Then.WAIT),
    Fault.REFUSED_EHLO: Step("EHLO", b"550 5.7.1 go away"),
    Fault.REFUSED_STARTTLS: Step("STARTTLS", b"554 5.7.3 TLS out of order"),
    Fault.REFUSED_LOGIN: Step("AUTH", b"535 5.7.8 credentials invalid"),
    Fault.BUSY_AT_MAIL: Step("MAIL", b"421 4.3.2 too busy"),
    Fault.REFUSED_SENDER: Step("MAIL", b"550 5.1.8 sender unknown"),
    Fault.LOGIN_WANTED: Step("MAIL", b"530 5.7.0 authentication required"),
    Fault.DEFERRED_RECIPIENT: Step("RCPT", b"451 4.2.1 try again later"),
    Fault.REFUSED_RECIPIENT: Step("RCPT", b"550 5.1.1 no such user"),
    Fault.DROP_AT_RCPT: Step("RCPT", Then.DROP),
    Fault.HANG_AT_RCPT: Step("RCPT", Then.HANG),
    Fault.DEFERRED_DATA: Step("DATA", b"451 4.3.0 not now"),
    Fault.REFUSED_DATA: Step("DATA", b"554 5.5.1 no valid recipients"),
    Fault.ODD_DATA: Step("DATA", b"250 OK"),
    Fault.DROP_AT_DATA: Step("DATA", Then.DROP),
    Fault.DROP_IN_CONTENT: Step("DATA", Then.BITE),
    Fault.DEFERRED_CONTENT: Step(CONTENT, b"451 4.3.0 local error"),
    Fault.REFUSED_CONTENT: Step(CONTENT, b"550 5.7.1 content refused"),
    Fault.BUSY_AFTER_DOT: Step(CONTENT, b"421 4.3.2 shutting down"),
    Fault.DROP_AFTER_DOT: Step(CONTENT, Then.DROP),
    Fault.HANG_AFTER_DOT: Step(CONTENT, Then.HANG),
    Fault.GIBBERISH_AFTER_DOT: Step(CONTENT, b"thank you very much"),
    Fault.ODD_TEXT_AFTER_DOT: Step(CONTENT, b"250 2.0.0 caf\xe9\x00\x1b[1m queued as 17"),
    Fault.DOUBLED_REPLY: Step("RCPT", b"250 2.1.5 OK\r\n250 2.1.5 OK"),
    Fault.DROP_AFTER_REFUSED_SENDER: Step("MAIL", b"550 5.1.8 sender unknown"),
    Fault.HANG_AFTER_REFUSED_SENDER: Step("MAIL", b"550 5.1.8 sender unknown"),
    Fault.RECIPIENT_WITHOUT_SENDER: Step("MAIL", b"550 5.1.8 sender unknown"),
}

SECOND: dict[Fault, Step] = {  # what some of them do besides
    Fault.DROP_AFTER_REFUSED_SENDER: Step("RCPT", Then.DROP),
    Fault.HANG_AFTER_REFUSED_SENDER: Step("RCPT", Then.HANG),
    Fault.RECIPIENT_WITHOUT_SENDER: Step("RCPT", b"250 2.1.5 OK"),
}
