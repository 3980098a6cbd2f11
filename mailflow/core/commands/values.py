"""What a command takes: each kind of value is read into one canonical text, or refused.

What a value means on this desk (whether such a group exists, which day *monday* is) is decided
where it is executed; here is only its form.
"""

import re
from collections.abc import Callable
from enum import StrEnum

from mailflow.core.addresses import parse_mailboxes
from mailflow.core.commands.durations import written_duration
from mailflow.core.commands.folding import folded
from mailflow.core.explanations import Explanation, because
from mailflow.errors import AddressError

MAXIMUM_WORD = 60
LONGEST_CODE = 50  # as its column holds
MAXIMUM_DIGITS = 10
CODE_DIGITS = 6
MAXIMUM_ITEMS = 20
HOLD_REASONS = ("customer", "vendor", "change", "problem")
STATES = {
    "open": "open",
    "in progress": "open",
    "new": "open",
    "pending": "pending",
    "on hold": "pending",
    "waiting": "pending",
    "stalled": "pending",
    "resolved": "resolved",
    "solved": "resolved",
    "closed": "closed",
    "canceled": "canceled",
    "cancelled": "canceled",
    "rejected": "canceled",
}
ESCALATED_TO = ("team", "manager")
RATINGS = "12345"
NEW = "new"
PUBLISHING = ("publish", "withdraw")
_WIDE = {ord("\uff10") + int(digit): digit for digit in RATINGS}
LEVELS = ("high", "medium", "low")
_PRIORITY = re.compile(r"p?([1-5])", re.IGNORECASE)
_NUMBER = re.compile(r"(?:inc-|#)?([0-9]{1,9})", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:kb-|#)?([0-9]{1,9})", re.IGNORECASE)
_MEMBER = re.compile(r"([+-]?)(?:inc-|#)?([0-9]{1,9})")
_ITEM = re.compile(r"[+-]?[^\s,;+-][^\s,;]{0,319}")
_WORDS = re.compile(r"[\w.-]+")


def lone_digit(text: str) -> str:
    """Return the digit from 1 to 5 that is the whole text, wide ones as plain (Unicode block FF00).

    Nothing for any other text: words, signs or a second digit beside it may mean anything.
    """
    digit = text.strip().translate(_WIDE)
    return digit if len(digit) == 1 and digit in RATINGS else ""


def is_bare_rating(text: str) -> bool:
    """Whether a text is what a click on a rating writes, and nothing else."""
    name, _, digit = text.strip().partition(" ")
    return name.casefold() == "#rate" and bool(lone_digit(digit))


class Value(StrEnum):
    """What a command takes."""

    NOTHING = "nothing"
    TEXT = "text"
    PERSON = "person"
    ADDRESS = "address"
    ADDRESSES = "addresses"
    STATE = "state"
    HOLD = "hold"
    DURATION = "duration"
    TIME_WORKED = "time_worked"
    MOMENT = "moment"
    NAME = "name"
    PRIORITY = "priority"
    LEVEL = "level"
    LIST = "list"
    INCIDENT = "incident"
    PROBLEM = "problem"
    SWITCH = "switch"
    WORD = "word"
    NUMBER = "number"
    CHALLENGE = "challenge"
    ESCALATION = "escalation"
    ARTICLE = "article"
    ABSENCE = "absence"
    RATING = "rating"


Read = str | Explanation


def read_value(kind: Value, text: str) -> Read:
    """Return the canonical text of a value that was given, or why it is none."""
    return READERS[kind](text)


def _text(text: str) -> Read:
    return text


def _person(text: str) -> Read:
    return text if len(text.split()) == 1 else because("one_person")


def _address(text: str) -> Read:
    try:
        found = parse_mailboxes(text)
    except AddressError:
        return because("no_address", value=text[:MAXIMUM_WORD])
    return found[0].address if len(found) == 1 else because("one_address")


def _items(text: str) -> tuple[str, ...] | None:
    """Return `+x` and `-y` of a list; an item without sign is added."""
    found = [one for one in re.split(r"[\s,;]+", text) if one]
    if not found or len(found) > MAXIMUM_ITEMS or not all(map(_ITEM.fullmatch, found)):
        return None
    return tuple(one if one[0] in "+-" else f"+{one}" for one in found)


def _list(text: str) -> Read:
    items = _items(folded(text))
    return " ".join(items) if items else because("no_list", value=text[:MAXIMUM_WORD])


def _addresses(text: str) -> Read:
    items = _items(text)
    if not items:
        return because("no_list", value=text[:MAXIMUM_WORD])
    read = [(one[0], _address(one[1:])) for one in items]
    wrong = next((one for _, one in read if isinstance(one, Explanation)), None)
    return wrong or " ".join(f"{sign}{address}" for sign, address in read)


def _state(text: str) -> Read:
    found = STATES.get(" ".join(folded(text).replace("_", " ").split()))
    return found or because("unknown_status")


def _hold(text: str) -> Read:
    """Read `[reason] [duration]` in this order, each at most once; `customer` where none is."""
    words = folded(text).split()
    reason = words.pop(0) if words and words[0] in HOLD_REASONS else HOLD_REASONS[0]
    if not words:
        return reason
    duration = _duration(" ".join(words))
    return duration if isinstance(duration, Explanation) else f"{reason} {duration}"


def _duration(text: str) -> Read:
    return written_duration(text) or because("no_duration", value=text[:MAXIMUM_WORD])


def _time_worked(text: str) -> Read:
    """Read a duration; a bare number is minutes, as in RT."""
    return _duration(f"{text}m" if text.isascii() and text.isdigit() else text)


def _moment(text: str) -> Read:
    words = " ".join(folded(text).split())
    if len(words) > MAXIMUM_WORD:
        return because("no_moment", value=words[:MAXIMUM_WORD])
    return words


def _name(text: str) -> Read:
    name = " ".join(text.split())
    return name if len(name) <= MAXIMUM_WORD else because("value_too_long", limit=MAXIMUM_WORD)


def _priority(text: str) -> Read:
    found = _PRIORITY.fullmatch(text)
    return f"P{found[1]}" if found else because("no_priority", value=text[:MAXIMUM_WORD])


def _level(text: str) -> Read:
    found = [one for one in LEVELS if one.startswith(folded(text))] if text else []
    return found[0] if len(found) == 1 else because("no_level", value=text[:MAXIMUM_WORD])


def _incident(text: str) -> Read:
    found = _NUMBER.fullmatch(text)
    return str(int(found[1])) if found else because("no_reference", value=text[:MAXIMUM_WORD])


def _switch(text: str) -> Read:
    """Read `on` or `off`; behind `on` may stand which incidents it is also about."""
    words = folded(text).replace(",", " ").split()
    word = {"yes": "on", "no": "off"}.get(words[0], words[0]) if words else ""
    items = [_MEMBER.fullmatch(one) for one in words[1:]]
    if word not in {"on", "off"} or (items and word == "off") or len(items) > MAXIMUM_ITEMS:
        return because("no_switch", value=text[:MAXIMUM_WORD])
    if not all(items):
        return because("no_major_items", value=text[:MAXIMUM_WORD])
    named = {int(one[2]): f"{one[1] or '+'}{int(one[2])}" for one in items if one}
    return " ".join((word, *named.values()))


def major_items(value: str) -> tuple[str, ...]:
    """Return the incidents named behind `on`, each with its sign."""
    return tuple(value.split()[1:])


def _problem(text: str) -> Read:
    return "new" if folded(text) == "new" else _incident(text)


def _word(text: str) -> Read:
    """Return words as one, such as `known_error`: a closure code is no reason to refuse a block."""
    return "_".join(_WORDS.findall(folded(text)))[:LONGEST_CODE]


def _number(text: str) -> Read:
    is_one = text.isascii() and text.isdigit() and len(text) < MAXIMUM_DIGITS
    return str(int(text)) if is_one else because("no_number", value=text[:MAXIMUM_WORD])


def _challenge(text: str) -> Read:
    code = text.replace(" ", "")
    is_one = code.isascii() and code.isdigit() and len(code) == CODE_DIGITS
    return code if is_one else because("no_code")


def _escalation(text: str) -> Read:
    """Read `team reason` or `manager reason`; to whom it goes is nothing without a why."""
    words = text.split(None, 1)
    if len(words) < 2 or folded(words[0]) not in ESCALATED_TO:
        return because("needs_escalation")
    return f"{folded(words[0])} {words[1].strip()}"


def _article(text: str) -> Read:
    """Read `new`, the number of an article, or `publish 7` and `withdraw 7`."""
    if folded(text) == NEW:
        return NEW
    deed, _, number = text.strip().rpartition(" ")
    found = _ARTICLE.fullmatch(number.strip())
    if found is None or (deed and folded(deed.strip()) not in PUBLISHING):
        return because("no_article", value=text[:MAXIMUM_WORD])
    return f"{folded(deed.strip())} {int(found[1])}".strip()


def article_named(value: str) -> tuple[str, str]:
    """Return what is to be done (new, publish, withdraw, or only to link) and with which one."""
    deed, _, number = value.rpartition(" ")
    return (NEW, "") if value == NEW else (deed, number)


def _absence(text: str) -> Read:
    """Read `off`, or the moment of `until monday`; the word `until` may be left out."""
    return _moment(" ".join(folded(text).split()).removeprefix("until "))


def _rating(text: str) -> Read:
    """Read a digit, of a Japanese keyboard too; what is said with force is no other rating."""
    digit = lone_digit(text.rstrip("!."))
    return digit or because("no_rating", value=text[:MAXIMUM_WORD])


READERS: dict[Value, Callable[[str], Read]] = {
    Value.TEXT: _text,
    Value.PERSON: _person,
    Value.ADDRESS: _address,
    Value.ADDRESSES: _addresses,
    Value.STATE: _state,
    Value.HOLD: _hold,
    Value.DURATION: _duration,
    Value.TIME_WORKED: _time_worked,
    Value.MOMENT: _moment,
    Value.NAME: _name,
    Value.PRIORITY: _priority,
    Value.LEVEL: _level,
    Value.LIST: _list,
    Value.INCIDENT: _incident,
    Value.PROBLEM: _problem,
    Value.SWITCH: _switch,
    Value.WORD: _word,
    Value.NUMBER: _number,
    Value.CHALLENGE: _challenge,
    Value.ESCALATION: _escalation,
    Value.ARTICLE: _article,
    Value.ABSENCE: _absence,
    Value.RATING: _rating,
}
