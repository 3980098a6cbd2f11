"""The contract of the block list, and of answers that overtook one another, in every store."""

from contextlib import suppress
from dataclasses import replace

from support.stores import MINUTE, NOW, keep, open_incident, write_notice

from mailflow.adapters.store.contract import Work
from mailflow.core.records import AddressBlock
from models.enums import BlockKind, EndState, NoticeKind, Role

EVE = AddressBlock("eve@spam.example", BlockKind.ANSWERS, "bob@desk.example", "INC-1001", NOW)
DOMAIN = AddressBlock(
    "@spam.example", BlockKind.MAIL, "an administrator", "all of them", NOW + MINUTE
)


def test_a_block_is_kept_replaced_listed_and_removed(work: Work) -> None:
    blocks = work.blocks
    for one in (DOMAIN, EVE):
        blocks.put(one)
    assert blocks.listed() == (EVE, DOMAIN)
    harder = replace(EVE, kind=BlockKind.MAIL, at=NOW + 2 * MINUTE)
    blocks.put(harder)
    assert blocks.listed() == (DOMAIN, harder)
    assert blocks.get("EVE@Spam.example") == harder
    assert [blocks.remove("eve@spam.example") for _ in range(2)] == [True, False]
    assert blocks.listed() == (DOMAIN,)


def test_an_address_falls_under_its_own_block_and_its_domains_the_stricter_counts(
    work: Work,
) -> None:
    work.blocks.put(EVE)
    assert work.blocks.of("Eve@spam.example") == EVE
    assert work.blocks.of("mallory@spam.example") is None
    work.blocks.put(DOMAIN)
    assert work.blocks.of("eve@spam.example") == DOMAIN
    assert work.blocks.of("mallory@SPAM.example") == DOMAIN
    for other in ("eve@sub.spam.example", "eve@spam.example.org", "spam.example", ""):
        assert work.blocks.of(other) is None


def test_who_was_looked_up_together_is_known_until_something_changes(work: Work) -> None:
    """Also where the change, or what was read of it, is undone with its savepoint."""
    known = work.directory.add("ann@x.example", role=Role.REQUESTER, at=NOW)
    people = ["Ann@x.example", "nobody@x.example", EVE.pattern]
    work.directory.meet(people)
    work.blocks.meet(people)
    assert [work.directory.by_address(one) for one in people] == [known, None, None]
    assert work.blocks.of(EVE.pattern) is None
    with suppress(ZeroDivisionError), work.savepoint():
        work.blocks.put(EVE)
        work.directory.add(EVE.pattern, role=Role.REQUESTER, at=NOW)
        assert work.blocks.of(EVE.pattern) == EVE
        assert work.directory.by_address(EVE.pattern) is not None
        raise ZeroDivisionError
    assert work.blocks.of(EVE.pattern) is None
    assert work.directory.by_address(EVE.pattern) is None
    work.blocks.put(DOMAIN)
    assert work.blocks.of(EVE.pattern) == DOMAIN
    work.blocks.remove(DOMAIN.pattern)
    assert work.blocks.of(EVE.pattern) is None


def test_the_mails_whose_answers_went_out_later_are_known(work: Work) -> None:
    incident = open_incident(work)
    first, second = keep(work, b"Subject: 1\r\n\r\n"), keep(work, b"Subject: 2\r\n\r\n")
    answer = NoticeKind.PUBLIC_ANSWER
    before = write_notice(work, incident.id, kind=answer, mail_id=first)
    assert work.outbox.answered_since(incident.id, before.id) == ()
    for kind, mail_id in (
        (NoticeKind.AGENT_NOTICE, first),
        (NoticeKind.RESOLUTION, second),
        (answer, second),
        (answer, None),
    ):
        write_notice(work, incident.id, kind=kind, mail_id=mail_id)
    write_notice(work, kind=answer, mail_id=first)
    assert work.outbox.answered_since(incident.id, before.id) == (second,)
    assert work.outbox.answered_since(incident.id, 0) == (first, second)


def test_what_waits_in_quarantine_is_counted_by_rule(work: Work) -> None:
    assert work.mails.quarantined() == {}
    ends = [(EndState.QUARANTINED, rule) for rule in ("spam", "limits", "spam", "blocked_sender")]
    for number, (end, rule) in enumerate([*ends, (EndState.IGNORED, "auto_reply")]):
        mail_id = keep(work, f"Subject: {number}\r\n\r\n".encode())
        work.mails.finish(mail_id, end_state=end, rule=rule, incident_id=None, at=NOW, log=())
    assert list(work.mails.quarantined().items()) == [
        ("spam", 2),
        ("blocked_sender", 1),
        ("limits", 1),
    ]


def test_an_outgoing_mail_may_be_about_no_incident(work: Work) -> None:
    row = write_notice(work, incident_id=None, kind=NoticeKind.QUARANTINE)
    lone = replace(
        row, id=work.outbox.draw_id(), incident_id=None, message_id="<lone@desk.example>"
    )
    work.outbox.add(lone)
    assert work.outbox.get(lone.id) == lone
    assert lone.reference == ""
