"""What the notices say, and what they never say."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.notices import Visible, flat, rendered

import mailflow
from mailflow.adapters.catalogues import read_sentences, templates_directory
from mailflow.adapters.renderer import Rendered
from mailflow.core.categorisation import NO_SUGGESTION, Suggestion
from mailflow.core.commands import AGENT_RULES
from mailflow.core.decisions.commanding import HELD_REASONS
from mailflow.core.decisions.executing.inquiries import INQUIRIES, PREVIEW
from mailflow.core.explanations import because
from mailflow.core.invitations import Invitation, Moment
from mailflow.core.lateness import LateIncident, MissedTarget
from mailflow.core.notices import NO_INCIDENT, HeldMail, Quarantine, TranscriptLine, Unheard
from mailflow.core.phrases.tongues import SPOKEN
from mailflow.core.quoting import REPLY_MARKER, REPLY_MARKERS
from mailflow.core.relaying import StaysHome, Withheld
from mailflow.core.sample_notices import INCIDENT, NOW, SUGGESTION, WRITTEN
from mailflow.core.wrapping import columns
from models.enums import MEMOS, EscalationCause, IncidentState, NoticeKind, Priority, Protection


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("kind", sorted(set(NoticeKind) - MEMOS))
def test_every_notice_speaks_every_language(kind: NoticeKind, language: str) -> None:
    """Subject, text and HTML name the incident, and the marker stands above everything."""
    notice = rendered(kind=kind, language=language)
    assert notice.subject.startswith("[INC-1003] ")
    marker = REPLY_MARKERS[language]
    assert notice.text.startswith(f"{marker}\n\n")
    assert notice.text.endswith("-- \nIT Service Desk · INC-1003\n")
    assert Visible(notice.html).text.endswith("IT Service Desk · INC-1003")
    assert f">{marker}</div>" in notice.html
    assert f'<html lang="{language}">' in notice.html
    assert "\n\n\n" not in notice.text


def test_an_acknowledgement_says_what_happens_next() -> None:
    """Reference, when we answer, how to add something and how to stop."""
    notice = rendered(kind=NoticeKind.ACKNOWLEDGEMENT)
    assert notice.subject == "[INC-1003] Printer on floor 3 jams"
    for text in (flat(notice.text), Visible(notice.html).text):
        assert "Hello Alice Adams," in text
        assert "within 4 hours, by Tue 24 Nov 2026, 16:00 UTC." in text
        assert "Something to add? Just answer this mail." in text
        assert "#close" in text
        assert "#stop" in text
        assert "It jams" not in text


@pytest.mark.parametrize("kind", [NoticeKind.ACKNOWLEDGEMENT, NoticeKind.RESOLUTION])
@pytest.mark.parametrize("language", SPOKEN)
def test_without_echo_nothing_of_the_sender_appears(kind: NoticeKind, language: str) -> None:
    """Whoever forges a sender must not make us deliver his words (P13)."""
    incident = replace(INCIDENT, subject="Win a prize", requester="Prize Office")
    notice = rendered(
        kind=kind, echo=False, incident=incident, recipient_name="Winner", language=language
    )
    everything = notice.subject + notice.text + notice.html
    assert not re.search("Win|Prize|jams|Alice", everything, re.IGNORECASE)
    if kind is NoticeKind.ACKNOWLEDGEMENT and language == "en":
        assert notice.subject == "[INC-1003] We received your message"


def test_an_agent_notice_tells_everything_at_a_glance() -> None:
    """Reason, text, details, suggestion with confidence and words, and what to do."""
    answered = replace(WRITTEN, text="Newest", attachment_names=("a.png", "b.pdf"))
    notice = rendered(conversation=(answered, WRITTEN), suggestion=SUGGESTION)
    for text in (flat(notice.text), Visible(notice.html).text):
        assert "New incident from Alice Adams" in text
        assert text.index("Newest") < text.index("It jams.")
        assert "Attached: a.png, b.pdf" in text
        assert "P3 (impact medium, urgency high)" in text
        assert "printing, 87% sure; applied by itself, because of: printer, jams, rollers" in text
        assert "not sure enough: medium 45%, low 41%" in text
        assert "your text goes to Alice Adams. Commands go in the first lines" in text
        assert "assign the incident to yourself" in text  # from the catalogue
        assert "a new command" in text  # the catalogue has no words for it
    assert "  It jams.\n\n    Again!\n" in notice.text
    assert 'white-space:pre-wrap;overflow-wrap:anywhere">It jams.\n\n  Again!</div>' in notice.html


def test_unverified_texts_are_marked_with_their_address() -> None:
    """An agent must see that a name proves nothing."""
    stranger = replace(WRITTEN, author="The Boss", address="boss@evil.example", verified=False)
    notice = rendered(reason="unverified", conversation=(stranger,))
    for text in (flat(notice.text), Visible(notice.html).text):
        assert "Not verified: nothing proves that this came from boss@evil.example." in text
    assert "Not verified" not in rendered().text


@pytest.mark.parametrize(
    ("protection", "sentence"),
    [
        (Protection.SIGNED, "Signed; the signature was not verified."),
        (Protection.ENCRYPTED, "This mail is encrypted; the desk cannot read it."),
    ],
)
def test_protected_mail_is_told_as_such(protection: Protection, sentence: str) -> None:
    notice = rendered(conversation=(replace(WRITTEN, protection=protection),))
    for text in (flat(notice.text), Visible(notice.html).text):
        assert sentence in text
    assert sentence not in rendered().text


@pytest.mark.parametrize(
    ("kind", "language", "sentence"),
    [
        (("request", ""), "en", "Invitation: Move <1>"),
        (("cancel", ""), "de", "Einladung abgesagt: Move <1>"),
        (("reply", "declined"), "en", "Invitation declined: Move <1>"),
        (("x-unheard-of", ""), "en", "Calendar entry: Move <1>"),
    ],
)
def test_an_invitation_is_told_in_the_words_of_the_catalogue(
    kind: tuple[str, str], language: str, sentence: str
) -> None:
    invitation = Invitation(
        method=kind[0],
        answer=kind[1],
        summary="Move <1>",
        location="Room 4",
        organizer="Tom <tom@customer.example>",
        start=Moment(date(2026, 12, 1)),
        recurring=True,
    )
    view = replace(WRITTEN, text="", invitation=invitation)
    notice = rendered(language=language, conversation=(view,))
    for text in (flat(notice.text), Visible(notice.html).text):
        assert sentence in text
        assert "2026-12-01" in text
        assert "Room 4" in text
        assert "Tom <tom@customer.example>" in text


@pytest.mark.parametrize("line", ["Details", "-------", "-- ", REPLY_MARKER])
def test_a_text_cannot_imitate_the_rest_of_the_notice(line: str) -> None:
    """What others wrote is indented in plain text, so our own headings are told apart."""
    forged = rendered(conversation=(replace(WRITTEN, text=f"x\n{line}\ny"),))
    assert forged.text.split("\n").count(line) == rendered().text.split("\n").count(line) == 1


@pytest.mark.parametrize("suggestion", [None, NO_SUGGESTION])
def test_without_a_suggestion_there_is_no_heading_for_it(suggestion: Suggestion | None) -> None:
    """No classifier, no empty section."""
    assert "classifier" not in rendered(suggestion=suggestion).text


@pytest.mark.parametrize(
    "reason",
    [
        "new",
        "reply",
        "assigned",
        "escalated",
        "reopened",
        "closed_by_requester",
        "unverified",
        "bounced",
        "alert",
        "alert_again",
        "alerts",
        "recovered",
        "held",
        "fresh_token",
        "noted",
        "relieved",
        "ungrouped",
        "merged",
        "unmerged",
        "stopped",
    ],
)
def test_each_reason_has_words_of_its_own(reason: str) -> None:
    """A reason without a sentence gets the general one."""
    general = rendered(reason="something else").text
    assert "There is news about this incident." in general
    assert rendered(reason=reason).text != general
    assert rendered(reason="").text == general


def test_a_public_answer_is_the_agents_text_and_who_wrote_it() -> None:
    """Untouched, and without anything of the desk's inside."""
    text = "Hello Alice,\n\n    indented code\nplease try again."
    notice = rendered(kind=NoticeKind.PUBLIC_ANSWER, text=text, author="Bob Brown")
    assert f"\n\n{text}\n\nBob Brown, IT Service Desk\n\n" in notice.text
    assert "just answer this mail" in notice.text
    assert not re.search("priority|urgency|printing|Service Desk\n\nDetails", notice.text)
    empty = rendered(
        kind=NoticeKind.PUBLIC_ANSWER,
        withheld_attachments=(Withheld("big.iso", StaysHome.FORBIDDEN),),
    )
    assert "Please see the attached files." in empty.text
    assert "Not sent with this mail: - big.iso: this kind of file is not sent" in flat(empty.text)


