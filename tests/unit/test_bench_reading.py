"""What `make bench-reading` counts itself, and how its section lives in docs/PERFORMANCE.md."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.growth import Kind, growth_targets
from benchmarks.hostile import WARMING_BYTES, Cost
from benchmarks.hostile_mails import KINDS
from benchmarks.reading_corpus import Corpus, Judged, corpus_targets
from benchmarks.sections import kept, section, with_section
from mailflow.core.screening import screen
from mailflow.identity import Limits

TEN = "one two three four five six seven eight nine ten"
CHECK = {"acc": 0.5, "n": 1, "of": 2}
SCORES: dict[str, Any] = {
    "reply": {"case_acc": 0.8},
    "bounce": {"checks": {"bounced": CHECK, "is_hard": {"acc": 1.0, "n": 2, "of": 2}}},
}


def verdicts(*mails: Judged) -> dict[str, tuple[str, bool]]:
    """Return by promise what was measured and whether it holds."""
    found = corpus_targets(Corpus(mails, SCORES))
    return {one.name: (one.measured, one.holds) for one in found}


def reply(name: str, text: str | None) -> Judged:
    read = {"subject": "", "visible_reply": text} if text is not None else {"error": "Boom"}
    return Judged(f"reply/{name}.eml", {"visible_reply": TEN}, read)


def test_a_word_lost_and_two_words_leaked_are_counted() -> None:
    found = verdicts(
        reply("same", TEN),
        reply("one more", f"{TEN} eleven"),
        reply("two more", f"{TEN} eleven twelve"),
        reply("one less", TEN.removesuffix(" ten")),
        reply("nothing", None),
    )
    assert found["reply"] == ("0.800", True)
    assert found["reply, words lost"] == (
        "2 of 5: reply/one less.eml, reply/nothing.eml",
        False,
    )
    assert found["reply, words leaked"] == ("1 of 5: reply/two more.eml", True)
    assert found["exceptions"] == ("1 of 5: reply/nothing.eml (Boom)", False)


def test_recall_false_positives_and_what_was_not_answered() -> None:
    found = verdicts(
        Judged("bounce/a.eml", {"is_bounce": True}, {"is_bounce": True}),
        Judged("bounce/b.eml", {"is_bounce": True}, {"is_bounce": False}),
        Judged("bounce/c.eml", {"is_bounce": False}, {"is_bounce": True}),
    )
    assert found["bounce, recall"] == ("0.500 (1 of 2)", False)
    assert found["bounce, false positives"] == ("1 of 1: bounce/c.eml", False)
    assert found["bounce, recipients"] == ("0.250", False)
    assert found["bounce, hard or soft"] == ("1.000", True)


def test_slow_mails_and_readable_ones_put_aside_are_named() -> None:
    found = verdicts(
        Judged("torture/a.eml", {"no_crash": True}, {"outcome": "quarantined", "seconds": 2.5}),
        Judged("torture/b.eml", {"subject": "b"}, {"outcome": "quarantined", "rule": "limits"}),
    )
    assert found["over 2 s of CPU"] == ("1 of 2, the longest 2.50 s: torture/a.eml", False)
    assert found["put aside unread, though readable"] == ("1 of 2: torture/b.eml", False)
    assert "reply" not in found


def costs(*seconds: float) -> tuple[Cost, ...]:
    pairs = zip((1, 5, 25), seconds, strict=True)
    return tuple(Cost("a", size, one, one, 100.0, "incident") for size, one in pairs)


@pytest.mark.parametrize(
    ("seconds", "growth", "holds"),
    [
        ((0.1, 0.5, 2.5), (5.0, 5.0), True),
        ((0.1, 0.7, 2.5), (7.0, 2.5 / 0.7), False),
        ((0.001, 0.04, 0.1), (4.0, 2.0), True),
        ((1.0, 5.0, 25.0), (5.0, 5.0), False),
    ],
)
def test_time_may_grow_as_the_mail_does(
    seconds: tuple[float, ...], growth: tuple[float, ...], holds: bool
) -> None:
    kind = Kind("a", costs(*seconds))
    assert kind.growth == pytest.approx(growth)
    assert kind.holds is holds
    assert all(one.holds for one in growth_targets([kind])) is holds


@pytest.mark.parametrize("kind", KINDS)
def test_every_hostile_mail_has_its_size_and_a_header(kind: str) -> None:
    content = KINDS[kind](1_000_000)
    assert 900_000 < len(content) < 1_250_000
    assert content.startswith(b"From: ") or kind in {"addresses, broken", "a long sender"}
    assert len(KINDS[kind](WARMING_BYTES)) < 1_250_000


def test_most_hostile_mails_are_let_in_to_be_read() -> None:
    """Refused ones are cheap and prove little."""
    refused = [kind for kind in KINDS if screen(KINDS[kind](1_000_000), Limits())]
    assert len(refused) < len(KINDS) / 10


def test_each_command_keeps_the_section_of_the_other(tmp_path: Path) -> None:
    document = "# Performance\n\nText.\n\n## Rounds\n\nOne.\n"
    both = with_section(document, "Reading", "## Reading\n\nTwo.")
    assert both == document + "\n## Reading\n\nTwo.\n"
    assert with_section(both, "Reading", "## Reading\n\nThree.") == both.replace("Two", "Three")
    assert section(both, "Rounds") == "## Rounds\n\nOne."
    path = tmp_path / "PERFORMANCE.md"
    assert kept(path, document) == document
    path.write_text(both, encoding="utf-8")
    assert kept(path, document.replace("One", "Four")) == both.replace("One", "Four")
