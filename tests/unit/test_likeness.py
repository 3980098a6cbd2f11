"""Which mails look like one conversation: by what they quote, their subjects, and who wrote."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from support.situations import NOW, mail

from mailflow.core.fingerprints import fingerprints
from mailflow.core.likeness import COMMON, FRESH, LIKELY, REACH, Evidence
from mailflow.core.mail import Mail, Mailbox, bare_subject
from mailflow.core.mailbox_likeness import Conversations
from mailflow.core.quoting import new_text
from mailflow.core.subject_lines import Part, read_subject

DAY = timedelta(days=1)
PASSAGE = (
    "Since the last upgrade our label printer in the warehouse prints every second label upside\n"
    "down. We have changed the ribbon and the roll, and we have gone back to the old driver,\n"
    "which made no difference. Parcels of this morning are waiting. Could somebody look at it?"
)


def quoted(text: str, *, width: int = 200) -> str:
    """Return the text as an answer quotes it, broken anew."""
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(f"> {line}" for line in lines)


def written(who: str, subject: str, text: str, *, days: float = 0.0, to: str = "list") -> Mail:
    """Return a mail without any reference to another."""
    return mail(
        from_=(Mailbox(f"{who}@people.example", who),),
        to=(Mailbox(f"{to}@people.example"),),
        subject=subject,
        text=text,
        date=NOW + timedelta(days=days),
        message_id="",
    )


def placed(*mails: Mail) -> list[int]:
    """Return the conversation of each mail of one mailbox."""
    mailbox = Conversations()
    return [mailbox.place(one, new_text(one.text)) for one in mails]


# Subjects


@pytest.mark.parametrize(
    "subject",
    [
        *("Re: x", "RE : x", "Re[2]: x", "Re(3): x", "Re^2: x", "AW: WG: x", "Antw: x", "SV: x"),
        *("VS: x", "Odp: x", "Odg: x", "YNT: x", "İLT: x", "ΑΠ: x", "ΠΡΘ: x", "Отв: x", "НА: x"),
        *(
            "回复：x",
            "答复: x",
            "返信: x",
            "답장: x",
            "رد: x",
            "השב: x",
            "RES: x",
            "Rif: x",
            "Vá: x",
        ),
        *("Trả lời: x", "ตอบ: x", "Bls: x", "Re: Fwd: TR: x"),
    ],
)
def test_prefixes_of_many_languages_are_no_part_of_a_subject(subject: str) -> None:
    assert bare_subject(subject) == "x"
    assert read_subject(subject).words == "x"
    assert read_subject(subject).has_prefix


@pytest.mark.parametrize("subject", ["Refund", "Reference: 12", "Invoice: 7", "Vast amounts"])
def test_a_word_that_only_begins_like_a_prefix_stays(subject: str) -> None:
    assert bare_subject(subject) == subject
    assert not read_subject(subject).has_prefix


def test_a_subject_of_a_thousand_prefixes_is_read_once() -> None:
    assert bare_subject("Re: " * 100_000 + "x") == "x"
    assert read_subject("[a] Re: " * 100_000).words


def test_tags_of_lists_are_left_out_and_those_that_tell_mails_apart_are_kept() -> None:
    one = read_subject("[desk-list] Re: [PATCH v2 03/12] Sort the shelves (fwd)")
    assert (one.words, one.exact) == ("sort the shelves", "patch v2 03/12 sort the shelves")
    assert one.part == Part("patch v2/12", 3)
    assert read_subject("[offer 3/2] x").part is None
    assert read_subject("Shelves (was: Sort the shelves)").former == "sort the shelves"


def test_the_number_another_program_keeps_is_found_and_a_year_is_none() -> None:
    assert read_subject("[Bug 4711] x").record == "bug 4711"
    assert read_subject("Re: x (#4711)").record == "#4711"
    assert read_subject("[Report 2026] x").record == ""
    assert read_subject("[12/2026] x").record == ""


# Fingerprints


def test_a_quoted_part_has_fingerprints_of_the_whole_however_it_is_broken() -> None:
    whole = fingerprints(PASSAGE, 10)
    half = fingerprints(quoted(PASSAGE[: len(PASSAGE) // 2].upper(), width=40), 24)
    assert len(whole) == 10
    assert set(fingerprints(quoted(PASSAGE, width=30), 24)) >= set(whole)
    assert 2 <= len(set(whole) & set(half)) < 10


def test_words_without_spaces_have_fingerprints_too() -> None:
    text = "昨日から倉庫のラベル印刷機が動きません。電源を入れ直しても同じです。"
    assert set(fingerprints(text, 10)) <= set(fingerprints(f"> 返事です。\n> {text}", 200))
    assert fingerprints("ありがとうございます", 10) == ()
    assert fingerprints("Thank you very much!", 10) == ()


# Evidence


def test_each_sign_counts_and_none_alone_but_a_long_quotation_or_an_answered_subject() -> None:
    passage, subject = Evidence(written=6, quoted=24), Evidence(same_subject=True, is_answer=True)
    assert passage.weight >= LIKELY
    assert subject.weight >= LIKELY
    assert replace(passage, written=2).weight < LIKELY
    assert replace(passage, written=0, shared=24).weight < LIKELY
    assert replace(subject, is_telling=False).weight < LIKELY
    assert replace(subject, is_answer=False).weight < LIKELY
    assert replace(subject, is_telling=False, in_touch=True).weight >= LIKELY
    assert Evidence(in_touch=True, took_part=True).weight == 0


def test_evidence_fades_with_time() -> None:
    one = Evidence(same_subject=True, is_answer=True)
    assert replace(one, age=FRESH + DAY).weight < LIKELY
    whole = replace(one, written=9, quoted=9, in_touch=True)
    assert replace(whole, age=REACH).weight >= LIKELY
    assert replace(whole, age=REACH + DAY).weight == 0


# A mailbox


def test_an_answer_under_another_subject_is_known_by_what_it_quotes() -> None:
    answer = f"Yes, I come at ten.\n\n{quoted(PASSAGE, width=50)}"
    assert placed(
        written("ann", "Labels upside down", PASSAGE),
        written("cem", "Lunch", "Who comes along today?", days=0.1),
        written("bea", "Visit at ten", answer, days=0.2),
    ) == [1, 2, 1]


def test_the_same_report_every_week_is_no_conversation() -> None:
    mails = [written("cron", "Backup report", PASSAGE, days=7 * i) for i in range(6)]
    assert placed(*mails) == [1, 2, 3, 4, 5, 6]


def test_what_stands_in_every_mail_tells_nothing() -> None:
    footer = quoted("This list is run by volunteers, please be kind and read the rules before.")
    mails = [
        written(f"person{i}", f"A matter of its own {i}", f"{i} is my number.\n\n{footer}", days=i)
        for i in range(COMMON + 3)
    ]
    assert len(set(placed(*mails)[COMMON:])) == 3


def test_an_answer_goes_to_the_newest_of_two_conversations_with_one_subject() -> None:
    first = written("ann", "Meeting room", "Is it free?")
    second = written("cem", "Meeting room", "The lamp is broken.", days=20)
    assert placed(first, second, written("dee", "Re: Meeting room", "Ok.", days=21)) == [1, 2, 2]


def test_a_subject_answered_after_months_is_another_matter() -> None:
    first = written("ann", "Meeting room", "Is it free?")
    assert placed(first, written("dee", "Re: Meeting room", "Ok.", days=91)) == [1, 2]


def test_a_numbered_series_is_one_conversation_and_the_same_numbers_again_are_another() -> None:
    series = [
        written("ann", f"[PATCH {i}/3] Shelf {i}", "One line.", days=i / 1000) for i in (1, 2, 3)
    ]
    again = [written("ann", f"[PATCH {i}/3] Door {i}", "No line.", days=i / 100) for i in (1, 2)]
    other = written("bea", "[PATCH 2/3] Lamp", "Light.", days=0.003)
    assert placed(*series, *again, other) == [1, 1, 1, 2, 2, 3]


def test_an_answer_to_a_lost_part_of_a_series_is_known_by_its_number_and_its_writer() -> None:
    series = [written("ann", f"[PATCH {i}/4] Shelf {i}", "One line.", days=i / 99) for i in (1, 2)]
    answer = written("bea", "Re: [PATCH 4/4] Door 4", "Fine.", days=1, to="ann")
    stranger = written("dee", "Re: [PATCH 4/4] Lamp 4", "Fine.", days=1, to="cem")
    assert placed(*series, answer, stranger) == [1, 1, 1, 2]


def test_an_answer_without_a_prefix_is_known_by_whom_it_names() -> None:
    request = replace(
        written("ann", "Opening hours", "When?"), from_=(Mailbox("a@people.example", "Ann Ash"),)
    )
    quote = "On Monday, Ann Ash wrote:\n> When?\n\nAt ten."
    assert placed(request, written("bea", "Opening hours", quote, days=2)) == [1, 1]
    assert placed(request, written("bea", "Opening hours", "At ten.", days=2)) == [1, 2]


def test_references_come_first_and_siblings_of_an_unknown_parent_are_one() -> None:
    one = replace(written("ann", "Lamp", "It is dark."), in_reply_to=("<lost@people.example>",))
    two = replace(written("bea", "Door", "It is open."), references=("<lost@people.example>",))
    assert placed(one, two, written("bea", "Door", "Still.", days=1)) == [1, 1, 2]


def test_conversations_of_a_busy_list_are_told_apart_without_headers() -> None:
    """Pairs found are true ones, also where subjects repeat and boilerplate is everywhere."""
    draw = random.Random(7)
    words = [f"word{i}" for i in range(900)]
    footer = "You get this mail since you are on the list of the allotment gardeners of the town."
    mails: list[tuple[int, Mail]] = []
    for number in range(40):
        subject = f"{draw.choice(['Question', 'Problem with', 'Idea:'])} {words[number % 25]}"
        last = " ".join(draw.choices(words, k=60))
        start = number * 0.4
        mails.append((number, written(f"w{number}", subject, f"{last}\n{footer}", days=start)))
        for answer in range(draw.randrange(4)):
            own = " ".join(draw.choices(words, k=20))
            renamed = "Something else" if draw.random() < 0.2 else f"Re: {subject}"
            text = f"{own}\n\n{quoted(last, width=70)}\n{quoted(footer)}"
            writer = f"w{draw.randrange(40)}"
            when = start + 0.1 * (answer + 1)
            mails.append((number, written(writer, renamed, text, days=when)))
            last = own
    mails.sort(key=lambda pair: pair[1].date or NOW)
    found = placed(*(one for _, one in mails))
    truth = [number for number, _ in mails]
    pairs = [(i, j) for i in range(len(mails)) for j in range(i)]
    claimed = [(i, j) for i, j in pairs if found[i] == found[j]]
    true = [(i, j) for i, j in claimed if truth[i] == truth[j]]
    assert len(true) >= 0.95 * len(claimed)
    assert len(true) >= 0.9 * sum(truth[i] == truth[j] for i, j in pairs)