def test_a_transcript_says_line_by_line_what_was_executed() -> None:
    """Explanations are sentences of the catalogue, with what the agent wrote filled in."""
    lines = (
        TranscriptLine("#take", executed=True, explanation=because("done_take")),
        TranscriptLine("#close", executed=False, explanation=because("quoted_line")),
        TranscriptLine(
            "#tkae",
            executed=False,
            explanation=because("unknown_command_near", command="#tkae", near="#take"),
        ),
    )
    notice = rendered(kind=NoticeKind.COMMAND_TRANSCRIPT, reason="refused", transcript=lines)
    assert notice.subject == "[INC-1003] Your commands were not carried out"
    for text in (flat(notice.text), Visible(notice.html).text):
        assert "#take done: assigned to you #close not done: the same line stands in" in text
        assert "#tkae not done: there is no command #tkae; did you mean #take?" in text
        assert "at least one line could not be accepted" in text
    done = rendered(kind=NoticeKind.COMMAND_TRANSCRIPT, reason="executed", transcript=lines[:1])
    assert done.subject == "[INC-1003] Your commands were carried out"


@pytest.mark.parametrize(
    "reason",
    ["executed", "refused", "no_token", "token_expired", "held_no_token", "held_unknown_server"],
)
def test_each_end_of_a_command_block_has_words_of_its_own(reason: str) -> None:
    """What went wrong, and what to do about it."""
    general = rendered(kind=NoticeKind.COMMAND_TRANSCRIPT, reason="something else")
    assert rendered(kind=NoticeKind.COMMAND_TRANSCRIPT, reason=reason).text != general.text


