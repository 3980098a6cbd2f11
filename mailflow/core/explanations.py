"""Why something was done or refused, as a key of the message catalogue and its values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence of the catalogue's section `explanation`; `values` fill its placeholders."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def with_values(self, known: Mapping[str, str]) -> "Explanation":
        """Return it with those of its values replaced that stand for something known by now."""
        return replace(self, values=tuple((name, known.get(v, v)) for name, v in self.values))

    def __str__(self) -> str:
        """Return a short form for logs and tests."""
        values = ", ".join(f"{name}={value}" for name, value in self.values)
        return f"{self.key}({values})" if values else self.key


def because(key: str, **values: str | int) -> Explanation:
    """Return an explanation."""
    return Explanation(key, tuple((name, str(value)) for name, value in values.items()))
