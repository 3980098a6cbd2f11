"""A desk whose agents label and close incidents by mail: what its classifier learns from."""

import random
from collections.abc import Iterator
from dataclasses import replace

from support.desks import KEYS, TestDesk, make_settings
from support.letters import last_to, letter, reply_address

from mailflow.core.records import Incident

BOB = "bob@helpdesk.example"
LONG_KEYS = replace(KEYS, classifier=b"a classifier key of the tests")
TOPICS = {
    "presses": ("press", "stamp", "hydraulic", "die", "tonnage", "ram", "sheet", "coil"),
    "forklifts": ("forklift", "pallet", "mast", "battery", "rack", "aisle", "hook", "tine"),
    "canteen": ("menu", "tray", "oven", "lunch", "till", "fridge", "soup", "cutlery"),
}
FILLING = ("since", "today", "again", "the", "our", "it", "please", "look", "shift", "stands")
SETTINGS = make_settings(
    classifier={"seed": False},
    categories={
        name: {"examples": [f"The {words[0]} of hall {n} is broken again" for n in range(8)]}
        for name, words in TOPICS.items()
    },
)
"""The examples name each topic by a word that no mail has: on the first day little is known."""


def writings(number: int, seed: int = 1) -> Iterator[tuple[str, str, str]]:
    """Yield so many mails: what each is about, its subject and its text."""
    chance = random.Random(seed)
    names = sorted(TOPICS)
    for place in range(number):
        topic = names[place % len(names)]
        words = [*chance.sample(TOPICS[topic][1:], 4), *chance.sample(FILLING, 5)]
        chance.shuffle(words)
        yield topic, " ".join(words[:3]), " ".join(words) + f" in hall {chance.randrange(90)}."


def open_and_close(desk: TestDesk, number: int, sender: str = "", seed: int = 1) -> None:
    """Let people write so many mails; Bob says of each what it is about, and resolves it."""
    for place, (topic, subject, text) in enumerate(writings(number, seed)):
        who = sender or f"person{place}@customer{place % 40}.example"
        desk.take(letter(who, subject, text))
        answer = f"#category {topic}\n#resolve It works again, case {place}."
        desk.take(letter(BOB, f"Re: {place}", answer, to=reply_address(last_to(desk, BOB))))


def incident_of(desk: TestDesk, sender: str) -> Incident:
    """Return the newest incident of a person."""
    with desk.store.read() as work:
        found = (one for one in work.incidents.listed() if one.requester_address == sender)
        return next(found)
