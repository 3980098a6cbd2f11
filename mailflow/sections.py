"""Tables of the settings that have a file of their own, or rules of their own.

Categories stand in `categories.toml` beside the settings file; `[categories]` in the settings
file itself says the same and stays valid.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

CATEGORIES_FILE = "categories.toml"
SEED_CATEGORIES = (
    "access",
    "business_application",
    "email",
    "files",
    "hardware",
    "meeting_rooms",
    "network",
    "printing",
    "remote_access",
    "security",
    "servers",
    "software",
    "staffing",
    "telephony",
)
"""What our own example mails are about; a desk without categories of its own has these."""

MOST_OF_A_STEP = 160
_NAME = re.compile(r"[^\W_][\w.&/ -]{0,59}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,49}")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
UNREADABLE = (OSError, ValueError, RecursionError)
"""What reading a TOML file raises: a number of thousands of digits is no error of TOML's own."""


class Section(BaseModel):
    """A table of the settings file: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Closure(Section):
    """How incidents end, and what is done for them afterwards; 0 days mean never.

    `codes` are the closure codes that agents may give, the first of them where they give none;
    with an empty list any word is one.
    """

    codes: tuple[str, ...] = (
        "solved",
        "fixed",
        "workaround",
        "known_error",
        "duplicate",
        "not_reproducible",
        "out_of_scope",
        "withdrawn",
    )
    auto_close_days: int = Field(default=5, ge=0, le=365)
    cause_days: int = Field(default=2, ge=0, le=365)
    reviews: bool = True

    @field_validator("codes")
    @classmethod
    def _are_words(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if not _CODE.fullmatch(code):
                raise ValueError(f"{code!r} is no code: one word in small letters, such as solved")
        if len(set(codes)) < len(codes):
            raise ValueError("a code stands there twice")
        return codes

    @property
    def default_code(self) -> str:
        """The code of a closure without any."""
        return next(iter(self.codes), "solved")


class Category(Section):
    """A category of the desk: what it is about, who works on it, the impact assumed for it.

    `examples` are sentences as people write them; `seed` names which of our own example mails
    belong here, without it those of the same name. Agents read `advice` and `checklist` in the
    notice of a new incident, and the link `guideline`.
    """

    group: str = ""
    impact: Literal["high", "medium", "low"] = "medium"
    description: str = Field(default="", max_length=500)
    examples: tuple[str, ...] = Field(default=(), max_length=200)
    guideline: str = Field(default="", max_length=500)
    advice: str = Field(default="", max_length=500)
    checklist: tuple[str, ...] = Field(default=(), max_length=8)
    seed: tuple[str, ...] | None = None

    @field_validator("seed")
    @classmethod
    def _are_of_the_seed(cls, seed: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for name in seed or ():
            if name not in SEED_CATEGORIES:
                raise ValueError(f"there is no seed {name!r}; there are {_listed()}")
        return seed

    @field_validator("guideline")
    @classmethod
    def _is_link(cls, link: str) -> str:
        if link and not re.fullmatch(r"https?://\S+", link):
            raise ValueError("give a link that begins with https:// or http://")
        return link

    @field_validator("checklist")
    @classmethod
    def _are_steps(cls, checklist: tuple[str, ...]) -> tuple[str, ...]:
        if any(not one.strip() or len(one) > MOST_OF_A_STEP for one in checklist):
            raise ValueError(f"a step has at most {MOST_OF_A_STEP} characters and is not empty")
        return checklist

    @field_validator("examples")
    @classmethod
    def _are_texts(cls, examples: tuple[str, ...]) -> tuple[str, ...]:
        if any(not one.strip() or len(one) > 2000 for one in examples):
            raise ValueError("an example is a text of at most 2,000 characters, not an empty one")
        return examples


class Learning(Section):
    """How the classifier learns from the desk's own work, and what it may do by itself."""

    wanted_precision: float = Field(default=0.95, ge=0.5, le=0.999)
    apply_suggestions: bool = True
    seed: bool = True
    retrain_at: str = ""
    retrain_after: int = Field(default=20, ge=1)
    promote_nightly: bool = True
    versions_kept: int = Field(default=20, ge=2, le=1000)
    sentence_model: Path | None = None

    @field_validator("retrain_at")
    @classmethod
    def _is_time(cls, value: str) -> str:
        if value and not _CLOCK.fullmatch(value):
            raise ValueError('give a time of day such as "03:30", or "" for never')
        return value

    def relative_to(self, folder: Path) -> Self:
        """Return the same with the path made absolute, seen from `folder`."""
        model = self.sentence_model and folder / self.sentence_model
        return self.model_copy(update={"sentence_model": model})


