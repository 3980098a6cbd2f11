"""What the desk reads in a mail, key by key: the same whatever end the mail takes.

The keys are documented in docs/CLI.md. Nothing here asks the database.
"""

from collections.abc import Sequence

from mailflow.cli.documents import Document, invitation_document
from mailflow.core.addresses import claimed_mailbox
from mailflow.core.alerts import read_alert
from mailflow.core.automatic import machine_mail
from mailflow.core.commands import AGENT_RULES, parse
from mailflow.core.field_blocks import written_fields
from mailflow.core.forwarding import embedded_mail
from mailflow.core.mail import DeliveryReport, Mail, Mailbox
from mailflow.core.quoting import NewText
from mailflow.identity import AlertFormat

MAXIMUM_COMMANDS = 10


def reading_keys(
    mail: Mail, new: NewText, instance_id: str, formats: Sequence[AlertFormat] = ()
) -> Document:
    """Return the reading of one mail, whose text was parted into new and quoted."""
    machine = machine_mail(mail, instance_id=instance_id, is_own_message_id=lambda _: False)
    return {
        "from": _sender(mail),
        "subject": mail.subject,
        "text": _whole_text(mail),
        "visible_reply": new.text,
        "attachments": [one.filename for one in mail.attachments],
        "protection": mail.protection.value,
        "invitation": invitation_document(mail.invitation),
        "n_leaves": mail.leaf_parts,
        "is_auto": machine is not None,
        **_bounce_keys(mail.delivery_report),
        **_forward_keys(mail),
        **_alert_keys(mail, formats),
        "commands": dict(written_fields(new.text)),
        "executable": _executable(new.text),
    }


def _sender(mail: Mail) -> str:
    """Return who wrote, or says so: a From field that decides nothing is shown all the same."""
    found = mail.from_[0] if mail.from_ else claimed_mailbox(mail.header("from"))
    return _written(found) if found else ""


def _whole_text(mail: Mail) -> str:
    """Return all that there is to read, the texts of attached mails included."""
    return "\n".join(filter(None, (mail.text, *(one.text for one in mail.forwarded))))


def _written(mailbox: Mailbox) -> str:
    name = mailbox.display_name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{mailbox.address}>' if name else mailbox.address


def _bounce_keys(report: DeliveryReport | None) -> Document:
    recipients = report.recipients if report else ()
    hard = any(one.permanent for one in recipients)
    return {
        "is_bounce": report is not None,
        "is_hard": hard,
        "bounced": [one.address for one in recipients if one.action in {"failed", "delayed"}],
    }


def _forward_keys(mail: Mail) -> Document:
    found = embedded_mail(mail, mail.text)
    if found is None:
        return {"is_forward": False}
    return {
        "is_forward": found.is_forward,
        "fwd_message": found.comment,
        "fwd_from": _written(found.sender) if found.sender else found.author,
        "fwd_subject": found.subject,
        "fwd_date": found.date,
        "fwd_body": found.text,
        "fwd_embedded": found.embedded,
    }


def _alert_keys(mail: Mail, formats: Sequence[AlertFormat]) -> Document:
    found = read_alert(mail, formats)
    if found is None:
        return {"is_alert": False}
    return {
        "is_alert": True,
        "alert_host": found.host,
        "alert_service": found.service,
        "alert_recovery": found.recovery,
        "alert_state": found.state,
        "alert_tool": found.tool,
        "alert_key": found.deduplication_key,
    }


def _executable(text: str) -> bool:
    block = parse(text, AGENT_RULES, MAXIMUM_COMMANDS)
    return bool(block) and not block.problems
