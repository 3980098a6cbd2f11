"""Mails as our MX hands them over, and the notices that come back."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from support.desks import TestDesk

from mailflow.adapters.store.contract import Work
from mailflow.core.records import OutboxRow
from models.enums import Role

MX = "mx.helpdesk.example; dmarc=pass header.from={domain}"


def letter(sender: str, subject: str, text: str, *, to: str = "support@helpdesk.example") -> bytes:
    """Return a mail as our MX would hand it over, its sender's domain proven."""
    message = EmailMessage()
    message["Authentication-Results"] = MX.format(domain=sender.rpartition("@")[2])
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = (
        f"<{abs(hash((sender, subject, text, to)))}@{sender.rpartition('@')[2]}>"
    )
    message.set_content(text)
    return message.as_bytes()


def staff(work: Work, desk: TestDesk) -> None:
    group = work.directory.add_group("Desk", is_default=True)
    for name in ("bob", "alice"):
        address = f"{name}@helpdesk.example"
        agent = work.directory.add(address, role=Role.AGENT, at=desk.clock(), handle=name)
        work.directory.add_member(group.id, agent.id)


def reply_address(row: OutboxRow) -> str:
    return str(message_from_bytes(row.content, policy=default)["Reply-To"])


def last_to(desk: TestDesk, recipient: str) -> OutboxRow:
    return [row for row in desk.sent() if row.recipient == recipient][-1]


def body(row: OutboxRow) -> str:
    part = message_from_bytes(row.content, policy=default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())
