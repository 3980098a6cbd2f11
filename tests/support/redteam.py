"""The shared hostile mails: load the fixtures, run a case, compare what must happen."""

import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default as decoded
from pathlib import Path
from typing import Any

from support.desks import TestDesk, make_settings
from support.memory_growth import AT_REST, Growth

from mailflow.adapters.store.contract import Work
from mailflow.adapters.tokens import Keys, ReplyTokens
from mailflow.core.commands import AGENT_RULES, REQUESTER_RULES
from mailflow.core.effects import Decision, RecordSecurityEvent
from mailflow.core.records import Incident, MailIdentity, OutboxRow, Participant
from mailflow.settings import Settings
from models.enums import EndState, IncidentState, NoticeKind, OutboxState, ParticipantRole, Role

INSIDE = {NoticeKind.AGENT_NOTICE, NoticeKind.COMMAND_TRANSCRIPT, NoticeKind.ESCALATION}
# Addresses and ids, in which anything may stand by chance
_IDS = re.compile(r"(?<![\w.+-])[\w.+-]{1,80}+(?:@|%40)[\w.-]+|\b(?:INC|KB)-\d+")
SAME_EVENT = {
    "challenge_sent": {"command_held"},
    "unparseable_from": {"unparseable_from", "unparseable From"},
}


def moment(text: str) -> datetime:
    """Read a moment of the fixtures; one without zone is UTC."""
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def settings_of(fixtures: dict[str, Any]) -> Settings:
    """Return the desk that the fixtures describe."""
    limits = fixtures["limits"]
    own = tuple(a for a in fixtures["own_addresses"] if "*" not in a)
    return make_settings(
        desk={
            "name": "Help Desk",
            "support_address": fixtures["mailbox"],
            "own_addresses": own,
            "authserv_id": fixtures["trusted_authserv_id"],
            "instance_id": fixtures["instance_loop_id"],
            "monitors": tuple(fixtures["monitoring_senders"]),
            "served_domains": tuple(fixtures["served_domains"]),
        },
        limits={
            "message_bytes": limits["max_message_bytes"],
            "parts": limits["max_parts"],
            "depth": limits["max_depth"],
            "headers": limits["max_headers"],
            "commands": limits["max_commands"],
            "acknowledgements_per_sender_hour": limits["acks_per_sender_hour"],
            "acknowledgements_per_domain_hour": limits["acks_per_domain_hour"],
            "token_days": fixtures["token_ttl_days"],
        },
    )


def keys_of(fixtures: dict[str, Any]) -> Keys:
    """Return the keys that are active; a retired one is simply gone."""
    active = {kid: fixtures["token_keys"][str(kid)].encode() for kid in fixtures["active_kids"]}
    return Keys(ReplyTokens(active), b"audit", b"classifier")


def load(desk: TestDesk, fixtures: dict[str, Any]) -> None:
    """Put people, incidents and outbox rows of the fixtures into a fresh store."""
    desk.clock.now = moment(fixtures["now"])
    with desk.store.begin() as work:
        _load_people(work, fixtures, desk.clock.now)
        ids = {p["addr"]: p["id"] for p in fixtures["principals"]}
        for one in fixtures["incidents"]:
            _load_incident(work, one, ids, desk.clock.now)
        for one in fixtures["outbox"]:
            _load_outbox(work, one, {p["id"]: p["addr"] for p in fixtures["principals"]})
        for message_id in fixtures["processed_message_ids"]:
            _load_processed(work, message_id, desk.clock.now)


def _load_people(work: Work, fixtures: dict[str, Any], now: datetime) -> None:
    group = work.directory.add_group("Desk", is_default=True)
    for one in fixtures["principals"]:
        role, address = Role(one["role"]), one["addr"]
        handle = address.partition("@")[0] if role is not Role.REQUESTER else None
        work.directory.add(address, role=role, at=now, handle=handle, contact_id=one["id"])
        if role is not Role.REQUESTER:
            work.directory.add_member(group.id, one["id"])
        if not one.get("active", True):
            work.directory.set_active(one["id"], False)


def _load_incident(work: Work, one: dict[str, Any], ids: dict[str, int], now: datetime) -> None:
    (group,) = work.directory.groups()
    while work.incidents.draw_id() < one["id"]:
        pass
    work.incidents.add(
        Incident(
            id=one["id"],
            subject=one["subject"],
            state=IncidentState.IN_PROGRESS,
            requester_address=one["requester"],
            opened_at=now,
            verified=True,
            assignee_id=ids[one["assignee"]],
            group_id=group.id,
        )
    )
    requester = Participant(one["requester"], ParticipantRole.REQUESTER)
    work.incidents.add_participant(one["id"], requester)
    work.incidents.add_participant(one["id"], Participant(one["assignee"], ParticipantRole.AGENT))


