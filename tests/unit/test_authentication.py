"""The strict reader of Authentication-Results."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.core.authentication import Verdict, verdict
from mailflow.core.authentication_profiles import STANDARD, Trust
from mailflow.core.mail import Mailbox

BOB = Mailbox("bob@helpdesk.example")
MX = "mx.helpdesk.example"


def judged(*fields: str) -> Verdict:
    headers = [("Authentication-Results", one) for one in fields]
    return verdict(headers, trust=Trust(STANDARD, MX), from_=BOB)


@pytest.mark.parametrize(
    "field",
    [
        f"{MX}; dmarc=pass header.from=helpdesk.example",
        f"{MX} 1; spf=pass smtp.mailfrom=x.example; dmarc=pass header.from=helpdesk.example",
        "MX.Helpdesk.Example; dmarc=pass (p=none dis=none) header.from=HELPDESK.example",
        f'{MX}; dkim=pass header.b="a;b=c"; dmarc=pass header.from="helpdesk.example"',
        f"(a) {MX} (b) ; dkim=pass header.b=AbC/==;\tdmarc=pass header.from=helpdesk.example",
        f"{MX}; auth=pass smtp.auth=bob@helpdesk.example",
        f'"{MX}" 1; dmarc/1=pass reason="policy; of = the domain" header.from=helpdesk.example',
        f"{MX};\r\n\tx-unknown=neutral policy.odd=1;\r\n dmarc=pass header.from=helpdesk.example;",
        f"{MX}; broken statement here; dmarc=pass(p=none) header.from=helpdesk.example",
    ],
)
def test_our_server_vouches_for_the_very_sender(field: str) -> None:
    assert judged(field) is Verdict.PASS


@pytest.mark.parametrize(
    "field",
    [
        "",
        f"{MX}",
        f"{MX}; none",
        f"{MX}.evil.example; dmarc=pass header.from=helpdesk.example",
        f"evil.example {MX}; dmarc=pass header.from=helpdesk.example",
        f"x{MX}; dmarc=pass header.from=helpdesk.example",
        f"{MX} 2; dmarc=pass header.from=helpdesk.example",
        f"{MX}; dmarc=pass",
        f"{MX}; dmarc=pass header.from=evil.example",
        f"{MX}; dmarc=pass header.from=evil.example header.from=helpdesk.example",
        f"{MX}; dmarc=none header.from=helpdesk.example",
        f"{MX}; dmarc=pass header.from=helpdesk.example; dmarc=none header.from=helpdesk.example",
        f"{MX}; spf=none (; dmarc=pass header.from=helpdesk.example)",
        f'{MX}; spf=pass smtp.mailfrom="; dmarc=pass header.from=helpdesk.example"',
        f"{MX}; spf=pass (never closed; dmarc=pass header.from=helpdesk.example",
        f'{MX}; spf=pass smtp.mailfrom="never closed; dmarc=pass header.from=helpdesk.example',
        f"{MX}; x-dmarc=pass header.from=helpdesk.example",
        f"{MX}; dmarc=pass reason header.from=helpdesk.example",
        f"{MX}; =?utf-8?q?dmarc=3Dpass?= header.from=helpdesk.example",
        f"{MX}; auth=pass smtp.auth=mallory@evil.example",
        f"{MX}; auth=pass smtp.auth=bob",
        f"{MX}; dmarc=none; auth=pass smtp.auth=bob@helpdesk.example",
        f"{MX}; {'(' * 20_000}",
        f"{MX}; dmarc=pass header.from=",
        f"{MX}; dmarc=pass header.from",
        f"{MX}; dmarc/2=pass header.from=helpdesk.example",
        f"{MX}; dmarc=pass header.from=sub.helpdesk.example",
        f"{MX}; dmarc=pass smtp.from=helpdesk.example",
        f"{MX}.; dmarc=pass header.from=helpdesk.example",
        f"({MX};) evil.example; dmarc=pass header.from=helpdesk.example",
        "ｍｘ.helpdesk.example; dmarc=pass header.from=helpdesk.example",
        "dmarc=pass header.from=helpdesk.example",
        f"{MX}; auth=pass smtp.auth=bob@helpdesk.example smtp.auth=bob@helpdesk.example",
        f"{MX}; auth=fail smtp.auth=bob@helpdesk.example",
    ],
)
def test_anything_less_is_no_proof(field: str) -> None:
    assert judged(field) is Verdict.NONE


@pytest.mark.parametrize(
    "field",
    [
        f"{MX}; dmarc=fail header.from=helpdesk.example",
        f"{MX}; dmarc=pass header.from=helpdesk.example; dmarc=fail header.from=helpdesk.example",
        f"{MX}; dmarc=fail; auth=pass smtp.auth=bob@helpdesk.example",
    ],
)
def test_a_failure_outweighs_all_else(field: str) -> None:
    assert judged(field) is Verdict.FAIL


def test_only_the_topmost_field_counts() -> None:
    forged = f"{MX}; dmarc=pass header.from=helpdesk.example"
    assert judged("other.example; dmarc=none", forged) is Verdict.NONE
    assert judged() is Verdict.NONE


def test_without_a_trusted_server_nothing_is_known() -> None:
    field = f"{MX}; dmarc=pass header.from=helpdesk.example"
    headers = [("Authentication-Results", field)]
    assert verdict(headers, trust=None, from_=BOB) is Verdict.UNKNOWN
    assert verdict(headers, trust=Trust(STANDARD), from_=BOB) is Verdict.NONE


def test_a_field_of_another_name_never_counts() -> None:
    field = f"{MX}; dmarc=pass header.from=helpdesk.example"
    for name in (
        "ARC-Authentication-Results",
        "X-Authentication-Results",
        "Authentication-Results-Original",
        "Authentication-Result",
        "Received-SPF",
    ):
        headers = [(name, field)]
        assert verdict(headers, trust=Trust(STANDARD, MX), from_=BOB) is Verdict.NONE


@pytest.mark.parametrize(
    ("deepest", "expected"), [(None, Verdict.PASS), (1, Verdict.PASS), (0, Verdict.NONE)]
)
def test_a_field_below_foreign_received_fields_counts_only_as_deep_as_the_settings_say(
    deepest: int | None, expected: Verdict
) -> None:
    headers = [
        ("Received", "from mx.helpdesk.example by imap.helpdesk.example"),
        ("Authentication-Results", f"{MX}; dmarc=pass header.from=helpdesk.example"),
    ]
    assert verdict(headers, trust=Trust(STANDARD, MX, deepest), from_=BOB) is expected


@given(st.text(alphabet='mx.helpdsk=;()"\\ \t1/-', max_size=200))
@settings(max_examples=200)
def test_whatever_is_written_there_is_read_without_an_error(text: str) -> None:
    assert judged(text) in {Verdict.NONE, Verdict.FAIL}
    assert judged(f"{MX}; {text}") in {Verdict.NONE, Verdict.FAIL}
