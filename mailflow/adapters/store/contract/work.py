"""Units of work, and the stores that they come from."""

from contextlib import AbstractContextManager
from typing import Protocol

from mailflow.adapters.store.contract.alerts import Alerts
from mailflow.adapters.store.contract.blocks import Blocks
from mailflow.adapters.store.contract.challenges import Challenges
from mailflow.adapters.store.contract.directory import Directory
from mailflow.adapters.store.contract.drills import Drills
from mailflow.adapters.store.contract.erasing import Erasures, Scrubbed, Tombstones
from mailflow.adapters.store.contract.incidents import Incidents
from mailflow.adapters.store.contract.knowledge import Knowledge
from mailflow.adapters.store.contract.mails import Mails
from mailflow.adapters.store.contract.outbox import Outbox
from mailflow.adapters.store.contract.performance import Performances
from mailflow.adapters.store.contract.recurrences import Recurrences
from mailflow.adapters.store.contract.trail import Audit, Classifiers
from mailflow.adapters.store.contract.training import Training
from mailflow.adapters.store.contract.vectors import Vectors


class Work(Protocol):
    """One unit of work: everything in it is committed together or not at all (P6)."""

    mails: Mails
    incidents: Incidents
    directory: Directory
    outbox: Outbox
    alerts: Alerts
    audit: Audit
    challenges: Challenges
    blocks: Blocks
    drills: Drills
    knowledge: Knowledge
    classifiers: Classifiers
    training: Training
    tombstones: Tombstones
    vectors: Vectors
    performances: Performances
    recurrences: Recurrences

    def take_turn(self) -> None:
        """Wait until no other unit of work decides; from here to its end this one alone does.

        Whoever decides by what is stored (which conversation, how many acknowledgements) takes
        it first, so that several workers decide as one would.
        """

    def savepoint(self) -> AbstractContextManager[None]:
        """Return a context that undoes its changes alone when an exception leaves it."""


class Units(Protocol):
    """What begins units of work."""

    def begin(self) -> AbstractContextManager[Work]:
        """Return a context that commits at its end, or rolls back when an exception leaves it."""

    def read(self) -> AbstractContextManager[Work]:
        """Return a unit of work that must not write and sees one moment; it always rolls back."""


class Store(Units, Protocol):
    """Where units of work come from."""

    @property
    def is_shared(self) -> bool:
        """Whether other workers may use it at the same time; then only leases tell who is gone."""

    def close(self) -> None:
        """Give up all connections."""


class ErasingStore(Protocol):
    """A store that can erase."""

    def erasing(self) -> AbstractContextManager[Erasures]:
        """Return a unit of work that erases; committed at its end."""

    def rehearsing(self) -> AbstractContextManager[Erasures]:
        """Return the same; all that is done in it is taken back at its end."""

    def surveying(self) -> AbstractContextManager[Erasures]:
        """Return the same to look only."""

    def read(self) -> AbstractContextManager[Work]:
        """Return a unit of work that must not write."""

    def scrub(self) -> Scrubbed:
        """Overwrite in the files what was erased."""
