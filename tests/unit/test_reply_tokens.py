"""Reply tokens: their bytes, where they are looked for, what they are worth."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.situations import NOW, mail

from mailflow.adapters.tokens import ReplyTokens, create_keys, load_keys
from mailflow.core.mail import Mailbox
from mailflow.core.records import Contact, OutboxRow
from mailflow.core.reply_tokens import TokenFields, TokenState, weigh, written_tokens
from models.enums import NoticeKind, OutboxState, Role

TOKENS = ReplyTokens({1: b"one key", 2: b"a newer key"})
LIFETIME = timedelta(days=90)


@given(st.integers(1, 2**32 - 1), st.integers(1, 2**24 - 1), st.integers(1, 2**32 - 1))
def test_what_is_minted_is_read_again(incident: int, contact: int, notice: int) -> None:
    text = TOKENS.mint(incident, contact, notice)
    assert len(text) == 40
    assert TOKENS.read(text) == TokenFields(incident, contact, notice, 2)


@given(st.integers(0, 39), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_no_changed_character_passes(place: int, letter: str) -> None:
    text = TOKENS.mint(1001, 21, 5001)
    changed = text[:place] + letter + text[place + 1 :]
    assert (TOKENS.read(changed) is None) == (changed != text)


@pytest.mark.parametrize("text", ["", "a" * 39, "a" * 41, "!" * 40, "ä" * 40, "1001-21-1700000000"])
def test_other_texts_vouch_for_nothing(text: str) -> None:
    assert TOKENS.read(text) is None


def test_a_token_of_a_key_that_is_gone_vouches_for_nothing() -> None:
    assert ReplyTokens({2: b"a newer key"}).read(ReplyTokens({1: b"one key"}).mint(1, 1, 1)) is None


def test_keys_are_made_once_with_private_mode(tmp_path: Path) -> None:
    written = create_keys(tmp_path / "keys")
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert create_keys(tmp_path / "keys") == ()
    assert load_keys(tmp_path / "keys").reply_tokens.signing_key_id == 1


def test_a_token_is_looked_for_in_addresses_then_in_message_ids() -> None:
    here, there = TOKENS.mint(1001, 21, 1), TOKENS.mint(1001, 21, 2)
    found = written_tokens(
        mail(
            to=(Mailbox(f"SUPPORT+{here.upper()}@helpdesk.example"),),
            in_reply_to=(f"<mf.{there}@helpdesk.example>", "<other@customer.example>"),
        ),
        "support@helpdesk.example",
        "helpdesk.example",
    )
    assert found == (here, there)


def test_a_delivered_to_field_counts_and_plain_plus_addresses_do_not() -> None:
    text = TOKENS.mint(1001, 21, 1)
    found = written_tokens(
        mail(
            to=(Mailbox("support+news@helpdesk.example"),),
            headers=(("Delivered-To", f"support+{text}@helpdesk.example"),),
        ),
        "support@helpdesk.example",
        "helpdesk.example",
    )
    assert found == (text,)


def row(**fields: Any) -> OutboxRow:
    values: dict[str, Any] = {"incident_id": 1001, "contact_id": 21, "created_at": NOW, **fields}
    return OutboxRow(
        id=5001,
        kind=NoticeKind.AGENT_NOTICE,
        recipient="bob@helpdesk.example",
        message_id="<mf.x@helpdesk.example>",
        subject="",
        content=b"",
        state=OutboxState.SENT,
        next_attempt_at=NOW,
        **values,
    )


FIELDS = TokenFields(1001, 21, 5001, 1)
WORTH = [
    (None, row(), TokenState.INVALID),  # the MAC does not hold
    (FIELDS, None, TokenState.INVALID),  # there is no such row
    (FIELDS, row(incident_id=1002), TokenState.INVALID),
    (FIELDS, row(contact_id=22), TokenState.INVALID),
    (FIELDS, row(created_at=NOW - timedelta(days=91)), TokenState.EXPIRED),
    (FIELDS, row(created_at=NOW - timedelta(days=89)), TokenState.VALID),
    (FIELDS, row(revoked_at=NOW), TokenState.REVOKED),
]


@pytest.mark.parametrize(("fields", "outbox_row", "state"), WORTH)
def test_a_token_is_weighed_by_its_row(
    fields: TokenFields | None, outbox_row: OutboxRow | None, state: TokenState
) -> None:
    reading = weigh(
        fields,
        outbox_row,
        owner=Contact(21, "bob@helpdesk.example", Role.AGENT),
        author_contact_id=21,
        now=NOW,
        lifetime=LIFETIME,
    )
    assert reading.state is state


@pytest.mark.parametrize(("author", "own"), [(34, True), (21, False)])
def test_a_token_of_somebody_who_was_merged_is_that_of_the_one_he_is_now(
    author: int, own: bool
) -> None:
    now_is = Contact(34, "robert@helpdesk.example", Role.AGENT)
    reading = weigh(
        FIELDS, row(), owner=now_is, author_contact_id=author, now=NOW, lifetime=LIFETIME
    )
    assert (reading.state, reading.owner_is_author) == (TokenState.VALID, own)
