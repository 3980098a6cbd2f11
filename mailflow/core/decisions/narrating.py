"""How a decision was found, step by step: what `explain` prints and every mail keeps."""

from mailflow.core.authority import Outcome
from mailflow.core.automatic import MACHINE_MAIL, machine_signs
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions.facts import Facts
from mailflow.core.forwarding import Forwarded
from models.enums import Protection

Log = tuple[tuple[str, str], ...]


def narrate(facts: Facts) -> Log:
    """Return (step, finding) pairs in the order of design section 2; no text of the mail."""
    return (
        ("read", _read(facts)),
        ("sender", _sender(facts)),
        ("sender's domain", facts.situation.verdict.value),
        *_contents(facts),
        (MACHINE_MAIL, _machine(facts)),
        *_alert(facts),
        *((("delivery report", _report(facts)),) if facts.mail.delivery_report else ()),
        ("reply token", _token(facts)),
        ("conversation", _conversation(facts)),
        ("ruling", f"{facts.ruling.row}: {facts.ruling.outcome.value}"),
        ("new text", _new_text(facts)),
        *_circumstances(facts),
        *_passed_on(facts),
        ("commands", _commands(facts)),
        *((("confirms", _held(facts)),) if facts.held else ()),
        ("suggestion", _suggestion(facts)),
        *((("likeness", str(facts.resemblance)),) if facts.resemblance else ()),
        *((("acknowledgement", "held back by the limits"),) if not facts.may_acknowledge else ()),
    )


def _machine(facts: Facts) -> str:
    if facts.machine is None:
        return "no"
    signs = ", ".join(machine_signs(facts.mail)) or "its words or form"
    return f"{facts.machine.value} (by {signs})"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _circumstances(facts: Facts) -> Log:
    """Tell of what happened before, where it makes a difference."""
    around, found = facts.around, []
    if around.only_thanks:
        again = "thanks once more; a second reply opens it again"
        kept = "it only says thanks; what is finished stays so, one more reply opens it again"
        found.append(("thanks", again if around.thanked_before else kept))
    if around.overtaken_by:
        found.append(("overtaken", f"{len(around.overtaken_by)} answers of others went before"))
    if around.block is not None:
        let_in = "" if around.release is None else "; let in all the same"
        found.append(("block list", f"{around.block.kind.value} from this sender{let_in}"))
    return tuple(found)


def _read(facts: Facts) -> str:
    mail = facts.mail
    lines = f"a text of {_counted(_lines(mail.text), 'line')}"
    files = f", {_counted(len(mail.attachments), 'attachment')}" if mail.attachments else ""
    mails = f", {_counted(len(mail.forwarded), 'attached mail')}" if mail.forwarded else ""
    return f"{lines}{files}{mails}"


def _lines(text: str) -> int:
    return sum(1 for line in text.split("\n") if line.strip())


def _new_text(facts: Facts) -> str:
    new, all_ = _lines(facts.text), _lines(facts.mail.text)
    if new == all_:
        return "all of it"
    return f"{new} of {_counted(all_, 'line')}; the rest is quoted or signature"


def _passed_on(facts: Facts) -> Log:
    if facts.forwarded is None:
        return ()
    return (("forwarded", _forwarded(facts.ruling.outcome, facts.forwarded)),)


def _forwarded(outcome: Outcome, forwarded: Forwarded) -> str:
    if outcome is not Outcome.NEW_FROM_AGENT:
        return "the mail passed on is part of the request"
    if forwarded.sender is None:
        return "its original sender has no address; the agent is the requester"
    return "the original sender becomes the requester"


def _contents(facts: Facts) -> Log:
    """Tell what not every mail has: a signature, encryption, an invitation."""
    mail, found = facts.mail, []
    if mail.protection is Protection.SIGNED:
        found.append(("protection", "signed; the signature was not verified"))
    if mail.protection is Protection.ENCRYPTED:
        found.append(("protection", "encrypted; the desk cannot read it"))
    if mail.invitation is not None:
        found.append(("invitation", mail.invitation.kind))
    return tuple(found)


def _sender(facts: Facts) -> str:
    if facts.mail.from_problem:
        return f"{facts.situation.author.kind.value} ({facts.mail.from_problem})"
    return facts.situation.author.kind.value


def _alert(facts: Facts) -> Log:
    if facts.situation.author.kind is not AuthorKind.MONITOR:
        return ()
    found, place = facts.alert, facts.alert_place
    if found is None:
        kind = "not understood"
    else:
        kind = "recovery" if found.recovery else "remark" if found.remark else "problem"
    where = place.incident.reference if place.incident else "no incident"
    known = "known to" if place.member else "together with" if place.incident else "belongs to"
    return (("alert", f"{kind}, {known} {where}"),)


def _report(facts: Facts) -> str:
    recipients = facts.mail.delivery_report.recipients if facts.mail.delivery_report else ()
    told = [f"{one.action} {one.status}".strip() for one in recipients[:5]] or ["names nobody"]
    about = f"of notice {facts.bounced[0].id}" if facts.bounced else "of no notice of ours"
    return f"{', '.join(told)}, {about}"


def _token(facts: Facts) -> str:
    token = facts.situation.conversation.token
    if token.fields is None:
        return token.state.value
    owner = "the sender's own" if token.owner_is_author else "somebody else's"
    kind = "agent" if token.owner_is_agent else "requester"
    return f"{token.state.value}, {owner} ({kind})"


def _conversation(facts: Facts) -> str:
    conversation = facts.situation.conversation
    if conversation.incident is None:
        return "quotes an unknown parent" if conversation.quoting else "refers to no incident"
    role = facts.situation.role
    standing = f"sender is {role.value}" if role else "sender takes no part"
    return f"{conversation.incident.reference}, {standing}"


def _commands(facts: Facts) -> str:
    block = facts.commands.block
    names = ", ".join(f"#{command.name}" for command in block.commands)
    refused = f"{len(block.problems)} bad lines" if block.problems else ""
    return "; ".join(part for part in (names, refused) if part) or "none"


def _held(facts: Facts) -> str:
    return "a held mail, with its code" if facts.held and facts.held.is_proven else "wrong code"


def _suggestion(facts: Facts) -> str:
    guess = facts.suggestion.category
    if guess.label:
        return f"{guess.label} ({guess.confidence:.0%})"
    if guess.is_sure:
        return f"{guess.first} ({guess.confidence:.0%}), not applied"
    return "unsure" if guess.alternatives else "none"
