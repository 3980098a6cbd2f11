"""The contract of the outbox, kept by every store."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from support.stores import MINUTE, NOW, keep, open_incident, write_notice

from mailflow.adapters.store.contract import Store, Work
from mailflow.adapters.store.contract.outbox import CLAIMED_BYTES
from mailflow.core.records import OutboxRow
from mailflow.errors import ConflictError, NotFoundError
from models.enums import NoticeKind, OutboxState, Role

LEASE = NOW + 5 * MINUTE


def claim_one(work: Work, owner: str = "one") -> OutboxRow:
    """Claim the only due row."""
    (row,) = work.outbox.claim(owner, NOW, LEASE, 10)
    return row


def stored(work: Work, row: OutboxRow) -> OutboxRow:
    """Return the row as it is now."""
    found = work.outbox.get(row.id)
    assert found is not None
    return found


# Rows


def test_mails_about_several_wait_with_what_they_list(work: Work) -> None:
    """Until somebody takes them; what they list changes with their bytes."""
    listing = {"once": "escalation:1", "total": 1, "lines": [[1001, [["response", "x"]]]]}
    kind = NoticeKind.ESCALATION
    row = write_notice(work, kind=kind, once="one", listing=listing)
    write_notice(work, kind=kind, once="two")
    write_notice(work, kind=NoticeKind.PAGE, once="three", listing=listing)
    assert [one.id for one in work.outbox.listings(kind)] == [row.id]
    work.outbox.rewrite(replace(row, listing={**listing, "total": 2}))
    assert [one.listing for one in work.outbox.listings(kind)] == [{**listing, "total": 2}]
    work.outbox.claim("one", NOW, LEASE, 10)
    assert work.outbox.listings(kind) == ()


def test_numbers_rise_from_one(work: Work) -> None:
    """They are drawn before the row is stored."""
    assert [work.outbox.draw_id() for _ in range(3)] == [1, 2, 3]


def test_every_field_of_an_outgoing_mail_comes_back(work: Work) -> None:
    """Bytes as they were, moments aware."""
    row = write_notice(
        work,
        kind=NoticeKind.PUBLIC_ANSWER,
        once="answer:1",
        mail_id=keep(work),
        content=bytes(range(256)),
        state=OutboxState.SENT,
        attempts=2,
        fence=3,
        claimed_by="one",
        lease_until=LEASE,
        sent_at=NOW,
        reply_code=250,
        reply_text="OK",
        revoked_at=NOW,
        bounced_at=NOW,
    )
    assert stored(work, row) == row
    assert work.outbox.by_once("answer:1") == row
    assert work.outbox.get(99) is work.outbox.by_once("answer:2") is None


def test_a_row_that_nobody_took_is_written_anew(work: Work) -> None:
    """Subject, bytes and next attempt alone; the rest is as it was."""
    row, other = write_notice(work, once="escalation:1"), write_notice(work)
    fresh: dict[str, Any] = {"subject": "Two", "content": b"two", "next_attempt_at": NOW + MINUTE}
    work.outbox.rewrite(replace(row, **fresh, once=None, created_at=NOW + MINUTE))
    assert stored(work, row) == replace(row, **fresh)
    assert stored(work, other) == other


@pytest.mark.parametrize("how", ["claimed", "tried before", "canceled"])
def test_a_row_that_somebody_took_is_not_written_anew(work: Work, how: str) -> None:
    """What may have been sent stays as it was sent."""
    row = write_notice(work)
    if how == "canceled":
        work.outbox.cancel(row.id)
    else:
        claimed = claim_one(work)
    if how == "tried before":
        work.outbox.record(row.id, fence=claimed.fence, state=OutboxState.PENDING, at=NOW)
    before = stored(work, row)
    with pytest.raises(ConflictError, match=f"outgoing mail {row.id} does not wait"):
        work.outbox.rewrite(replace(row, content=b"two"))
    assert stored(work, row) == before


def test_a_row_is_held_until_its_moment_comes(work: Work) -> None:
    """Of this kind, never tried, and not farther away than asked for."""
    kind, until = NoticeKind.ESCALATION, NOW + MINUTE
    write_notice(work, kind=kind, next_attempt_at=NOW)  # due
    write_notice(work, kind=kind, next_attempt_at=NOW + 2 * MINUTE)
    write_notice(work, kind=kind, next_attempt_at=until, attempts=1)
    write_notice(work, kind=kind, next_attempt_at=until, state=OutboxState.CANCELED)
    write_notice(work, kind=NoticeKind.CLOSURE, next_attempt_at=until)
    assert not work.outbox.is_held(kind, NOW, until)
    write_notice(work, kind=kind, next_attempt_at=until)
    assert work.outbox.is_held(kind, NOW, until)
    assert not work.outbox.is_held(kind, until, until + MINUTE / 2)
    assert not work.outbox.is_held(kind, NOW, until, since=until)  # it was written before


def test_a_once_key_is_used_once(store: Store) -> None:
    """P5: at most one acknowledgement per incident; rows without a key do not collide."""
    with store.begin() as work:
        number = open_incident(work).id
        row = write_notice(work, number, once=f"acknowledgement:{number}")
    with store.begin() as work:
        with pytest.raises(ConflictError):
            write_notice(work, number, once=f"acknowledgement:{number}")
        with pytest.raises(ConflictError):
            work.outbox.add(row)
        write_notice(work)
        write_notice(work)
    with store.read() as work:
        assert len(work.outbox.listed()) == 3


def test_a_once_key_is_used_once_within_a_unit_of_work_that_ends(store: Store) -> None:
    """What is about an incident that was opened in it may wait for the commit."""
    with pytest.raises(ConflictError), store.begin() as work:  # noqa: PT012
        number = open_incident(work).id
        write_notice(work, number, once="acknowledgement")
        write_notice(work, number, once="acknowledgement")
    with store.read() as work:
        assert work.outbox.listed() == ()


def test_a_message_id_is_used_once_in_a_unit_of_work_that_ends(store: Store) -> None:
    """Rows without a key may wait for the commit, which says so then."""
    with pytest.raises(ConflictError), store.begin() as work:
        write_notice(work, message_id=write_notice(work).message_id)
    with store.read() as work:
        assert work.outbox.listed() == ()


def test_which_of_some_keys_were_used_is_asked_at_once(work: Work) -> None:
    write_notice(work, once="digest:1")
    write_notice(work, once="digest:2")
    write_notice(work)
    assert work.outbox.used(["digest:2", "digest:3", "digest:2"]) == {"digest:2"}
    assert work.outbox.used([]) == frozenset()


def test_rows_are_listed_newest_first(work: Work) -> None:
    """By state and incident, up to the limit."""
    incident = open_incident(work).id
    first, second = write_notice(work), write_notice(work, incident)
    third = write_notice(work, state=OutboxState.FAILED)
    assert work.outbox.listed() == (third, second, first)
    assert work.outbox.listed(limit=2) == (third, second)
    assert work.outbox.listed([OutboxState.FAILED, OutboxState.UNKNOWN]) == (third,)
    assert work.outbox.listed([OutboxState.PENDING], incident_id=incident) == (second,)


def test_message_ids_to_one_person_come_oldest_first(work: Work) -> None:
    """They become the References of the next mail to him."""
    incident = open_incident(work).id
    bob = work.directory.add("bob@desk.example", role=Role.AGENT, at=NOW)
    first, second = write_notice(work, incident), write_notice(work, incident)
    write_notice(work, incident, contact_id=bob.id)
    write_notice(work)
    found = work.outbox.message_ids_to(incident, first.contact_id)
    assert found == (first.message_id, second.message_id)


def test_mails_to_a_recipient_or_domain_are_counted(work: Work) -> None:
    """P11: within the hour, of one kind."""
    write_notice(work, created_at=NOW - 2 * MINUTE)
    write_notice(work, created_at=NOW - MINUTE)
    write_notice(work, recipient="carol@Example.ORG")
    write_notice(work, kind=NoticeKind.CLOSURE)
    write_notice(work, recipient="alice@example.com")
    kind, since = NoticeKind.ACKNOWLEDGEMENT, NOW - MINUTE

    def counts(recipient: str, domain: str) -> tuple[int, int]:
        return work.outbox.sent_since(kind, since, recipient=recipient, domain=domain)

    assert counts("alice@example.org", "example.org") == (1, 2)
    assert counts("nobody@example.org", "Example.ORG") == (0, 2)
    assert counts("alice@example.org", "nowhere.example") == (1, 0)


# Claiming


def test_large_mails_are_claimed_few_at_a_time(work: Work) -> None:
    """What one wave sends is in memory together (P15); a mail that is too large goes alone."""
    large, huge = bytes(CLAIMED_BYTES // 2 - 2), bytes(CLAIMED_BYTES + 10)
    rows = [write_notice(work, content=one) for one in (large, b"small", large, b"more", huge)]
    waves = [work.outbox.claim("one", NOW, LEASE, 10) for _ in range(3)]
    numbers = [one.id for one in rows]
    assert [[one.id for one in wave] for wave in waves] == [numbers[:2], numbers[2:4], numbers[4:]]


def test_due_rows_are_claimed_longest_due_first(work: Work) -> None:
    """Up to the limit; each bears its owner, lease, attempt and fencing number."""
    late, early = write_notice(work), write_notice(work, next_attempt_at=NOW - MINUTE)
    same = write_notice(work)
    write_notice(work, next_attempt_at=NOW + MINUTE)
    write_notice(work, state=OutboxState.CANCELED)
    claimed = work.outbox.claim("one", NOW, LEASE, 2)
    assert [one.id for one in claimed] == [early.id, late.id]
    for before, after in zip((early, late), claimed, strict=True):
        assert after == stored(work, after)
        assert after == replace(
            before,
            state=OutboxState.CLAIMED,
            claimed_by="one",
            lease_until=LEASE,
            attempts=1,
            fence=1,
        )
    assert [one.id for one in work.outbox.claim("two", NOW, LEASE, 10)] == [same.id]
    assert work.outbox.claim("two", NOW, LEASE, 10) == ()


def test_due_rows_are_counted(work: Work) -> None:
    """And the next moment is known, so that delivery need not look before."""
    assert (work.outbox.due(NOW), work.outbox.next_due()) == (0, None)
    write_notice(work, next_attempt_at=NOW + MINUTE)
    write_notice(work, next_attempt_at=NOW - MINUTE, state=OutboxState.SENT)
    assert (work.outbox.due(NOW), work.outbox.next_due()) == (0, NOW + MINUTE)
    write_notice(work)
    assert (work.outbox.due(NOW), work.outbox.next_due()) == (1, NOW)


def test_a_success_is_recorded(work: Work) -> None:
    """The claim ends with it; the reply is cut to what fits."""
    write_notice(work)
    row = claim_one(work)
    work.outbox.mark_transmitting([row.id], "one")
    assert stored(work, row).state is OutboxState.TRANSMITTING
    told = work.outbox.record(
        row.id, fence=1, state=OutboxState.SENT, at=NOW, reply_code=250, reply_text="O" * 600
    )
    sent = stored(work, row)
    assert told
    assert (sent.state, sent.sent_at, sent.reply_code) == (OutboxState.SENT, NOW, 250)
    assert (sent.reply_text, sent.claimed_by, sent.lease_until) == ("O" * 500, None, None)


def test_a_deferred_row_is_claimed_again_later(work: Work) -> None:
    """With a higher fencing number and its attempts counted."""
    write_notice(work)
    row = claim_one(work)
    work.outbox.record(
        row.id,
        fence=row.fence,
        state=OutboxState.PENDING,
        at=NOW,
        next_attempt_at=NOW + MINUTE,
        reply_code=451,
    )
    assert work.outbox.claim("one", NOW, LEASE, 10) == ()
    (again,) = work.outbox.claim("one", NOW + MINUTE, LEASE, 10)
    assert (again.fence, again.attempts, again.sent_at) == (2, 2, None)


def test_a_fenced_worker_records_nothing(work: Work) -> None:
    """Somebody else took the row since."""
    write_notice(work)
    row = claim_one(work, "slow")
    work.outbox.recover(LEASE)
    again = claim_one(work, "fast")
    assert not work.outbox.record(row.id, fence=row.fence, state=OutboxState.FAILED, at=NOW)
    assert stored(work, row) == again
    assert not work.outbox.record(99, fence=1, state=OutboxState.SENT, at=NOW)


def test_a_late_outcome_counts_when_nobody_took_the_row(work: Work) -> None:
    """It was sent: sending it again would be the second time."""
    write_notice(work)
    row = claim_one(work)
    work.outbox.mark_transmitting([row.id], "one")
    work.outbox.recover(LEASE)
    assert work.outbox.record(row.id, fence=row.fence, state=OutboxState.SENT, at=LEASE)
    assert stored(work, row).state is OutboxState.SENT


def test_nothing_is_transmitted_that_somebody_else_holds(work: Work) -> None:
    """Not even the rest of the batch, nor the same row twice."""
    write_notice(work)
    row = claim_one(work, "slow")
    work.outbox.recover(LEASE)
    claim_one(work, "fast")
    with pytest.raises(ConflictError):
        work.outbox.mark_transmitting([row.id], "slow")
    work.outbox.mark_transmitting([row.id], "fast")
    with pytest.raises(ConflictError):
        work.outbox.mark_transmitting([row.id], "fast")
    work.outbox.mark_transmitting([], "fast")


# Recovery


@pytest.mark.parametrize(
    ("owner_gone", "now", "expected"),
    [
        (None, LEASE - MINUTE, (0, 0)),  # every lease runs
        (None, LEASE, (2, 1)),  # the leases of both are over
        ("one", NOW, (1, 1)),  # that worker is known to be gone
        ("two", NOW, (1, 0)),
        ("three", NOW, (0, 0)),  # nobody
        ("*", NOW, (2, 1)),  # a worker that starts alone
    ],
)
def test_stale_claims_end(
    work: Work, owner_gone: str | None, now: datetime, expected: tuple[int, int]
) -> None:
    """Claimed rows wait again; what was being transmitted is unknown (P5)."""
    for _ in range(3):
        write_notice(work)
    _, begun = work.outbox.claim("one", NOW, LEASE, 2)
    claim_one(work, "two")
    work.outbox.mark_transmitting([begun.id], "one")
    assert work.outbox.recover(now, owner_gone=owner_gone) == expected
    counted = [len(work.outbox.listed([s])) for s in (OutboxState.PENDING, OutboxState.UNKNOWN)]
    assert tuple(counted) == expected
    for one in work.outbox.listed([OutboxState.PENDING, OutboxState.UNKNOWN]):
        assert (one.claimed_by, one.lease_until) == (None, None)


def test_a_renewed_lease_is_not_stale(work: Work) -> None:
    """Only the owner's rows are renewed."""
    write_notice(work)
    mine = claim_one(work, "one")
    write_notice(work)
    claim_one(work, "two")
    work.outbox.renew("one", LEASE + MINUTE)
    assert work.outbox.recover(LEASE) == (1, 0)
    assert stored(work, mine).lease_until == LEASE + MINUTE


