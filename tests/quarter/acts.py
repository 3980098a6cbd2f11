"""What agents do to incidents by mail: each act is written, processed, and entered in the ledger.

What a command means stands in `docs/COMMANDS.md`. An act returns False where it cannot be done now.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from models.enums import EndState
from quarter.life import Life
from quarter.place import WORDS
from quarter.play import Notice, Play
from quarter.rules import CALENDARS, Agent, priority_of, walked

Act = Callable[[Play, Life], bool]
CAUSES = ("Disk full", "Expired certificate", "Loose cable")


def by_agent(play: Play, life: Life, lines: Sequence[str], text: str = "", **values: Any) -> bool:
    """Let somebody who may answer for an incident do so; text without commands is an answer."""
    found = play.hands(life) if life.now.merged is None else None
    if found is None:
        return False
    return _written(play, life, found, lines, text, values)


def _written(
    play: Play,
    life: Life,
    hands: tuple[Agent, Notice],
    lines: Sequence[str],
    text: str,
    values: dict[str, Any],
) -> bool:
    agent, notice = hands
    whole = "\n".join((*lines, "", text)) if lines else text
    content = play.letter(agent.address, "Re: Help", whole, play.token(notice), "pass")
    ended, ran = play.take(content)
    assert ended.end_state is EndState.APPENDED, (ended.end_state, ended.rule)
    wanted = tuple(one[1:].split()[0].replace("take", "assign") for one in lines)
    assert ran == wanted, (lines, ran, life)
    handed = values.pop("handed", False)
    changes = _followed(play, life, values, answers=bool(text), me=agent.id)
    life.act(play.now, "agent", handed=handed, **changes)
    life.last_mail = ended.id
    if text:
        life.unanswered = 0
    if text and life.now.major and life.now.is_open:
        _tell_children(play, life)
    play.settle(life)
    return True


def _tell_children(play: Play, life: Life) -> None:
    """What is answered in a major incident goes to the requesters of those below it, once each."""
    seen = {life.requester}
    for child in play.below(life):
        if child.requester not in seen:
            child.act(play.now, "agent", **_followed(play, child, {}, answers=True, me=0))
            child.unanswered = 0
        seen.add(child.requester)


def _followed(
    play: Play, life: Life, values: dict[str, Any], *, answers: bool, me: int
) -> dict[str, Any]:
    """Add what follows: work begins with an answer or an assignee, an answer is the response."""
    changes = {name: me if value == "me" else value for name, value in values.items()}
    works = answers or changes.get("assignee")
    if works and "state" not in changes and life.now.state in {"new", "on_hold"}:
        changes |= {"state": "in_progress", "hold": None, "wake": None}
    ends = changes.get("state") in {"resolved", "closed"} and life.now.is_open
    if life.now.answered is None and (answers or ends):
        changes["answered"] = play.now
    if answers:
        changes["asked"] = None
    return changes


def take(play: Play, life: Life) -> bool:
    if not life.now.is_open:
        return False
    return by_agent(play, life, ("#take",), assignee="me")


def take_and_answer(play: Play, life: Life) -> bool:
    if not life.now.is_open:
        return False
    return by_agent(play, life, ("#take",), f"I look into it, {play.mails}.", assignee="me")


def answer(play: Play, life: Life) -> bool:
    return life.now.is_open and by_agent(play, life, (), f"We work on it, {play.mails}.")


def assign(play: Play, life: Life) -> bool:
    others = [one for one in play.staff.groups[life.now.group] if not one.is_away(play.now)]
    if not (life.now.is_open and others):
        return False
    other = play.chance.choice(others)
    return by_agent(play, life, (f"#assign @{other.handle}",), assignee=other.id)


def note(play: Play, life: Life) -> bool:
    return life.now.is_open and by_agent(play, life, (f"#note Seen by us, {play.mails}",))


def ask_customer(play: Play, life: Life) -> bool:
    if not life.now.is_open or life.now.hold == "customer":
        return False
    held: dict[str, Any] = {"state": "on_hold", "hold": "customer", "wake": None}
    text = f"Which number does it show? ({play.mails})"
    return by_agent(play, life, ("#pending customer",), text, **held)


def wait_hours(play: Play, life: Life) -> bool:
    """Wait for the vendor, so many hours of the clock."""
    hours = play.chance.randrange(2, 60)
    return _waits(play, life, f"#pending vendor {hours}h", play.now + timedelta(hours=hours))


def wait_days(play: Play, life: Life) -> bool:
    """Wait for a change, so many business days of the group."""
    days, own = play.chance.randrange(1, 5), walked(CALENDARS[life.now.group])
    return _waits(play, life, f"#pending change {days}d", own.days_after(play.now, days))


def _waits(play: Play, life: Life, line: str, wake: datetime) -> bool:
    reason = line.split()[1]
    if not life.now.is_open or life.now.hold == reason:
        return False
    return by_agent(play, life, (line,), state="on_hold", hold=reason, wake=wake)


def go_on(play: Play, life: Life) -> bool:
    if life.now.state != "on_hold":
        return False
    return by_agent(play, life, ("#status open",), state="in_progress", hold=None, wake=None)


def reprioritise(play: Play, life: Life) -> bool:
    wanted = play.chance.choice(("P1", "P2", "P2", "P3", "P4", "P4", "P5"))
    if not life.now.is_open or wanted == life.now.priority:
        return False
    return by_agent(play, life, (f"#priority {wanted.lower()}",), priority=wanted)


def judge(play: Play, life: Life) -> bool:
    """Say how wide or how urgent it is; the matrix does the rest."""
    name = play.chance.choice(("impact", "urgency"))
    value = play.chance.choice(("high", "medium", "low"))
    if not life.now.is_open or life.now.major:
        return False
    levels = life.levels | {name: value}
    wanted = priority_of(levels["impact"], levels["urgency"], vip=life.vip)
    done = by_agent(play, life, (f"#{name} {value}",), priority=wanted)
    if done:
        life.levels = levels
    return done


def categorise(play: Play, life: Life) -> bool:
    name = play.chance.choice(list(WORDS))
    return by_agent(play, life, (f"#category {name}",), category=name, source="human")


def confirm(play: Play, life: Life) -> bool:
    if not life.now.category:
        return False
    return by_agent(play, life, ("#confirm",), source="human")


def regroup(play: Play, life: Life) -> bool:
    """Say that another group should have had it from the start."""
    others = [one for one in CALENDARS if one != life.now.group]
    if not life.now.is_open:
        return False
    return _moved(play, life, play.chance.choice(others), "#group {group}")


def escalate_team(play: Play, life: Life) -> bool:
    following = play.staff.next_group(life.now.group)
    if not (life.now.is_open and following):
        return False
    done = _moved(play, life, following, "#escalate team too hard for us", handed=True)
    if done:
        life.raise_(play.now, "functional")
    return done


def _moved(play: Play, life: Life, group: str, line: str, *, handed: bool = False) -> bool:
    members = {one.id for one in play.staff.groups[group]}
    keeps = life.now.assignee if life.now.assignee in members else None
    values: dict[str, Any] = {"group": group, "assignee": keeps, "handed": handed}
    return by_agent(play, life, (line.format(group=group),), **values)


def escalate_manager(play: Play, life: Life) -> bool:
    if not (life.now.is_open and play.staff.managers.get(life.now.group)):
        return False
    done = by_agent(play, life, ("#escalate manager they threaten to leave",))
    if done:
        life.raise_(play.now, "hierarchical")
    return done


def declare_major(play: Play, life: Life) -> bool:
    if not life.now.is_open or life.now.major:
        return False
    return by_agent(play, life, ("#major on",), major=True, priority="P1")


def adopt(play: Play, life: Life) -> bool:
    """Say that a major incident is behind it."""
    majors = [o for o in play.open.values() if o.now.major and o.now.group == life.now.group]
    known = [one for one in majors if one is not life and one.now.is_open and not one.parent]
    is_above = any(one.parent == life.number for one in play.lives.values())
    if not (life.now.is_open and known) or life.parent or is_above:
        return False
    number = play.chance.choice(known).number
    done = by_agent(play, life, (f"#parent {number}",))
    if done:
        life.parent = number
    return done


def end_children(play: Play, life: Life) -> bool:
    """Resolve everything that stands below a major incident."""
    children = play.below(life)
    if not children or any(one.now.group != life.now.group for one in children):
        return False
    if not by_agent(play, life, ("#children It works again everywhere",)):
        return False
    for one in children:
        ends: dict[str, Any] = {"state": "resolved", "hold": None, "wake": None, "asked": None}
        one.act(play.now, "agent", answered=one.now.answered or play.now, **ends)
        one.unanswered = 0
        play.settle(one)
    return True


def resolve(play: Play, life: Life) -> bool:
    if not life.now.is_open:
        return False
    ends: dict[str, Any] = {"state": "resolved", "hold": None, "wake": None}
    return by_agent(play, life, ("#resolve",), f"It works again, {play.mails}.", **ends)


def resolve_with_cause(play: Play, life: Life) -> bool:
    if not life.now.is_open:
        return False
    cause = play.chance.choice(CAUSES)
    ends: dict[str, Any] = {"state": "resolved", "hold": None, "wake": None, "cause": cause}
    lines = ("#resolve", f"#cause {cause}")
    return by_agent(play, life, lines, f"It works again, {play.mails}.", **ends)


def close(play: Play, life: Life) -> bool:
    if life.now.state in {"closed", "canceled"}:
        return False
    ends: dict[str, Any] = {
        "state": "closed",
        "hold": None,
        "wake": None,
        "code": life.now.code or "solved",
    }
    return by_agent(play, life, ("#close",), f"Done, {play.mails}.", **ends)


def cancel(play: Play, life: Life) -> bool:
    if not life.now.is_open:
        return False
    return by_agent(play, life, ("#cancel",), state="canceled", hold=None, wake=None)


def spam(play: Play, life: Life) -> bool:
    if not life.now.is_open:
        return False
    ends: dict[str, Any] = {"state": "canceled", "hold": None, "wake": None, "code": "spam"}
    return by_agent(play, life, ("#spam",), **ends)


def reopen(play: Play, life: Life) -> bool:
    if life.now.is_open or life.left_out:
        return False
    count = life.now.reopenings + 1
    return by_agent(play, life, ("#reopen",), state="in_progress", reopenings=count)


def undo(play: Play, life: Life) -> bool:
    """Take the last mail back, where nothing has happened since."""
    if life.before is None or not life.last_mail or life.now is not life.left:
        return False
    if any(one.parent == life.number for one in play.lives.values()):
        return False
    before = life.before
    found = play.hands(life) if life.now.merged is None else None
    if found is None or before.now == life.now:
        return False
    agent, notice = found
    text = f"#undo {life.last_mail}"
    ended, ran = play.take(play.letter(agent.address, "Re", text, play.token(notice), "pass"))
    assert ran == ("undo",), (ran, ended.rule, life)
    life.take_back()
    life.last_mail = 0
    play.settle(life)
    return True


def merge(play: Play, life: Life) -> bool:
    """The same person wrote twice: the later incident becomes a part of the earlier one."""
    others = [
        one
        for one in play.open.values()
        if one.requester == life.requester and one.number < life.number and one.now.is_open
    ]
    if not (life.now.is_open and others):
        return False
    target = others[0].number
    ends: dict[str, Any] = {
        "state": "closed",
        "hold": None,
        "wake": None,
        "code": "merged",
        "merged": target,
    }
    return by_agent(play, life, (f"#merge {target}",), **ends)
