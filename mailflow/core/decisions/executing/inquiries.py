"""Commands that change nothing: they are answered with a report, or only rehearsed."""

from mailflow.core.commands import Command
from mailflow.core.decisions.executing.doing import Doing
from mailflow.core.decisions.facts import Facts
from mailflow.core.explanations import Explanation, because
from mailflow.core.records import Contact
from mailflow.core.sending import Addressee, SendNotice
from models.enums import NoticeKind

PREVIEW = "preview"
INQUIRIES = frozenset({"show", "history", "why", "help", PREVIEW})


def answer(command: Command, facts: Facts, contact: Contact) -> Doing:
    """Return the report that is sent to the agent."""
    report = SendNotice(
        NoticeKind.INCIDENT_REPORT,
        Addressee.CONTACT,
        facts.incident.id,
        reason=command.name,
        contact_id=contact.id,
    )
    return Doing(because("done_report"), (), (report,))


def is_no_answer(command: Command, facts: Facts) -> Explanation | None:  # noqa: ARG001
    """Object: an answer to a challenge stands alone, and is looked at before any block."""
    return because("answer_alone")


def rehearse(command: Command, facts: Facts, contact: Contact) -> Doing:  # noqa: ARG001
    """Do nothing: a block with this command is not carried out."""
    return Doing(because("done_preview"))
