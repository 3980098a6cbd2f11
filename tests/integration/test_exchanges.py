"""Whatever people write: nothing leaks, nobody else is written to, no forged mail changes a thing.

Conversations are generated; the desk, its store and its mails are the real ones.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.exchanges import COMMANDS, PEOPLE, Exchange, Step
from support.hostile import ALICE, ANN, BOB, DAVE, MALLORY, Scene, attack, found_desk, proof, scene

from mailflow.core.records import Incident

BOUNDED = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
STEPS = st.builds(
    Step,
    sender=st.sampled_from(PEOPLE),
    incident=st.sampled_from([1001, 1002]),
    verdict=st.sampled_from(["pass", "pass", "pass", "none", "fail"]),
    way=st.sampled_from(["token", "token", "reference", "tag", "new"]),
    commands=st.lists(st.sampled_from(COMMANDS), max_size=2, unique=True).map(tuple),
    private=st.booleans(),
    quotes=st.booleans(),
    copies=st.booleans(),
    attaches=st.booleans(),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    found_desk(folder)
    return folder


@given(steps=st.lists(STEPS, min_size=6, max_size=14))
@BOUNDED
def test_no_mail_says_what_its_recipient_may_not_know(
    template: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    with scene(template, tmp_path_factory.mktemp("exchange")) as one:
        exchange = Exchange(one)
        for step in steps:
            exchange.write(step)
        assert_versions_grow(one)


def assert_versions_grow(one: Scene) -> None:
    for number in (1001, 1002):
        with one.desk.store.read() as work:
            found, events = work.incidents.get(number), work.incidents.events(number)
        assert found is not None
        changes = {(e.mail_id, e.at) for e in events if e.field and " " not in e.field}
        assert found.version >= 1 + len({mail for mail, _ in changes})


FORGED = st.tuples(
    st.sampled_from([BOB, ALICE, "gone@helpdesk.example", MALLORY, ANN, DAVE]),
    st.sampled_from([BOB, ALICE]),
    st.sampled_from([1001, 1002]),
    st.sampled_from(["none", "fail", "softfail", "temperror", ""]),
    st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=3, unique=True),
)


@given(mails=st.lists(FORGED, min_size=4, max_size=10))
@BOUNDED
def test_no_mail_that_is_not_proven_changes_an_incident_by_an_agents_token(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    mails: list[tuple[str, str, int, str, list[str]]],
) -> None:
    with scene(template, tmp_path_factory.mktemp("forged")) as one:
        before = incidents(one)
        for sender, owner, number, verdict, commands in mails:
            auth = proof(sender, verdict) if verdict else "X-None: 1"
            text = "\n".join([*commands, "Done."])
            to = one.reply_to(owner, number)
            one.take(attack(sender=sender, to=to, auth=auth, text=text))
        assert one.executed == []
        assert incidents(one) == before
        assert one.sent == []


@given(lines=st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4, unique=True))
@BOUNDED
def test_what_comes_twice_is_done_once_and_taken_back_is_as_it_was(
    template: Path, tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    with scene(template, tmp_path_factory.mktemp("twice")) as one:
        before, to = one.incident(), one.reply_to(BOB)
        first = one.take(attack(to=to, text="\n".join(lines)))
        after, executed = one.incident(), list(one.executed)
        one.take(attack(to=to, text="\n".join(lines)))
        assert (one.incident(), one.executed) == (after, executed)
        one.take(attack(to=to, text=f"#undo {first.id}"))
        undone = one.executed != executed
        assert undone == (without_version(after) != without_version(before))
        assert without_version(one.incident()) == without_version(before)


def incidents(one: Scene) -> tuple[Incident, ...]:
    return (one.incident(1001), one.incident(1002))


def without_version(one: Incident) -> Incident:
    return replace(one, version=0)
