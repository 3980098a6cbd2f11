"""Classifier versions as the desk keeps them: their bytes, how good they were, what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ClassifierVersion:
    """A classifier version as a signed, hashed record.

    `verdict` is what the gate said of it beside `champion`, the version that was active then;
    `proof` what it has earned by its measured precision, by target.
    """

    id: int
    created_at: datetime
    origin: str
    content: bytes = field(repr=False)
    sha256: str
    card: dict[str, object] = field(default_factory=dict)
    metrics: dict[str, object] = field(default_factory=dict)
    active: bool = False
    champion: int | None = None
    verdict: dict[str, object] = field(default_factory=dict)
    proof: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activation:
    """That a version became the active one: when, by whom, and why."""

    version_id: int
    at: datetime
    by: str = ""
    reason: str = ""


def earned(proof: Mapping[str, object]) -> frozenset[str]:
    """Return the targets whose suggestions may be applied by themselves."""
    return frozenset(
        target for target, one in proof.items() if isinstance(one, dict) and one.get("earned")
    )
