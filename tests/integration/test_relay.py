"""What goes from the agent to the requester and back, on a real store."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from support.desks import TestDesk, make_settings, open_test_desk
from support.letters import MX, body, last_to, letter, reply_address, staff

from mailflow.core.records import OutboxRow
from models.enums import EndState, NoticeKind

CAROL, DANA = "carol@customer.example", "dana@customer.example"
BOB, ALICE = "bob@helpdesk.example", "alice@helpdesk.example"
PNG = b"\x89PNG\r\n\x1a\n picture"
LIMITS = {"relayed_attachment_bytes": 1000, "message_bytes": 20_000}


@dataclass(frozen=True)
class File:
    """A file to attach; with a Content-ID an image in the text."""

    name: str
    content: bytes = b"text"
    kind: str = "text/plain"
    content_id: str = ""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with Bob and Alice, who has an incident of Carol's, Dana in copy."""
    with open_test_desk(tmp_path, make_settings(limits=LIMITS)) as one:
        with one.store.begin() as work:
            staff(work, one)
        one.take(letter(CAROL, "Printer", "It does not print."))
        answer(one, BOB, "#take\n#cc +dana@customer.example")
        yield one


def answer(desk: TestDesk, sender: str, text: str, *files: File, proof: str = MX) -> int:
    """Let somebody answer the last notice he got; return the mail's number."""
    return desk.take(
        written(sender, text, *files, to=reply_address(last_to(desk, sender)), proof=proof)
    )


def written(
    sender: str, text: str, *files: File, to: str = "support@helpdesk.example", proof: str = MX
) -> bytes:
    message = message_from_bytes(letter(sender, "Re: Printer", text, to=to), policy=default)
    assert isinstance(message, EmailMessage)
    del message["Authentication-Results"]
    message["Authentication-Results"] = proof.format(domain=sender.rpartition("@")[2])
    for one in files:
        maintype, _, subtype = one.kind.partition("/")
        message.add_attachment(
            one.content,
            maintype=maintype,
            subtype=subtype,
            filename=one.name,
            cid=f"<{one.content_id}>" if one.content_id else None,
            disposition="inline" if one.content_id else "attachment",
        )
    return message.as_bytes()


def files_of(row: OutboxRow) -> dict[str, bytes]:
    """Return every file of a mail, in its text or beside it."""
    parts = message_from_bytes(row.content, policy=default).walk()
    named = ((str(p.get_filename()), p.get_payload(decode=True)) for p in parts if p.get_filename())
    return {name: content for name, content in named if isinstance(content, bytes)}


def html_of(row: OutboxRow) -> str:
    part = message_from_bytes(row.content, policy=default).get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def lines(row: OutboxRow) -> str:
    return body(row).replace("\r\n", "\n")


def flat(row: OutboxRow) -> str:
    return " ".join(body(row).split())


def test_files_of_an_answer_go_to_everybody_who_takes_part(desk: TestDesk) -> None:
    answer(desk, BOB, "See the manual.", File("manual.pdf", b"%PDF", "application/pdf"))
    for reader in (CAROL, DANA):
        assert files_of(last_to(desk, reader)) == {"manual.pdf": b"%PDF"}
    assert {row.recipient for row in desk.sent()} == {CAROL, DANA, BOB, ALICE}


def test_files_of_a_requester_go_to_the_assignee(desk: TestDesk) -> None:
    answer(desk, CAROL, "It says this.", File("error.txt", b"E 42"))
    assert files_of(last_to(desk, BOB)) == {"error.txt": b"E 42"}
    assert not any(files_of(row) for row in desk.sent() if row.recipient != BOB)


def test_a_notice_that_is_written_anew_keeps_the_files_it_brought(desk: TestDesk) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        answer(desk, BOB, "#resolve Done.")
        answer(desk, CAROL, f"It jams again, see {name}.", File(name, name.encode()))
    told = [row for row in desk.sent() if row.recipient == BOB and files_of(row)]
    assert [list(files_of(row)) for row in told] == [["a.txt"], ["b.txt", "c.txt"]]


