"""Mails of simulated requesters, as if a mail server had brought them."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from secrets import token_hex

from mailflow.core.drills import DOMAIN, Scenario, address_of
from mailflow.core.headers import clean, strict_id


def practice_mail(
    scenario: Scenario, text: str, to: str, now: datetime, answers: str | None = None
) -> bytes:
    """Return a mail of the requester of a scenario; `answers` is the id of his first one."""
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(now)
    mail["From"] = f'"{_name(scenario)}" <{address_of(scenario)}>'
    mail["To"] = to
    subject = clean(scenario.subject)
    mail["Subject"] = f"Re: {subject}" if answers else subject
    mail["Message-ID"] = f"<{token_hex(12)}@{DOMAIN}>"
    if parent := strict_id(answers or ""):
        mail["In-Reply-To"] = parent
        mail["References"] = parent
    mail.set_content(text if text.endswith("\n") else f"{text}\n")
    return mail.as_bytes()


def _name(scenario: Scenario) -> str:
    return clean(scenario.requester, 80).replace('"', "").replace("\\", "")
