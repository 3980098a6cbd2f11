"""The strict reader of Authentication-Results."""

import pytest

from mailflow.core.authentication import Verdict, verdict
from mailflow.core.mail import Mailbox

BOB = Mailbox("bob@helpdesk.example")
MX = "mx.helpdesk.example"


def judged(*fields: str) -> Verdict:
    return verdict(fields, authserv_id=MX, from_=BOB)


@pytest.mark.parametrize(
    "field",
    [
        f"{MX}; dmarc=pass header.from=helpdesk.example",
        f"{MX} 1; spf=pass smtp.mailfrom=x.example; dmarc=pass header.from=helpdesk.example",
        "MX.Helpdesk.Example; dmarc=pass (p=none dis=none) header.from=HELPDESK.example",
        f'{MX}; dkim=pass header.b="a;b=c"; dmarc=pass header.from="helpdesk.example"',
        f"(a) {MX} (b) ; dkim=pass header.b=AbC/==;\tdmarc=pass header.from=helpdesk.example",
        f"{MX}; auth=pass smtp.auth=bob@helpdesk.example",
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
    assert verdict((field,), authserv_id="", from_=BOB) is Verdict.UNKNOWN