def _load_outbox(work: Work, one: dict[str, Any], addresses: dict[int, str]) -> None:
    issued = moment(one["issued"])
    kind = NoticeKind.ACKNOWLEDGEMENT if one.get("kind") == "ack" else NoticeKind.AGENT_NOTICE
    row = OutboxRow(
        id=one["id"],
        kind=kind,
        incident_id=one["incident"],
        contact_id=one["principal"],
        recipient=addresses[one["principal"]],
        message_id=f"<fixture-{one['id']}@helpdesk.example>",
        subject="",
        content=b"",
        state=OutboxState.SENT,
        created_at=issued,
        next_attempt_at=issued,
    )
    work.outbox.add(row)
    for command in one.get("commands_already_executed", ()):
        name = command.lower()
        work.incidents.add_command(one["id"], name, one["incident"], None, issued)


def _load_processed(work: Work, message_id: str, now: datetime) -> None:
    content = f"Message-ID: {message_id}\r\n\r\nanother body".encode()
    mail_id, _ = work.mails.keep(content, source="fixture", received_at=now)
    work.mails.finish(
        mail_id,
        end_state=EndState.IGNORED,
        rule="fixture",
        incident_id=None,
        at=now,
        log=(),
        identity=MailIdentity(message_id, "another body"),
    )


@dataclass(frozen=True)
class Run:
    """What a case did, seen from outside."""

    desk: TestDesk
    mail_ids: tuple[int, ...]
    decisions: tuple[Decision, ...]
    sent: tuple[OutboxRow, ...]
    seconds: float
    peak_megabytes: float

    @property
    def agents(self) -> frozenset[str]:
        """Addresses of active agents."""
        with self.desk.store.read() as work:
            return frozenset(c.address for c in work.directory.agents() if c.active)

    def first(self) -> "Run":
        """Return the same run as it stood after its first pass."""
        first = self.mail_ids[0]
        sent = tuple(row for row in self.sent if row.mail_id == first)
        return replace(self, mail_ids=(first,), decisions=self.decisions[:1], sent=sent)


def variants(content: bytes, steps: dict[str, Any]) -> Iterator[bytes]:
    """Yield the mail as often as the steps say, with what varies made different."""
    for number in range(1, steps.get("repeat", 1) + 1):
        varied = content
        for what in steps.get("vary", ()):
            varied = _vary(varied, what, number)
        yield varied


def _vary(content: bytes, what: str, number: int) -> bytes:
    if what == "Message-ID":
        fresh = f"Message-ID: <vary-{number}@vary.example>".encode()
        return re.sub(rb"(?im)^Message-ID:[^\r\n]*", fresh, content, count=1)
    if "@" in what:
        local, _, domain = what.partition("@")
        return content.replace(what.encode(), f"{local}{number}@{domain}".encode())
    return re.sub(what.encode(), f"#{1000 + number}".encode(), content)


def run(desk: TestDesk, content: bytes, steps: dict[str, Any]) -> Run:
    """Process a case and return what can be seen of it."""
    before = {row.id for row in desk.sent()}
    memory = Growth.begin()
    started = time.process_time()
    ids = tuple(desk.take(one) for one in variants(content, steps))
    seconds = time.process_time() - started
    sent = tuple(row for row in desk.sent() if row.id not in before)
    peak = AT_REST + memory.grown()
    return Run(desk, ids, tuple(desk.decisions), sent, seconds, peak)


def complaints(case: dict[str, Any], outcome: Run) -> list[str]:
    """Return one sentence for everything that is not as the case expects."""
    return list(
        itertools.chain(
            _ends(case["expected"], outcome.first()),
            _commands(case["expected"], outcome.first()),
            _recipients(case["expected"], outcome.first()),
            _events(case["expected"], outcome),
            _totals(case.get("steps", {}).get("expect_total", {}), outcome),
            _content(case, outcome),
            _cost(case, outcome),
        )
    )


def _ends(expected: dict[str, Any], outcome: Run) -> Iterator[str]:
    with outcome.desk.store.read() as work:
        mail = work.mails.get(outcome.mail_ids[0])
    appended = mail.end_state is EndState.APPENDED
    facts = {
        "incident_created": mail.end_state is EndState.INCIDENT,
        "appended_to": f"INC-{mail.incident_id}" if appended else None,
        "quarantined": mail.end_state is EndState.QUARANTINED,
        "ack_sent": any(row.kind is NoticeKind.ACKNOWLEDGEMENT for row in outcome.sent),
    }
    for name, seen in facts.items():
        if expected.get(name, seen) != seen:
            yield f"{name} is {seen}, expected {expected[name]} ({mail.rule})"


def _commands(expected: dict[str, Any], outcome: Run) -> Iterator[str]:
    executed = Counter(name for d in outcome.decisions for name in d.executed)
    if "commands_executed" in expected and executed != Counter(
        _name(line) for line in expected["commands_executed"]
    ):
        yield f"executed {dict(executed)}, expected {expected['commands_executed']}"
    if expected.get("quarantined"):
        return
    refused = Counter(_name(line) for d in outcome.decisions for line in d.refused)
    missing = Counter(_name(line) for line in expected.get("commands_rejected", ())) - refused
    if missing:
        yield f"not reported as refused: {dict(missing)} (reported {dict(refused)})"


