"""Classifier versions as the desk keeps them: their bytes, how good they were, what they may do."""

from collections.abc import Mapping, Sequence
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
class Standing:
    """The active version in short: its number, what its bytes are known by, what it has earned."""

    version_id: int | None = None
    sha256: str = ""
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a candidate: whether it may be promoted, and why."""

    promoted: bool
    reasons: tuple[str, ...] = ()

    def as_data(self) -> dict[str, object]:
        """Return it as JSON data, to be kept with the version."""
        return {"promoted": self.promoted, "reasons": list(self.reasons)}


def verdict_of(version: ClassifierVersion) -> Verdict | None:
    """Return the verdict kept with a version; None where it was never compared."""
    reasons = version.verdict.get("reasons")
    if not isinstance(reasons, list):
        return None
    return Verdict(bool(version.verdict.get("promoted")), tuple(map(str, reasons)))


ROLLBACK = "rollback"


def still_standing(activations: Sequence[Activation]) -> list[int]:
    """Return the versions that rollbacks go back through, the active one last.

    `activations` are newest first. A rollback takes away what came after the version it went to.
    """
    stack: list[int] = []
    for one in reversed(activations):
        if one.reason == ROLLBACK and one.version_id in stack:
            del stack[stack.index(one.version_id) + 1 :]
        else:
            stack = [number for number in stack if number != one.version_id]
            stack.append(one.version_id)
    return stack


FEWEST_PROVEN = 30
PROOF_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Proof:
    """How often a version was right where it was sure, on rows that it has not learned from."""

    rows: int
    right: int
    source: str

    @property
    def is_enough(self) -> bool:
        """Whether there are enough rows to say anything."""
        return self.rows >= FEWEST_PROVEN

    def earns(self, wanted_precision: float) -> bool:
        """Whether that is enough to apply by itself what it is sure of."""
        is_right = self.right >= (wanted_precision - PROOF_MARGIN) * self.rows
        return self.is_enough and is_right

    def as_data(self, wanted_precision: float) -> dict[str, object]:
        """Return it as JSON data, to be kept with the version."""
        return {
            "rows": self.rows,
            "right": self.right,
            "source": self.source,
            "earned": self.earns(wanted_precision),
        }
