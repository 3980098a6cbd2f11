"""What the settings say of a support group's duty: who is called, who comes next, when not."""

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator

from mailflow.core.quiet_hours import are_hours
from mailflow.sections import Section


class DutyTable(Section):
    """The keys of `[groups.NAME]` about escalation.

    `rota` is a TOML or iCalendar file; `escalates_to` the next group after a missed target;
    `managers_above` the addresses of those above the group's manager, in their order.
    """

    rota: Path | None = None
    escalates_to: str = ""
    managers_above: tuple[str, ...] = Field(default=(), max_length=10)
    quiet_hours: str = ""

    @field_validator("quiet_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        if value and not are_hours(value):
            raise ValueError('give hours such as "22:00-06:00", or "" for none')
        return value

    def relative_to(self, folder: Path) -> Self:
        """Return the same with the path made absolute, seen from `folder`."""
        return self.model_copy(update={"rota": self.rota and folder / self.rota})
