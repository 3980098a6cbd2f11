"""Mail in an agent's name without a token of his: held, asked about, confirmed or refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.desks import DESK_SECTION, TestDesk, make_settings, open_test_desk
from support.letters import body, last_to, letter, reply_address, staff

from mailflow.core.records import Incident
from models.enums import IncidentState

ANN, BOB, ALICE = "ann@customer.example", "bob@helpdesk.example", "alice@helpdesk.example"
HELD = "#resolve it was DNS\n\nDear Ann, it works again."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk with an incident of Ann's."""
    with open_test_desk(tmp_path, make_settings()) as one:
        begin(one)
        yield one


def begin(desk: TestDesk) -> None:
    with desk.store.begin() as work:
        staff(work, desk)
    desk.take(letter(ANN, "VPN drops", "The VPN drops."))


def incident(desk: TestDesk) -> Incident:
    with desk.store.read() as work:
        found = work.incidents.get(1001)
    assert found is not None
    return found


def write_without_token(desk: TestDesk, text: str = HELD) -> None:
    desk.take(letter(BOB, "Re: [INC-1001] VPN drops", text))


def code(desk: TestDesk) -> str:
    found = re.search(r"#yes (\d{6})", body(last_to(desk, BOB)))
    assert found is not None
    return found[1]


def answer(desk: TestDesk, text: str, sender: str = BOB) -> None:
    desk.take(letter(sender, "Re: question", text, to=reply_address(last_to(desk, BOB))))


def told_ann(desk: TestDesk) -> list[str]:
    return [row.kind for row in desk.sent() if row.recipient == ANN]


def test_a_held_mail_is_carried_out_when_its_agent_confirms_it(desk: TestDesk) -> None:
    write_without_token(desk)
    question = body(last_to(desk, BOB))
    assert "It arrived on Tue 24 Nov 2026, 12:00 UTC." in question
    assert last_to(desk, BOB).kind == "challenge"
    assert "#resolve it was dns" in question
    assert incident(desk).state is IncidentState.NEW
    assert told_ann(desk) == ["acknowledgement"]
    answer(desk, f"#yes {code(desk)}")
    after = incident(desk)
    assert (after.state, after.resolution) == (IncidentState.RESOLVED, "it was DNS")
    assert told_ann(desk) == ["acknowledgement", "resolution"]
    assert "it works again" in body(last_to(desk, ANN))


def test_a_code_works_once_and_for_an_hour(desk: TestDesk) -> None:
    write_without_token(desk, "#tag vpn")
    first = code(desk)
    answer(desk, f"#yes {first}")
    assert incident(desk).tags == "vpn"
    write_without_token(desk, "#tag -vpn")
    late = code(desk)
    desk.clock.skip(timedelta(minutes=61))
    answer(desk, f"#yes {late}")
    assert incident(desk).tags == "vpn"
    assert "no question" in " ".join(body(last_to(desk, BOB)).split())


def test_a_wrong_code_does_nothing_and_five_of_them_end_the_question(desk: TestDesk) -> None:
    write_without_token(desk)
    right, to = code(desk), reply_address(last_to(desk, BOB))
    wrong = [f"{(int(right) + n) % 10**6:06}" for n in range(1, 6)]
    for one in (*wrong, right):
        desk.take(letter(BOB, "Re: question", f"#yes {one}", to=to))
    assert incident(desk).state is IncidentState.NEW


def test_nobody_else_confirms(desk: TestDesk) -> None:
    write_without_token(desk)
    answer(desk, f"#yes {code(desk)}", sender=ALICE)
    answer(desk, f"#yes {code(desk)}", sender=ANN)
    assert incident(desk).state is IncidentState.NEW


def test_who_says_no_is_heard_by_who_guards_the_desk(desk: TestDesk) -> None:
    write_without_token(desk)
    right = code(desk)
    answer(desk, "#no")
    with desk.store.read() as work:
        assert "challenge_refused" in [one.name for one in work.audit.security_events()]
    answer(desk, f"#yes {right}")
    assert incident(desk).state is IncidentState.NEW


def test_only_the_newest_question_is_open_and_three_an_hour_are_asked(desk: TestDesk) -> None:
    write_without_token(desk, "#tag one")
    old, to = code(desk), reply_address(last_to(desk, BOB))
    write_without_token(desk, "#tag two")
    desk.take(letter(BOB, "Re: question", f"#yes {old}", to=to))
    assert incident(desk).tags == ""
    for number in range(3):
        write_without_token(desk, f"#tag more{number}")
    asked = [row for row in desk.sent() if row.kind == "challenge"]
    assert len(asked) == 3


def test_rights_are_checked_again_when_he_confirms(desk: TestDesk) -> None:
    write_without_token(desk)
    with desk.store.begin() as work:
        other = work.directory.add_group("Network")
        work.incidents.update(replaced(incident(desk), group_id=other.id))
    answer(desk, f"#yes {code(desk)}")
    assert incident(desk).state is IncidentState.NEW
    assert "belongs to another group" in " ".join(body(last_to(desk, BOB)).split())


def test_where_no_server_is_trusted_an_agents_answer_waits_for_his_word(tmp_path: Path) -> None:
    settings = make_settings(desk={**DESK_SECTION, "authserv_id": ""})
    with open_test_desk(tmp_path, settings) as desk:
        begin(desk)
        notice = last_to(desk, BOB)
        desk.take(letter(BOB, "Re: VPN", HELD, to=reply_address(notice)))
        assert incident(desk).state is IncidentState.NEW
        answer(desk, f"#yes {code(desk)}")
        assert incident(desk).state is IncidentState.RESOLVED


def replaced(one: Incident, **fields: int) -> Incident:
    from dataclasses import replace  # noqa: PLC0415

    return replace(one, **fields)  # type: ignore[arg-type]
