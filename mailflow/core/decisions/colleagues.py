"""What an agent's mail tells his colleagues: a note, or that two answered at once."""

from collections.abc import Sequence

from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import Effect
from mailflow.core.records import Contact
from mailflow.core.relaying import own_files
from mailflow.core.sending import Addressee, SendNotice
from models.enums import NoticeKind


def note_for_assignee(
    facts: Facts, contact: Contact, told: Sequence[SendNotice]
) -> tuple[Effect, ...]:
    """A note of a colleague goes to who works on it, unless a notice brings it to him anyhow."""
    assignee = facts.incident.assignee_id
    is_news = assignee not in {None, contact.id, *(one.contact_id for one in told)}
    if not (facts.commands.block.is_private and is_news):
        return ()
    return (
        SendNotice(
            NoticeKind.AGENT_NOTICE,
            Addressee.CONTACT,
            facts.incident.id,
            reason="noted",
            contact_id=assignee,
            attachments=own_files(facts.mail, facts.text),
        ),
    )


def overtaken(facts: Facts, contact: Contact, *, answers: bool) -> list[Effect]:
    """Tell him who answered while he wrote, once; his own answer goes all the same."""
    others = facts.around.overtaken_by
    if not (others and answers):
        return []
    return [
        SendNotice(
            NoticeKind.AGENT_NOTICE,
            Addressee.CONTACT,
            facts.incident.id,
            reason="overtaken",
            contact_id=contact.id,
            overtaken_by=others,
            once=f"overtaken:{facts.incident.id}:{others[-1].mail_id}",
        )
    ]