def test_an_image_stands_where_it_stood(desk: TestDesk) -> None:
    """In the HTML by a Content-ID of ours, in the text by its name; the logo below stays home."""
    shown = File("image001.png", PNG, "image/png", "image001.png@01DA")
    logo = File("logo.png", PNG + b"logo", "image/png", "logo@01DA")
    text = "Press this:\n[cid:image001.png@01DA]\nThen wait.\n-- \nBob\n[cid:logo@01DA]\n"
    answer(desk, BOB, text, shown, logo)
    row = last_to(desk, CAROL)
    assert files_of(row) == {"image001.png": PNG}
    assert "Press this:\n[image001.png]\nThen wait." in lines(row)
    message = message_from_bytes(row.content, policy=default)
    (image,) = (part for part in message.walk() if part.get_content_type() == "image/png")
    content_id = str(image["Content-ID"]).strip("<>")
    assert content_id.endswith("@helpdesk.example")
    assert f'Press this:\n<img src="cid:{content_id}" alt="image001.png"' in html_of(row)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (File("fix.exe"), "fix.exe: this kind of file is not sent by mail"),
        (File("fix.txt", b"MZ" + b"\0" * 50), "fix.txt: this kind of file is not sent by mail"),
        (File("dump.log", b"x" * 1001), "dump.log: too large"),
    ],
)
def test_a_file_that_stays_home_is_named_in_the_mail_and_in_the_transcript(
    desk: TestDesk, one: File, why: str
) -> None:
    for text in ("#priority p2\nTry this.", "Try this, too."):
        answer(desk, BOB, text, one, File("ok.txt"))
        relayed, transcript = last_to(desk, CAROL), last_to(desk, BOB)
        assert list(files_of(relayed)) == ["ok.txt"]
        assert f"Not sent with this mail: - {why}" in flat(relayed)
        assert transcript.kind is NoticeKind.COMMAND_TRANSCRIPT
        assert f"did not go with your text: - {why}" in flat(transcript)


def test_who_wants_no_word_of_what_ran_hears_of_files_that_stayed_home(desk: TestDesk) -> None:
    with desk.store.begin() as work:
        bob = work.directory.by_address(BOB)
        assert bob is not None
        work.directory.update(replace(bob, silent_success=True))
    heard = last_to(desk, BOB)
    answer(desk, BOB, "#subject Paper\nTry this.")
    assert last_to(desk, BOB) == heard
    answer(desk, BOB, "#subject Old paper\nTry this.", File("fix.exe"))
    assert "did not go with your text: - fix.exe" in flat(last_to(desk, BOB))


def test_agents_are_told_how_to_save_what_a_requester_sent(desk: TestDesk) -> None:
    answer(desk, CAROL, "Here.", File("invoice.pdf.js"))
    told = last_to(desk, BOB)
    assert not files_of(told)
    assert "`" not in body(told)
    assert (
        "mailflow incidents attachments INC-1001 --save DIR saves them: - invoice.pdf.js"
        in flat(told)
    )


def test_a_program_in_an_attached_mail_keeps_that_mail_at_home(desk: TestDesk) -> None:
    inner = written("eve@evil.example", "Look.", File("fix.exe"))
    message = message_from_bytes(
        letter(CAROL, "Fwd", "See.", to=reply_address(last_to(desk, CAROL)))
    )
    outer = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(outer, EmailMessage)
    outer.add_attachment(message_from_bytes(inner, policy=default), filename="letter.eml")
    desk.take(outer.as_bytes())
    assert not files_of(last_to(desk, BOB))
    assert "letter.eml: this kind of file is not sent by mail" in flat(last_to(desk, BOB))


def test_files_with_no_proof_of_their_sender_stay_home(desk: TestDesk) -> None:
    to = "support@helpdesk.example"
    stranger = written(
        CAROL, "Open this.", File("a.txt"), to=to, proof="mx.helpdesk.example; dmarc=fail"
    )
    desk.take(stranger.replace(b"Subject: Re: Printer", b"Subject: Re: [INC-1001] Printer"))
    told = last_to(desk, BOB)
    assert not files_of(told)
    assert "a.txt: its sender is not proven" in flat(told)


