"""The first classifier of a desk: what there is to learn on its first day, measured and stored."""

from dataclasses import dataclass
from datetime import datetime

from mailflow.adapters.store.contract import Work
from mailflow.core.classifier_versions import ClassifierVersion
from mailflow.core.training_data import TrainingSet
from mailflow.core.training_parts import Assigned
from mailflow.desk import Desk
from mailflow.promoting import INIT, make_first
from mailflow.retraining import Gathered, learn

NOTHING_CLOSED = Gathered(TrainingSet((), ()))


@dataclass(frozen=True, slots=True)
class Seeded:
    """A version that is not stored yet, and the parts that were drawn for it."""

    version: ClassifierVersion
    fresh: tuple[Assigned, ...] = ()

    def store(self, work: Work, at: datetime, *, reason: str = INIT) -> int:
        """Store it and point every worker to it; it may apply only what it has earned."""
        work.training.assign(self.fresh, self.version.created_at)
        number = work.classifiers.add(self.version)
        make_first(work, number, at, reason=reason)
        return number


def learn_first(desk: Desk, now: datetime, gathered: Gathered = NOTHING_CLOSED) -> Seeded:
    """Learn from our own examples, the desk's, and what is closed already; takes some seconds."""
    return Seeded(learn(desk, gathered, now).version(now), gathered.fresh)