def _name(line: str) -> str:
    """Return the canonical name of a command, as the comparison wants it."""
    rules = (*AGENT_RULES, *REQUESTER_RULES)
    if line.startswith("#"):
        word = line.lstrip("# ").split(maxsplit=1)[0].lower()
        found = (one.name for one in rules if word == one.name or word in one.aliases)
    else:
        word = " ".join(line.partition(":")[0].lower().split())
        found = (one.name for one in rules if word in one.labels)
    return f"#{next(found, word)}"


def _recipients(expected: dict[str, Any], outcome: Run) -> Iterator[str]:
    recipients = {row.recipient for row in outcome.sent}
    wanted = expected.get("mail_sent_to")
    if wanted is not None and not set(wanted) <= recipients:
        yield f"no mail to {set(wanted) - recipients}"
    if expected.get("quarantined") and recipients:
        yield f"quarantined, yet mail to {recipients}"
    allowed = set(outcome.agents) | set(wanted or ())
    relayed = any(d.executed or not d.refused for d in outcome.decisions)
    if wanted is None or (relayed and "carol@customer.example" in recipients - allowed):
        allowed |= _relayed_to(outcome) if wanted is not None else recipients
    if recipients - allowed:
        yield f"mail to {recipients - allowed}, who should get none"


def _relayed_to(outcome: Run) -> set[str]:
    """Who may get the relay of an authenticated agent's public text: participants."""
    answers = {NoticeKind.PUBLIC_ANSWER, NoticeKind.RESOLUTION, NoticeKind.CLOSURE}
    return {row.recipient for row in outcome.sent if row.kind in answers}


def _events(expected: dict[str, Any], outcome: Run) -> Iterator[str]:
    wanted = expected.get("security_event")
    effects = (effect for decision in outcome.decisions for effect in decision.effects)
    seen = {e.event.name for e in effects if isinstance(e, RecordSecurityEvent)}
    if wanted and not ({wanted} | SAME_EVENT.get(wanted, set())) & seen:
        yield f"security event {wanted} is not among {sorted(seen)}"


def _totals(expected: dict[str, Any], outcome: Run) -> Iterator[str]:
    with outcome.desk.store.read() as work:
        mails = [work.mails.get(one) for one in set(outcome.mail_ids)]
    incidents = sum(one.end_state is EndState.INCIDENT for one in mails)
    acks = sum(row.kind is NoticeKind.ACKNOWLEDGEMENT for row in outcome.sent)
    per_recipient = Counter(row.recipient for row in outcome.sent)
    facts = {
        "incidents_max": incidents,
        "acks_max": acks,
        "mails_max": max(per_recipient.values(), default=0),
    }
    for name, limit in expected.items():
        if name in facts and facts[name] > limit:
            yield f"{name}: {facts[name]}, at most {limit}"
    if "raw_stored" in expected and len(mails) != expected["raw_stored"]:
        yield f"{len(mails)} raw mails, expected {expected['raw_stored']}"
    if "commands_executed" in expected:
        executed = [name for d in outcome.decisions for name in d.executed]
        if executed != [_name(line) for line in expected["commands_executed"]]:
            yield f"executed in all passes: {executed}"


def visible(row: OutboxRow, *kinds: str) -> str:
    """Return what a reader sees of a mail: subject, text, and the source of its HTML."""
    message = message_from_bytes(row.content, policy=decoded)
    parts = [part for part in message.walk() if part.get_content_type() in kinds]
    shown = (re.sub(r"(?s)<style.*?</style>", "", str(part.get_content())) for part in parts)
    texts = (str(message["Subject"]), *shown) if "text/plain" in kinds else shown
    return "\n".join(texts)


def _content(case: dict[str, Any], outcome: Run) -> Iterator[str]:
    """To agents nothing of a stranger is a secret; markup that runs is to nobody."""
    for row in outcome.sent:
        inside = row.recipient in outcome.agents
        text = visible(row, "text/html", *(() if inside else ("text/plain",)))
        bare = _IDS.sub("", text)
        for secret in case.get("outbound_must_not_contain", ()):
            markup = secret in {"<script", "onerror=", "javascript:"}
            said = text if "@" in secret else bare
            if secret in said and (markup or not inside):
                yield f"{secret!r} in a mail to {row.recipient}"
        message = message_from_bytes(row.content)
        for name in case.get("outbound_headers_must_not_have", ()):
            if name in message:
                yield f"header {name} in a mail to {row.recipient}"
        longest = max(len(line) for line in row.content.split(b"\r\n\r\n")[0].split(b"\r\n"))
        if longest > case.get("outbound_max_header_line", 998):
            yield f"header line of {longest} octets"


def _cost(case: dict[str, Any], outcome: Run) -> Iterator[str]:
    if outcome.seconds > case.get("max_seconds", 60):
        yield f"{outcome.seconds:.1f} s"
    if outcome.peak_megabytes > case.get("max_rss_mb", 4000):
        yield f"{outcome.peak_megabytes:.0f} MB"
    for name in case.get("fs_must_not_exist", ()):
        if Path(name).exists():
            yield f"{name} exists"
