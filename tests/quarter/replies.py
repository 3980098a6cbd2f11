"""What requesters and monitors write about incidents that there are."""

from collections.abc import Sequence
from typing import Any

from models.enums import EndState, NoticeKind
from quarter.letters import AGAIN, IMPATIENT, MORE, THANKS
from quarter.life import MONITOR, Life
from quarter.place import MONITOR as SENDER
from quarter.play import Play
from quarter.rules import walked

ASKED_FOR_RATING = {NoticeKind.RESOLUTION, NoticeKind.CLOSURE, NoticeKind.RATING}
SCORES, OFTEN = (1, 2, 3, 4, 5), (1, 1, 2, 6, 9)


def _said(play: Play, texts: Sequence[str]) -> str:
    return play.chance.choice(texts).format(number=play.mails)


def by_requester(play: Play, life: Life, text: str, **values: Any) -> bool:
    """Let the requester answer the newest mail that he has."""
    notice = play.notice(life.number, life.requester)
    if notice is None or life.now.merged is not None:
        return False
    verdict = "pass" if life.vip else play.chance.choice(("pass", "pass", "none"))
    to = play.token(notice)
    ended, _ = play.take(play.letter(life.requester, "Re: Help", text, to, verdict))
    assert ended.end_state is EndState.APPENDED, (ended.end_state, ended.rule, life)
    if values:
        life.act(play.now, "requester", **values)
    life.unanswered += 1
    life.last_mail = 0
    play.settle(life)
    return True


def _replied(play: Play, life: Life, *, impatient: bool = False) -> dict[str, Any]:
    """Return what a reply to an open incident brings."""
    values: dict[str, Any] = {}
    if life.now.hold == "customer":
        values = {"state": "in_progress", "hold": None, "wake": None}
    if life.now.asked is None and (impatient or life.unanswered + 1 >= 3):
        values["asked"] = play.now
    return values


def reply(play: Play, life: Life) -> bool:
    if not life.now.is_open:
        return False
    return by_requester(play, life, _said(play, MORE), **_replied(play, life))


def insist(play: Play, life: Life) -> bool:
    if not life.now.is_open:
        return False
    text = _said(play, IMPATIENT)
    return by_requester(play, life, text, **_replied(play, life, impatient=True))


def thank(play: Play, life: Life) -> bool:
    """Say thanks, once: who says it again means something else."""
    if life.now.state != "resolved" or life.thanked:
        return False
    life.thanked = by_requester(play, life, _said(play, THANKS))
    return life.thanked


def complain(play: Play, life: Life) -> bool:
    """Write again after the end: it is open again, or, where that is long ago, a new one."""
    if life.now.is_open or life.left_out:
        return False
    if life.now.state == "closed" and not _window(play, life):
        return _follow_up(play, life)
    count = life.now.reopenings + 1
    values: dict[str, Any] = {"state": "in_progress", "reopenings": count}
    return by_requester(play, life, _said(play, AGAIN), **values)


def _window(play: Play, life: Life) -> bool:
    return life.closed is not None and play.now <= walked("munich").days_after(life.closed, 5)


def _follow_up(play: Play, life: Life) -> bool:
    notice = play.notice(life.number, life.requester)
    if notice is None:
        return False
    text, to = _said(play, AGAIN), play.token(notice)
    ended, _ = play.take(play.letter(life.requester, "Re: Help", text, to, "pass"))
    play.opened(ended, life.requester, play.now, vip=life.vip)
    return True


def rate(play: Play, life: Life) -> bool:
    """Rate by a digit where the mail asked for one, else by the command."""
    notice = play.notice(life.number, life.requester)
    if notice is None or life.left_out or life.now.is_open:
        return False
    digit = play.chance.choices(SCORES, OFTEN)[0]
    text = f"{digit}" if notice.kind in ASKED_FOR_RATING else f"#rate {digit}"
    return by_requester(play, life, text, rating=digit)


def requester_closes(play: Play, life: Life) -> bool:
    if life.now.state not in {"new", "in_progress", "on_hold", "resolved"}:
        return False
    ends: dict[str, Any] = {
        "state": "closed",
        "hold": None,
        "wake": None,
        "code": life.now.code or "solved",
    }
    return by_requester(play, life, "#close", **ends)


# monitors


def recover(play: Play, life: Life) -> bool:
    """The monitor says that all is well again."""
    if not life.key:
        return False
    ended, _ = play.take(alarm(play, life.key.rpartition("|")[0] or life.key, "RECOVERY", "OK"))
    assert ended.rule == "alert_recovered", (ended.rule, life)
    if life.now.is_open:
        life.act(play.now, MONITOR, state="resolved", hold=None, wake=None)
        play.settle(life)
    return True


def alarm(play: Play, host: str, kind: str, state: str) -> bytes:
    """Return a mail of a monitor."""
    text = f"Notification Type: {kind}\nHost: {host}\nService: disk\nState: {state}\n"
    subject = f"** {kind} Service Alert: {host}/disk is {state} **"
    return play.letter(SENDER, subject, text, "", "pass")
