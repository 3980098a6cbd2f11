"""Whether what happened is what the story says: one sentence for each difference."""

from collections.abc import Iterable, Mapping

from mailflow.core.records import Incident, OutboxRow, RawMail, reference
from mailflow.demo.people import AGENTS, BY_ADDRESS
from mailflow.demo.script import ANY_AGENTS, Due, ScriptedMail
from models.enums import IncidentState, OutboxState

AGENT_KEYS = frozenset(agent.key for agent in AGENTS)


def differences(
    scripted: ScriptedMail, raw: RawMail, rows: Iterable[OutboxRow], incidents: Mapping[str, int]
) -> tuple[str, ...]:
    """Return how the end of a mail differs from what the story expects."""
    expected = scripted.expected
    end = raw.end_state.value if raw.end_state else "waiting"
    found = [
        _unlike("it ended as", f"{expected.end.value}: {expected.rule}", f"{end}: {raw.rule}"),
        _unlike("it writes to", *_comparable(expected.sends, rows)),
    ]
    if expected.about:
        wanted, got = incidents.get(expected.about), raw.incident_id
        found.append(_unlike("it belongs to", _reference(wanted), _reference(got)))
    return tuple(f"mail {scripted.key!r}: {one}" for one in found if one)


def undue(
    due: Due, rows: Iterable[OutboxRow], incidents: Mapping[str, int]
) -> tuple[tuple[OutboxRow, ...], str]:
    """Return which of these mails are the ones due, and how they differ from what is expected."""
    number = incidents[due.about] if due.about else None
    found = tuple(row for row in rows if row.incident_id == number)
    return found, _unlike("the clock writes to", *_comparable(due.sends, found))


def untold(rows: Iterable[OutboxRow], told: Iterable[OutboxRow]) -> tuple[str, ...]:
    """Return the mails of the outbox of which the story knows nothing."""
    known = {row.id for row in told}
    left = (row for row in rows if row.id not in known)
    return tuple(f"notice {o.id}, {o.kind.value} to {o.recipient}, is not due" for o in left)


def unsent(rows: Iterable[OutboxRow], received: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the mails of the outbox that did not reach the SMTP server as they are."""
    return tuple(
        f"notice {row.id} to {row.recipient} is {row.state.value} and did not arrive as written"
        for row in rows
        if row.state is not OutboxState.SENT or received.get(row.message_id) != row.content
    )


def wrong_states(
    wanted: Mapping[str, IncidentState], numbers: Mapping[str, int], found: Iterable[Incident]
) -> tuple[str, ...]:
    """Return the incidents that are left in another state than the story says, or are new."""
    states = {incident.id: incident.state for incident in found}
    wrong = [
        f"incident of {key!r}: {_unlike('it is', state.value, states[numbers[key]].value)}"
        for key, state in wanted.items()
        if key in numbers and states[numbers[key]] is not state
    ]
    unknown = set(states) - {numbers[key] for key in wanted if key in numbers}
    return (*wrong, *(f"{reference(number)} is not in the story" for number in sorted(unknown)))


def _unlike(what: str, wanted: str, found: str) -> str:
    return "" if wanted == found else f"{what} {found!r}, the story says {wanted!r}"


def _reference(number: int | None) -> str:
    return reference(number) if number else "no incident"


def _comparable(sends: str, rows: Iterable[OutboxRow]) -> tuple[str, str]:
    """Return both sides as sorted words; where any agents will do, all agents are one."""
    wanted = set(sends.split())
    found = set()
    for row in rows:
        person = BY_ADDRESS[row.recipient].key if row.recipient in BY_ADDRESS else row.recipient
        word, any_agents = f"{row.kind.value}:{person}", f"{row.kind.value}:{ANY_AGENTS}"
        found.add(any_agents if any_agents in wanted and person in AGENT_KEYS else word)
    return " ".join(sorted(wanted)), " ".join(sorted(found))