Weekday = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "never"
]


class Digest(Section):
    """`[digest]`: when the figures of the last seven days are mailed, and to whom.

    `to` names `admins`, `managers` (each of his groups), and addresses of the directory.
    """

    weekday: Weekday = "monday"
    hour: int = Field(default=7, ge=0, le=23)
    to: tuple[str, ...] = ("admins", "managers")

    @field_validator("to")
    @classmethod
    def _are_known(cls, to: tuple[str, ...]) -> tuple[str, ...]:
        for one in to:
            if one not in {"admins", "managers"} and not re.fullmatch(r"[^@\s]+@[^@\s]+", one):
                raise ValueError(f"{one!r} is neither admins, managers nor an address")
        return to


class Coaching(Section):
    """`[coaching]`: when each agent reads how his own week was; nobody else reads of it."""

    weekday: Weekday = "monday"
    hour: int = Field(default=8, ge=0, le=23)


class Recurrence(Section):
    """From when on incidents that are alike are told of: at once, and over weeks."""

    alike_minutes: int = Field(default=60, ge=5, le=24 * 60)
    alike_incidents: int = Field(default=3, ge=2)
    weeks: int = Field(default=8, ge=2, le=52)
    recurring_incidents: int = Field(default=4, ge=2)
    mails_per_day: int = Field(default=10, ge=0)


def _listed() -> str:
    return ", ".join(SEED_CATEGORIES)


def checked_names(categories: Mapping[str, Category]) -> None:
    """Raise ValueError for a name that nobody can write behind `#category`, and for a doubled seed.

    A name is compared without regard to case, with `_` for a blank.
    """
    folded: dict[str, str] = {}
    owner: dict[str, str] = {}
    for name, category in categories.items():
        if not _NAME.fullmatch(name) or name != name.strip():
            raise ValueError(f"the name {name!r} cannot be written behind #category")
        key = name.casefold().replace(" ", "_")
        if key in folded:
            raise ValueError(f"{folded[key]!r} and {name!r} are one name behind #category")
        folded[key] = name
        for seed in category.seed or ():
            if seed in owner:
                raise ValueError(f"the seed {seed!r} belongs to {owner[seed]!r} and to {name!r}")
            owner[seed] = name


def seeds_of(categories: Mapping[str, Category]) -> dict[str, str]:
    """Return the desk's category for each seed category that has one.

    A category that lists no seed takes the seed of its own name, unless another one lists that.
    """
    if not categories:
        return {name: name for name in SEED_CATEGORIES}
    found = {seed: name for name, one in categories.items() for seed in one.seed or ()}
    for name, one in categories.items():
        key = name.casefold().replace(" ", "_")
        if one.seed is None and key in SEED_CATEGORIES:
            found.setdefault(key, name)
    return found


def with_categories(path: Path, content: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the content of the settings file with the categories file, and what is wrong there."""
    file = path.parent / CATEGORIES_FILE
    found, problems = _tables(file)
    here = content.get("categories", {})
    if not found or not isinstance(here, dict):
        return content, problems
    twice = tuple(
        f"{file}: {name}: stands in {path} too; remove [categories.{name}] there"
        for name in sorted(set(found) & set(here))
    )
    return {**content, "categories": {**here, **found}}, (*problems, *twice)


def path_of(path: Path, place: Sequence[object]) -> Path:
    """Return which file a problem of the settings is in."""
    file = path.parent / CATEGORIES_FILE
    if not place or place[0] != "categories":
        return path
    tables = _tables(file)[0]
    is_there = place[1] in tables if len(place) > 1 else bool(tables)
    return file if is_there else path


def _tables(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the tables of a categories file, none where there is no file, and its problems."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}, ()
    except UNREADABLE as error:
        return {}, (f"{path}: {error}",)
    odd = tuple(
        f"{path}: {name}: no table; write [{name}] and its keys below"
        for name, value in content.items()
        if not isinstance(value, dict)
    )
    return {name: value for name, value in content.items() if isinstance(value, dict)}, odd
