"""What every command is handed: the settings file it works with and the way to open the desk."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mailflow.adapters.clock import Clock
    from mailflow.adapters.store.contract import ErasingStore, Store, Work
    from mailflow.adapters.store.database import SqlStore
    from mailflow.desk import Desk
    from mailflow.rounds import Rounds
    from mailflow.settings import Settings

DEFAULT_CONFIG = "mailflow.toml"
CONFIG_VARIABLE = "MAILFLOW_CONFIG"


@dataclass
class Session:
    """One call of the program; modules are imported when they are needed, for a quick help."""

    config: Path
    debug: bool = False

    @cached_property
    def settings(self) -> "Settings":
        """The settings; reading them starts the log, quiet unless there is something wrong."""
        from mailflow.logs import configure  # noqa: PLC0415
        from mailflow.settings import load  # noqa: PLC0415 - pydantic takes its time

        configure("DEBUG" if self.debug else "WARNING")
        return load(self.config)

    @cached_property
    def clock(self) -> "Clock":
        """The one clock of this call."""
        from mailflow.adapters.clock import system_clock  # noqa: PLC0415

        return system_clock

    @cached_property
    def desk(self) -> "Desk":
        """The desk of these settings."""
        from mailflow.opening import open_desk  # noqa: PLC0415 - jinja2 takes its time

        return open_desk(self.settings)

    @contextmanager
    def _opened(self) -> "Iterator[SqlStore]":
        from mailflow.opening import open_current_store  # noqa: PLC0415 - so does sqlalchemy

        store = open_current_store(self.settings)
        try:
            yield store
        finally:
            store.close()

    def store(self) -> "AbstractContextManager[Store]":
        """Return the store, which must have this version's schema; it is closed at the end."""
        return self._opened()

    def erasing_store(self) -> "AbstractContextManager[ErasingStore]":
        """Return the store as what erases sees it."""
        return self._opened()

    @contextmanager
    def reading(self) -> "Iterator[Work]":
        """Return a unit of work that reads."""
        with self.store() as store, store.read() as work:
            yield work

    @contextmanager
    def writing(self) -> "Iterator[Work]":
        """Return a unit of work that is committed at its end."""
        with self.store() as store, store.begin() as work:
            yield work

    def rounds(self, store: "Store") -> "Rounds":
        """Return the journeys of this desk over an open store."""
        from mailflow.rounds import Rounds  # noqa: PLC0415 - it brings every adapter

        return Rounds(store, self.desk, self.clock)


pass_session = click.make_pass_decorator(Session)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
limit_option = click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="Show at most so many.",
)
