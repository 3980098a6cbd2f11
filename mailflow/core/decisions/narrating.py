"""How a decision was found, step by step: what `explain` prints and every mail keeps."""

from mailflow.core.decisions.facts import Facts

Log = tuple[tuple[str, str], ...]


def narrate(facts: Facts) -> Log:
    """Return (step, finding) pairs in the order of design section 2; no text of the mail."""
    return (
        ("read", _read(facts)),
        ("sender", _sender(facts)),
        ("sender's domain", facts.situation.verdict.value),
        ("machine mail", facts.machine.value if facts.machine else "no"),
        ("reply token", _token(facts)),
        ("conversation", _conversation(facts)),
        ("ruling", f"{facts.ruling.row}: {facts.ruling.outcome.value}"),
        ("new text", _new_text(facts)),
        *_special(facts),
        ("commands", _commands(facts)),
        *((("confirms", _held(facts)),) if facts.held else ()),
        ("suggestion", _suggestion(facts)),
        *((("acknowledgement", "held back by the limits"),) if not facts.may_acknowledge else ()),
    )


def _read(facts: Facts) -> str:
    mail = facts.mail
    lines = f"a text of {_lines(mail.text)} lines"
    files = f", {len(mail.attachments)} attachments" if mail.attachments else ""
    mails = f", {len(mail.forwarded)} attached mails" if mail.forwarded else ""
    return f"{lines}{files}{mails}"


def _lines(text: str) -> int:
    return sum(1 for line in text.split("\n") if line.strip())


def _new_text(facts: Facts) -> str:
    new, all_ = _lines(facts.text), _lines(facts.mail.text)
    return "all of it" if new == all_ else f"{new} of {all_} lines; the rest is quoted or signature"


def _special(facts: Facts) -> Log:
    """What only some mails are: passed on by an agent, or an alert."""
    found: list[tuple[str, str]] = []
    if facts.forwarded:
        found.append(("forwarded", "the original sender becomes the requester"))
    if facts.alert:
        known = f", of {facts.alert_incident.reference}" if facts.alert_incident else ""
        found.append(("alert", ("recovery" if facts.alert.recovery else "problem") + known))
    return tuple(found)


def _sender(facts: Facts) -> str:
    if facts.mail.from_problem:
        return f"{facts.situation.author.kind.value} ({facts.mail.from_problem})"
    return facts.situation.author.kind.value


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
    role = conversation.role_of(facts.situation.author.address)
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
    return "unsure" if guess.alternatives else "none"