def test_a_note_and_its_files_never_leave_the_desk(desk: TestDesk) -> None:
    before = len(desk.sent())
    answer(desk, BOB, "#note\nShe is difficult.", File("private.txt"), File("a.exe"))
    (transcript,) = desk.sent()[before:]
    assert transcript.recipient == BOB
    assert not files_of(transcript)
    assert "a.exe" not in body(transcript)


def test_a_note_of_a_colleague_goes_to_who_works_on_it(desk: TestDesk) -> None:
    notice = next(row for row in desk.sent() if row.recipient == ALICE)
    before = len(desk.sent())
    desk.take(written(ALICE, "#note I know her.", File("map.txt"), to=reply_address(notice)))
    told = {row.recipient: row for row in desk.sent()[before:]}
    assert set(told) == {ALICE, BOB}
    assert f"{ALICE} left a note on it." in flat(told[BOB])
    assert "I know her." in flat(told[BOB])
    assert files_of(told[BOB]) == {"map.txt": b"text"}


def test_an_answer_sends_round_nothing_of_the_notice_it_quotes(desk: TestDesk) -> None:
    """Quoted lines stay where they are the requester's own words."""
    answer(desk, BOB, "#note\nShe is difficult.")
    answer(desk, CAROL, "Still dead.\nAnd it smells.")
    notice = lines(last_to(desk, BOB))
    assert "She is difficult." in notice
    quoted = [f"> {line}".rstrip() for line in notice.split("\n")]
    place = next(i for i, line in enumerate(quoted) if "And it smells." in line)
    quoted.insert(place + 1, "Like what?")
    answer(desk, BOB, "\n".join(("Answers are below.", "", *quoted)))
    relayed = lines(last_to(desk, CAROL))
    assert "Answers are below." in relayed
    assert "And it smells.\nLike what?" in relayed
    for private in ("difficult", "Priority", "What you can do", "Commands go in"):
        assert private not in relayed


# A mail that is too large


def test_a_participant_whose_mail_is_too_large_is_told_once(desk: TestDesk) -> None:
    sent = len(desk.sent())
    for number in range(2):
        answer(desk, CAROL, f"Secret words {number}. " * 2000)
    (told,) = desk.sent()[sent:]
    assert (told.recipient, told.kind) == (CAROL, NoticeKind.TOO_LARGE)
    assert "was larger than we can take" in flat(told)
    for words in (b"Secret", b"Printer", b"Carol"):
        assert words not in told.content
    with desk.store.read() as work:
        assert len(work.mails.listed(EndState.QUARANTINED, 10)) == 2


@pytest.mark.parametrize("proof", ["mx.helpdesk.example; dmarc=fail", "mx.helpdesk.example; none"])
def test_who_is_not_proven_hears_nothing_of_a_mail_too_large(desk: TestDesk, proof: str) -> None:
    sent = len(desk.sent())
    answer(desk, CAROL, "Secret words. " * 2000, proof=proof)
    assert len(desk.sent()) == sent


def test_neither_strangers_nor_machines_hear_of_a_mail_too_large(desk: TestDesk) -> None:
    sent = len(desk.sent())
    desk.take(written("mallory@evil.example", "Words. " * 4000))
    automatic = written(CAROL, "Words. " * 4000, to=reply_address(last_to(desk, CAROL)))
    desk.take(b"Auto-Submitted: auto-replied\r\n" + automatic)
    assert len(desk.sent()) == sent


def test_a_name_that_holds_somebodys_token_is_not_written_to(desk: TestDesk) -> None:
    """Who pastes an address of ours where his name should be gets it swept as anywhere else."""
    foreign = reply_address(last_to(desk, BOB))
    content = letter("frank@other.example", "Lamp", "It is dark.")
    named = f'From: "{foreign}" <frank@other.example>'.encode()
    desk.take(content.replace(b"From: frank@other.example", named))
    row = last_to(desk, "frank@other.example")
    assert foreign.partition("@")[0].encode() not in row.content
