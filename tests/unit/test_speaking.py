"""In which language people are answered, and how it is remembered."""

from dataclasses import replace
from typing import Any

import pytest
from support.situations import CAROL, agent, decided, facts, incident, only, situation, token

from mailflow.core.authentication import Verdict
from mailflow.core.automatic import MachineMail
from mailflow.core.correspondents import AuthorKind
from mailflow.core.decisions.circumstances import Circumstances
from mailflow.core.decisions.facts import Facts
from mailflow.core.decisions.speaking import having_heard, notice_language
from mailflow.core.effects import ChangeIncident, HearLanguage, OpenIncident
from mailflow.core.records import Contact
from models.enums import Role

PERSON, AGENT = AuthorKind.PERSON, AuthorKind.AGENT
PASS, NONE, FAIL = Verdict.PASS, Verdict.NONE, Verdict.FAIL
FRENCH = Circumstances(spoken="fr")
CONTACT = Contact(11, CAROL.address, Role.REQUESTER, "Carol", addresses=(CAROL.address,))


def new(spoken: str | None, verdict: Verdict = PASS, contact: Contact | None = None) -> Facts:
    """Return a mail that opens an incident."""
    case = situation(PERSON, verdict)
    return facts(
        replace(case, author=replace(case.author, contact=contact)),
        around=Circumstances(spoken=spoken),
        text="Hilfe",
    )


def reply(spoken: str | None, **fields: Any) -> Facts:
    """Return the requester's answer with his own token."""
    case = situation(PERSON, fields.pop("verdict", PASS), token(of_agent=False), takes_part=True)
    return facts(case, around=Circumstances(spoken=spoken), text="Danke", **fields)


def opened(one: Facts) -> str:
    (effect,) = only(decided(one).effects, OpenIncident)
    return effect.language


def test_an_incident_is_in_the_language_of_its_mail_then_of_its_requester_then_of_the_desk() -> (
    None
):
    known = replace(CONTACT, written_language="es")
    assert opened(new("fr", contact=known)) == "fr"
    assert opened(new(None, contact=known)) == "es"
    assert opened(new(None, contact=replace(known, language="ja"))) == "ja"
    assert opened(new(None)) == "en"


def test_what_an_unproven_sender_writes_is_answered_in_his_language_and_not_remembered() -> None:
    for verdict in (NONE, FAIL):
        assert opened(new("fr", verdict)) == "fr"
        assert only(decided(new("fr", verdict)).effects, HearLanguage) == []
    assert only(decided(new("fr")).effects, HearLanguage) == [HearLanguage(CAROL.address, "fr")]


def test_neither_doubt_nor_machines_nor_agents_are_heard() -> None:
    for one in (
        new(None),
        replace(new("fr"), machine=MachineMail.AUTO_REPLY),
        facts(situation(AGENT, PASS), around=FRENCH),
        facts(situation(AGENT, PASS, token()), around=FRENCH),
    ):
        assert only(decided(one).effects, HearLanguage) == []


def test_an_incident_goes_on_in_the_language_its_requester_answers_in() -> None:
    effects = decided(reply("de")).effects
    assert only(effects, HearLanguage) == [HearLanguage(CAROL.address, "de")]
    languages = [one for one in only(effects, ChangeIncident) if one.changes[0][0] == "language"]
    assert [one.changes for one in languages] == [(("language", "de"),)]
    assert "language" not in dict(
        one.changes[0] for one in only(decided(reply("en")).effects, ChangeIncident) if one.changes
    )


def test_an_answer_without_proof_changes_no_language() -> None:
    case = situation(PERSON, FAIL, takes_part=True, refers=True)
    one = facts(case, around=FRENCH, text="Merci")
    assert only(decided(one).effects, HearLanguage) == []
    assert not any(
        "language" in dict(e.changes) for e in only(decided(one).effects, ChangeIncident)
    )


@pytest.mark.parametrize(
    ("mails", "expected"),
    [
        ("fr", "fr"),
        ("fr en", "fr"),
        ("fr en en", "en"),
        ("fr fr fr fr en en", "fr"),
        ("fr fr fr fr en en en", "en"),
        ("fr en fr en fr en", "fr"),
        ("fr en en fr", "fr"),
    ],
)
def test_what_somebody_writes_mostly_wins_and_a_change_is_followed_soon(
    mails: str, expected: str
) -> None:
    known = CONTACT
    for language in mails.split():
        known = having_heard(known, language)
    assert known.written_language == expected
    assert known.language is None, "what was set by hand is not touched"


@pytest.mark.parametrize(
    ("contact", "inside", "expected"),
    [
        (CONTACT, False, "fr"),
        (replace(CONTACT, written_language="es"), False, "fr"),
        (replace(CONTACT, language="ja", written_language="es"), False, "ja"),
        (replace(CONTACT, address="x@else.example", addresses=("x@else.example",)), False, "fr"),
        (
            replace(CONTACT, addresses=("x@else.example",), written_language="es"),
            False,
            "es",
        ),
        (CONTACT, True, "de"),
        (agent(), True, "de"),
        (agent(), False, "de"),
        (replace(agent(), language="en"), True, "en"),
    ],
)
def test_a_notice_speaks_as_its_reader_does(contact: Contact, inside: bool, expected: str) -> None:
    """Agents in theirs or the desk's, the requester in the incident's, who reads along in his."""
    about = incident(language="fr")
    assert notice_language(contact, about, "de", inside=inside) == expected
