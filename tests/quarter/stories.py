"""What is to become of each incident, drawn from a seed, and everything else that happens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from quarter import acts, replies
from quarter.acts import Act
from quarter.letters import TONGUES
from quarter.life import Life
from quarter.place import MONITOR, VIPS, WORDS, written
from quarter.play import Play
from quarter.rules import HOSPITAL

HOURS = (1, 1, 0, 0, 0, 1, 2, 7, 16, 19, 15, 11, 6, 9, 13, 12, 9, 5, 3, 2, 2, 1, 1, 1)
DAYS = (20, 17, 15, 14, 12, 3, 2)
FIRST: dict[Act, int] = {
    acts.take: 14,
    acts.take_and_answer: 38,
    acts.answer: 20,
    acts.resolve: 16,
    acts.resolve_with_cause: 8,
    acts.assign: 8,
    acts.note: 3,
    replies.reply: 8,
    acts.reprioritise: 5,
    acts.regroup: 5,
}
MIDDLE: dict[Act, int] = {
    acts.ask_customer: 14,
    replies.reply: 14,
    replies.insist: 3,
    acts.wait_hours: 8,
    acts.wait_days: 7,
    acts.go_on: 4,
    acts.reprioritise: 9,
    acts.judge: 6,
    acts.categorise: 9,
    acts.confirm: 6,
    acts.regroup: 6,
    acts.escalate_team: 3,
    acts.escalate_manager: 3,
    acts.assign: 6,
    acts.take: 6,
    acts.answer: 10,
    acts.note: 4,
    acts.declare_major: 3,
    acts.adopt: 6,
    acts.end_children: 3,
}
LAST: dict[Act, int] = {
    acts.resolve: 62,
    acts.resolve_with_cause: 12,
    acts.close: 6,
    replies.requester_closes: 5,
    acts.cancel: 3,
    acts.spam: 2,
    acts.merge: 6,
    acts.note: 2,
}
AFTER: dict[Act, int] = {
    replies.rate: 34,
    replies.thank: 8,
    replies.complain: 9,
    acts.close: 8,
    acts.reopen: 2,
    acts.note: 39,
}
Step = tuple[float, Act]


def drawn(chance: Random, weighted: dict[Act, int]) -> Act:
    return chance.choices(list(weighted), list(weighted.values()))[0]


def story(chance: Random) -> list[Step]:
    """Return what is done, each step so many hours after the one before."""
    steps: list[Step] = [(chance.lognormvariate(-0.7, 1.1), drawn(chance, FIRST))]
    middle = range(chance.choice((0, 0, 0, 1, 1, 2)))
    steps += [(chance.lognormvariate(0.8, 1.3), drawn(chance, MIDDLE)) for _ in middle]
    steps.append((chance.lognormvariate(1.2, 1.2), drawn(chance, LAST)))
    while chance.random() < 0.4:
        after = drawn(chance, AFTER)
        steps.append((chance.lognormvariate(3, 1.5), after))
        if after in {replies.complain, acts.reopen}:
            steps.append((chance.lognormvariate(2, 1), acts.resolve))
    undone: list[Step] = []
    for one in steps:
        undone.append(one)
        if chance.random() < 0.05:
            undone.append((0.1, acts.undo))
    return undone


@dataclass(frozen=True)
class Told:
    """An incident goes on with the rest of its story."""

    life: Life
    steps: tuple[Step, ...]

    def __call__(self, play: Play) -> None:
        """Do the next step, and plan the one after it.

        Where nobody of the group has a mail about it that he could answer, as after downtime, the
        requester writes again, and the step comes later.
        """
        (_, act), rest = self.steps[0], self.steps[1:]
        if self.life.now.is_open and play.hands(self.life) is None:
            rest = self.steps if replies.reply(play, self.life) else rest
        else:
            self.act(play, act)
        go_on(play, self.life, rest)

    def act(self, play: Play, act: Act) -> None:
        life = self.life
        was = life.now
        done = act(play, life)
        if done and life.now is not was:
            life.left = life.now
        play.done[act.__name__ if done else "nothing"] += 1


def go_on(play: Play, life: Life, steps: tuple[Step, ...]) -> None:
    """Plan the next step of a story, if there is one."""
    if steps:
        at = play.now - play.offset + timedelta(hours=min(steps[0][0], 400))
        play.plan(at, Told(life, steps))


@dataclass(frozen=True)
class Opening:
    """Somebody asks for help."""

    at: datetime
    requester: str
    category: str

    def __call__(self, play: Play) -> None:
        """Send the mail; its arrival is when it was sent, though it may be read late."""
        words = written(self.category, play.chance)
        text = play.chance.choice(TONGUES).format(words=words, number=play.mails)
        vip = self.requester in VIPS
        verdict = "pass" if vip else play.chance.choice(("pass", "pass", "pass", "none"))
        content = play.letter(self.requester, words[:40], text, "", verdict)
        received = min(self.at + play.offset, play.now)
        ended, _ = play.take(content, received)
        life = play.opened(ended, self.requester, received, vip=vip)
        go_on(play, life, tuple(story(play.chance)))


@dataclass(frozen=True)
class Alarm:
    """A monitor raises an alert; it may be well again soon."""

    host: str

    def __call__(self, play: Play) -> None:
        """Send the mail, unless another came just before: they would be one incident."""
        if play.alert_at is not None and abs(play.now - play.alert_at) < timedelta(minutes=20):
            return
        play.alert_at = play.now
        ended, _ = play.take(replies.alarm(play, self.host, "PROBLEM", "CRITICAL"))
        life = play.opened(ended, MONITOR, play.now)
        life.key = self.host
        steps = story(play.chance)[:2]
        go_on(play, life, (*steps, (play.chance.lognormvariate(0.5, 1), replies.recover)))


def openings(chance: Random, number: int, start: datetime, days: int) -> list[Opening]:
    """Return who asks for help and when; some write twice at once."""
    people = [f"person{one}@{_domain(one)}" for one in range(number // 4 + 5)]
    weights = [DAYS[(start + timedelta(days=day)).weekday()] for day in range(days)]
    found: list[Opening] = []
    while len(found) < number:
        day, hour = chance.choices(range(days), weights)[0], chance.choices(range(24), HOURS)[0]
        at = start + timedelta(days=day, hours=hour, seconds=chance.randrange(3600))
        who = chance.choice(VIPS) if chance.random() < 0.03 else chance.choice(people)
        category = chance.choice((*WORDS, "printing", "network"))
        found.append(Opening(at, who, category))
        if chance.random() < 0.08:
            found.append(Opening(at + timedelta(minutes=5), who, category))
    return found[:number]


def _domain(number: int) -> str:
    names = ("customer.example", HOSPITAL, f"firm{number % 40}.example", "north.customer.example")
    return names[number % len(names)]
