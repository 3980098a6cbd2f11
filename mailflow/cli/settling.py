"""Processing single mails at once, beside a worker that may run at the same time."""

from mailflow.core.records import RawMail, reference
from mailflow.errors import ConflictError
from mailflow.rounds import Rounds
from models.enums import EndState


def settle(rounds: Rounds, mail_id: int) -> RawMail:
    """Process one mail until it has its end, whoever gives it; return it as it is stored."""
    for _ in range(rounds.desk.settings.limits.attempts):
        with rounds.store.read() as work:
            mail = work.mails.get(mail_id)
        if mail.end_state is not None:
            return mail
        try:
            rounds.process_one(mail_id)
        except ConflictError:
            continue  # a worker was faster, or changed the same incident
    with rounds.store.read() as work:
        return work.mails.get(mail_id)


def ending(mail: RawMail) -> str:
    """Return in words what became of a mail."""
    if mail.end_state is None:
        return "waiting"
    if mail.incident_id is None:
        return f"{mail.end_state.value} ({mail.rule})"
    verb = "opened" if mail.end_state is EndState.INCIDENT else "appended to"
    return f"{verb} {reference(mail.incident_id)} ({mail.rule})"
