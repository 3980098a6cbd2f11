"""An incident changed from the command line: gather, decide, apply, in one unit of work."""

from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.applying import Applier
from mailflow.core.commands import AGENT_RULES, block_of
from mailflow.core.decisions.by_hand import (
    BY_HAND,
    THE_CLI,
    ByHand,
    administrator,
    at_the_keyboard,
    decide_by_hand,
)
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import Decision
from mailflow.core.mail import Mail
from mailflow.core.quoting import NO_TEXT
from mailflow.core.records import Contact, Incident, RawMail
from mailflow.desk import Desk
from mailflow.gathering import Gatherer


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of one incident: commands by name and value, as whom, with mail or without."""

    incident: Incident
    commands: tuple[tuple[str, str], ...]
    agent: Contact | None = None
    quiet: bool = False


def ordered(work: Work, desk: Desk, order: Order, now: datetime) -> ByHand:
    """Return what an order would do, or why it is refused; nothing is done."""
    return decide_by_hand(_facts(work, desk, order, now), quiet=order.quiet)


def carry_out(work: Work, desk: Desk, order: Order, now: datetime) -> ByHand:
    """Carry out an order, unless it is refused."""
    decided = ordered(work, desk, order, now)
    if decided.is_refused:
        return decided
    log = (("command line", ", ".join(line.command for line in decided.lines)),)
    Applier(work, desk, None, None, now).apply(Decision(decided.effects, log))
    for name, _ in order.commands:
        who = str(order.agent.id) if order.agent else ""
        detail = {"command": f"#{name}", "by": THE_CLI, "contact": who}
        work.audit.append(order.incident.id, "command_executed", detail, now)
    return decided


def _facts(work: Work, desk: Desk, order: Order, now: datetime) -> Facts:
    incident = order.incident
    contact = order.agent or administrator(desk.settings.desk.name)
    contact = replace(contact, silent_success=False)  # who typed it is told on the spot
    people = work.incidents.participants(incident.id)
    situation = at_the_keyboard(contact, incident, people)
    mail = Mail(message_id="", subject="", from_=(situation.author.mailbox,))
    raw = RawMail(id=0, sha256="", content=b"", source=THE_CLI, received_at=now)
    block = block_of(order.commands, AGENT_RULES)
    known = Gatherer(work, desk, mail, raw, now, NO_TEXT).commanded(
        situation, contact, incident, block
    )
    return Facts(
        mail=mail,
        mail_id=raw.id,
        received_at=now,
        now=now,
        settings=desk.settings,
        situation=situation,
        ruling=BY_HAND,
        commands=replace(known, quoted=()),  # there is no mail that could quote somebody
    )