@pytest.mark.parametrize(
    ("reason", "assignee", "expected"),
    [
        ("response", "", "nobody has answered the requester yet"),
        ("response", "", "Nobody has it yet; it waits in the group Service Desk."),
        ("resolution", "Bob", "it should have been solved by now"),
        ("resolution", "Bob", "Bob has it, in the group Service Desk."),
        ("both", "", "has answered the requester yet, and it should have been solved by now."),
        ("something", "", "INC-1003 is overdue."),
    ],
)
def test_an_escalation_names_target_owner_and_what_to_do(
    reason: str, assignee: str, expected: str
) -> None:
    """Who reads it knows at once whether it is his."""
    incident = replace(INCIDENT, assignee=assignee)
    late = NOW - timedelta(hours=2)
    notice = rendered(kind=NoticeKind.ESCALATION, reason=reason, late=late, incident=incident)
    text = flat(notice.text)
    assert expected in text
    assert expected in Visible(notice.html).text
    if reason == "both":
        assert "due on Tue 24 Nov 2026, 16:00 UTC, the solution on Fri 27 Nov 2026" in text
    else:
        assert "It was due on Tue 24 Nov 2026, 10:00 UTC, 2 hours ago." in text
    assert "write #take as the first line" in text
    assert notice.subject == "[INC-1003] Overdue: Printer on floor 3 jams"


RESPONSE = MissedTarget(EscalationCause.RESPONSE, NOW - timedelta(hours=2))
RESOLUTION = MissedTarget(EscalationCause.RESOLUTION, NOW - timedelta(minutes=5))
LATE = (
    LateIncident(1007, Priority.P1, IncidentState.NEW, (RESPONSE, RESOLUTION), "", "Service Desk"),
    LateIncident(1005, Priority.P2, IncidentState.ON_HOLD, (RESOLUTION,), "Bob Baker", ""),
)


def several(total: int = 2, language: str = "en") -> Rendered:
    """Return a mail about several late incidents."""
    return rendered(
        kind=NoticeKind.ESCALATION,
        reason="several",
        late_incidents=LATE,
        late_total=total,
        language=language,
    )


def test_several_late_incidents_stand_in_one_list() -> None:
    """What was due when, since when it is missed, and who has it."""
    notice = several()
    assert notice.subject == "2 incidents are overdue"
    for text in (flat(notice.text), Visible(notice.html).text):
        assert "2 incidents are overdue, the most urgent first:" in text
        assert "INC-1007 P1, new Answer overdue for 2 hours (due Tue 24 Nov 2026, 10:00" in text
        assert "Solution overdue for 5 minutes (due Tue 24 Nov 2026, 11:55 UTC)." in text
        assert "Assigned to: nobody yet. Group: Service Desk." in text
        assert "INC-1005 P2, on hold Solution overdue for 5 minutes" in text
        assert "Assigned to: Bob Baker. Group: none yet." in text
        assert "a command in it, concerns INC-1003 alone" in text
        assert "more; mailflow incidents list" not in text
        assert "And 7 more; mailflow incidents list shows all." in flat(several(9).text)


