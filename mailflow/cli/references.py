"""References of incidents as they are typed."""

import re
from typing import Any

import click

REFERENCE = re.compile(r"(?:INC-)?([1-9]\d{0,8})", re.IGNORECASE)


class Reference(click.ParamType[int]):
    """An incident's reference: INC-1001, or 1001 alone."""

    name = "REF"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number in the reference."""
        match = REFERENCE.fullmatch(str(value))
        if match is None:
            self.fail(f"{value!r} is no reference; write INC-1001 or 1001", param, ctx)
        return int(match[1])
