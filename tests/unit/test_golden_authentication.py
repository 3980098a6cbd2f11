"""What each kind of mail server writes, read through the real parser, under its profile."""

import tomllib
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from support.shared import ROOT

from mailflow.adapters.parser import read_mail
from mailflow.core.authentication import Verdict, verdict
from mailflow.core.authentication_profiles import PROFILES, trust_of
from mailflow.identity import AuthenticationProfile, Desk

FOLDER = ROOT / "tests" / "data" / "mail" / "authentication"
EXPECTED: dict[str, Any] = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))


def judged(name: str, desk: Desk) -> Verdict:
    mail = read_mail((FOLDER / f"{name}.eml").read_bytes())
    assert mail.sender is not None
    return verdict(mail.headers, trust=trust_of(desk), from_=mail.sender)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_sender_is_proven_as_his_server_says(name: str) -> None:
    row = EXPECTED[name]
    assert judged(name, Desk(**row["desk"])) == row["verdict"]


def test_every_mail_has_its_expectation_and_every_profile_an_honest_mail() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(EXPECTED)
    proven = [row["desk"] for row in EXPECTED.values() if row["verdict"] == "pass"]
    assert {one.get("authentication_profile", "") for one in proven} == {"", *PROFILES}
    assert {"", *PROFILES} == set(get_args(AuthenticationProfile))


@pytest.mark.parametrize("name", EXPECTED)
def test_no_profile_is_on_by_default(name: str) -> None:
    assert judged(name, Desk()) is Verdict.UNKNOWN


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_believes_no_field_of_a_host_that_is_not_its_own(profile: str) -> None:
    own_name = "mx.example.org" if PROFILES[profile].needs_name else ""
    trust = trust_of(Desk(authentication_profile=profile, authserv_id=own_name))  # type: ignore[arg-type]
    mail = read_mail((FOLDER / "standard_pass.eml").read_bytes())
    assert mail.sender is not None
    field = "mx.evil.example; dmarc=pass header.from=example.com"
    headers = (("Authentication-Results", field), *mail.headers)
    assert verdict(headers, trust=trust, from_=mail.sender) is Verdict.NONE


@pytest.mark.parametrize(
    ("profile", "authserv_id"), [("google", "mx.example.org"), ("postfix-opendmarc", "")]
)
def test_settings_that_name_two_servers_or_none_are_refused(profile: Any, authserv_id: str) -> None:
    with pytest.raises(ValidationError, match="authserv_id"):
        Desk(authentication_profile=profile, authserv_id=authserv_id)