# By hand


@pytest.mark.parametrize("state", OutboxState)
def test_only_what_failed_or_is_unknown_is_retried(work: Work, state: OutboxState) -> None:
    """The very same mail, due now, its attempts counted anew; a fence stays as high as it was."""
    row = write_notice(
        work, state=state, attempts=7, fence=7, next_attempt_at=NOW - MINUTE, reply_code=550
    )
    anew = replace(row, state=OutboxState.PENDING, attempts=0, next_attempt_at=LEASE)
    may = state in {OutboxState.FAILED, OutboxState.UNKNOWN}
    assert work.outbox.retry(row.id, LEASE) is may
    assert stored(work, row) == (anew if may else row)
    assert not work.outbox.retry(99, LEASE)
    assert not work.outbox.retry(2**40, LEASE)


@pytest.mark.parametrize("state", OutboxState)
def test_only_what_waits_is_canceled(work: Work, state: OutboxState) -> None:
    """What somebody holds may be on its way already."""
    row = write_notice(work, state=state, attempts=2)
    may = state is OutboxState.PENDING
    assert work.outbox.cancel(row.id) is may
    assert stored(work, row) == (replace(row, state=OutboxState.CANCELED) if may else row)
    assert not work.outbox.cancel(99)
    assert not work.outbox.cancel(2**40)


# Marks


def test_revoking_and_bouncing_keep_their_first_moment(work: Work) -> None:
    """An unknown row is told."""
    row = write_notice(work)
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-7)))  # the same moment
    for moment in (elsewhere, LEASE):
        work.outbox.revoke(row.id, moment)
        work.outbox.mark_bounced(row.id, moment)
    assert stored(work, row) == replace(row, revoked_at=NOW, bounced_at=NOW)
    for mark in (work.outbox.revoke, work.outbox.mark_bounced):
        with pytest.raises(NotFoundError):
            mark(99, NOW)