@pytest.mark.parametrize("late", [(), LATE])
@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Unheard.MONITOR, "is a program and gets no mail"),
        (Unheard.MUTED, "wants no more mail about it"),
        (Unheard.UNREACHABLE, "at present"),
    ],
)
def test_no_escalation_says_that_who_gets_no_mail_gets_an_answer(
    why: Unheard, said: str, late: tuple[LateIncident, ...]
) -> None:
    for language in SPOKEN:
        changes = {"kind": NoticeKind.ESCALATION, "late_incidents": late, "late_total": 2}
        changes |= {"requester_unheard": why, "language": language}
        notice = rendered(**changes)  # type: ignore[arg-type]
        others = rendered(**changes | {"requester_unheard": Unheard.HEARD})  # type: ignore[arg-type]
        assert notice.text != others.text
        assert said in flat(notice.text) or language != "en"
        assert "this mail goes to Alice" not in flat(notice.text)
        assert "gets your text" not in flat(notice.text)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_list_of_late_incidents_shows_nothing_that_anybody_wrote(language: str) -> None:
    """It goes to one incident's conversation and speaks of others (P13)."""
    notice = several(1_000_000, language)
    everything = notice.subject + notice.text + notice.html
    assert not re.search("Printer|Alice|jams|Cleaned", everything)
    assert len(notice.subject) <= 78
    assert all(columns(one) <= 78 for one in notice.text.splitlines())


@pytest.mark.parametrize(
    "rule", ["token_sender_mismatch", "sender_disproven", "token_invalid", "monitor_unverified"]
)
def test_why_a_mail_waits_in_quarantine_is_told_in_words(rule: str) -> None:
    held = Quarantine(((rule, 1),), (HeldMail(rule, NOW),))
    notice = rendered(kind=NoticeKind.QUARANTINE, incident=NO_INCIDENT, quarantine=held)
    assert rule not in notice.text
    assert rule not in notice.html


@pytest.mark.parametrize("kind", [NoticeKind.RESOLUTION, NoticeKind.CLOSURE])
def test_a_resolution_is_told_once_and_an_answer_reopens(kind: NoticeKind) -> None:
    """The agent's text is often the resolution itself."""
    notice = rendered(kind=kind, text="Cleaned the rollers.", author="Bob")
    assert notice.text.count("Cleaned the rollers.") == 1
    assert notice.html.count("Cleaned the rollers.") == 1
    assert "just answer this mail" in flat(notice.text).lower()
    both = rendered(kind=kind, text="Dear Alice, all is well.", author="Bob")
    assert both.text.index("Dear Alice, all is well.") < both.text.index("Cleaned the rollers.")


def test_every_explanation_that_the_rules_give_stands_in_the_catalogue() -> None:
    """A key without a sentence would fail when the transcript is rendered."""
    core = Path(mailflow.__file__).parent / "core"
    source = "\n".join(path.read_text(encoding="utf-8") for path in core.rglob("*.py"))
    given = set(re.findall(r'because\(\s*"(\w+)"', source))
    given |= {"automatic_mail", "no_right", "not_allowed", *HELD_REASONS.values()}
    said = {"wrong": ["category"], "status": ["open"], "major": ["major_on", "major_off"]}
    said["escalate"] = ["escalate_team", "escalate_manager"]
    said |= {name: ["report"] for name in INQUIRIES - {PREVIEW}} | {"yes": []}
    given |= {f"done_{name}" for r in AGENT_RULES for name in said.get(r.name, [r.name])}
    given |= {f"needs_{rule.value.value}" for rule in AGENT_RULES if rule.needs_value}
    given |= {f"already_{state}" for state in ("resolved", "closed", "canceled")}
    known = read_sentences(templates_directory() / "messages" / "en.toml")
    assert {one for one in given if f"explanation.{one}" not in known} == set()


@pytest.mark.parametrize(("language", "words"), [("en", "codes, passwords"), ("de", "Codes, Pass")])
def test_what_waits_in_quarantine_is_told_by_rule_with_the_newest(
    language: str, words: str
) -> None:
    """It is about no incident, and shows a rule it has no words for as it is called."""
    newest = (
        HeldMail("limits", NOW, "eve@spam.example", "<b>Offer</b>"),
        HeldMail("verification_mail", NOW),
    )
    counts = (("verification_mail", 12), ("no such rule", 1))
    notice = rendered(
        kind=NoticeKind.QUARANTINE,
        language=language,
        incident=NO_INCIDENT,
        quarantine=Quarantine(counts, newest),
    )
    assert notice.subject.endswith(": 13")
    assert notice.text.endswith("-- \nIT Service Desk\n")
    for seen in (notice.text, Visible(notice.html).text):
        assert words in seen
        assert "no such rule" in seen
        assert "<b>Offer</b>" in seen
        assert "INC-" not in seen
    assert "\n\n\n" not in notice.text
    assert max(map(len, notice.text.splitlines())) <= 78
