"""Whatever people write: nothing leaks, nobody else is written to, what was done is taken back.

Conversations are generated; the desk, its store and its mails are the real ones. `make properties`
tries thousands of them.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.exchange_commands import BY_RULE, FIELDS_BY_RULE, CommandLine
from support.exchange_desk import (
    ALICE,
    ANN,
    BOB,
    DAVE,
    GONE,
    MALLORY,
    OPENED,
    exchange_scene,
    found_exchange,
)
from support.hostile import attack, proof
from support.properties import PROPERTIES, run_batch
from support.standing import difference, standing
from support.undo_property import Undone, check_undone

from mailflow.core.commands import AGENT_RULES, parse

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    found_exchange(folder)
    return folder


@pytest.mark.parametrize(("name", "examples"), [("conversation", 12), ("undo", 15)])
def test_what_must_hold_for_every_conversation_holds(name: str, examples: int) -> None:
    outcome = run_batch(PROPERTIES[name], "suite", examples, shrinks=False)
    assert outcome.failure == ""
    assert outcome.examples >= examples


def test_a_problem_that_a_mail_opened_with_much_else_is_none_once_it_is_taken_back(
    template: Path, tmp_path: Path
) -> None:
    """Its number stays, so that it ends canceled; everything else is as it was."""
    names = {"block": "#block", "problem": "#problem new", "state": "#status canceled"}
    block = tuple(CommandLine(text[1:].split()[0], at, text) for at, text in names.items())
    assert check_undone(template, tmp_path, Undone((), block, "")) == "undone"


def test_every_row_of_the_grammar_is_generated_in_every_form_with_values_that_are_read() -> None:
    """A new command without values here would be a command that no property looks at."""
    assert set(BY_RULE) == {rule.name for rule in AGENT_RULES}
    for rule in AGENT_RULES:
        lines = [one.text for one in (*BY_RULE[rule.name], *FIELDS_BY_RULE.get(rule.name, ()))]
        words = {line.split()[0].lstrip("#").casefold() for line in lines if line[0] == "#"}
        labels = {line.partition(":")[0].casefold() for line in lines if line[0] != "#"}
        assert words >= {rule.name, *rule.aliases}
        assert labels >= set(rule.labels)
        for line in lines:
            text = line.replace("{number}", "1003").replace("{undo}", "1")
            text = text.replace("{code}", "123456").replace("{word}", "zq1x")
            (command,) = parse(f"{text}\n\nBelow.", AGENT_RULES, 10).commands
            assert command.name == rule.name, line


FORGED = st.tuples(
    st.sampled_from([BOB, ALICE, GONE, MALLORY, ANN, DAVE]),
    st.sampled_from([BOB, ALICE]),
    st.sampled_from(sorted(OPENED)),
    st.sampled_from(["none", "fail", "softfail", "temperror", ""]),
    st.lists(st.sampled_from(sorted(BY_RULE)), min_size=1, max_size=3, unique=True),
)


@given(mails=st.lists(FORGED, min_size=4, max_size=10))
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_no_mail_that_is_not_proven_changes_a_thing_by_an_agents_token(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    mails: list[tuple[str, str, int, str, list[str]]],
) -> None:
    folder = tmp_path_factory.mktemp("forged")
    with exchange_scene(template, folder) as one:
        before = standing(folder)
        for sender, owner, number, verdict, names in mails:
            auth = proof(sender, verdict) if verdict else "X-None: 1"
            lines = [BY_RULE[name][-1].text.replace("{number}", "1003") for name in names]
            to = one.reply_to(owner, number)
            text = "\n".join([*lines, "", "Done."])
            one.take(attack(sender=sender, to=to, auth=auth, text=text))
        assert one.executed == []
        assert difference(before, standing(folder)) == []
        assert one.sent == []
