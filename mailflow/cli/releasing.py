"""Release one mail from quarantine: an administrator says that it was wrongly held."""

from datetime import datetime

from mailflow.adapters.store.contract import Store, Work
from mailflow.core.decisions.circumstances import Release
from mailflow.core.effects import FinishMail
from mailflow.core.records import RawMail
from mailflow.desk import Desk
from mailflow.errors import ConflictError, PermanentError
from mailflow.processing import process, read, take
from models.enums import EndState

LET_IN = frozenset({EndState.INCIDENT, EndState.APPENDED})


def release_mail(
    store: Store, desk: Desk, mail_id: int, now: datetime, release: Release
) -> RawMail:
    """Let the mail in, in one unit of work, or leave everything as it is and say why not."""
    with store.begin() as work:
        _wait_again(work, mail_id)
        reading = read(work.mails.get(mail_id), desk.settings)
        take(work, [mail_id])
        end = process(work, desk, reading, now, release=release).end
        if end.end_state not in LET_IN:
            raise PermanentError(_refusal(mail_id, end))
        detail = {"mail": str(mail_id), "as": release.as_.value}
        work.audit.append(end.incident_id, "released", detail, now)
        return work.mails.get(mail_id)


def _wait_again(work: Work, mail_id: int) -> None:
    try:
        work.mails.reopen(mail_id)
    except ConflictError as error:
        raise PermanentError(str(error)) from error


def _refusal(mail_id: int, end: FinishMail) -> str:
    return (
        f"mail {mail_id} is not released: it would be {end.end_state.value} again by the rule"
        f" {end.rule!r}, which guards against mail in somebody else's name, loops and overload;"
        f" `mailflow quarantine show {mail_id}` shows its text"
    )
