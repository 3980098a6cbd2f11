"""What any store of the desk can do; SQL and the in-memory fake both keep this contract.

A journey gets a `Work` (a unit of work) and never begins or commits a transaction itself.
"""

from mailflow.adapters.store.contract.alerts import Alerts
from mailflow.adapters.store.contract.blocks import Blocks
from mailflow.adapters.store.contract.challenges import Challenges
from mailflow.adapters.store.contract.directory import Directory
from mailflow.adapters.store.contract.drills import Drills
from mailflow.adapters.store.contract.erasing import Erasures, Tombstones
from mailflow.adapters.store.contract.incidents import Incidents
from mailflow.adapters.store.contract.knowledge import Knowledge
from mailflow.adapters.store.contract.mails import Mails
from mailflow.adapters.store.contract.outbox import Outbox
from mailflow.adapters.store.contract.performance import Performances
from mailflow.adapters.store.contract.recurrences import Recurrences
from mailflow.adapters.store.contract.trail import Audit, Classifiers
from mailflow.adapters.store.contract.training import Training
from mailflow.adapters.store.contract.vectors import Vectors
from mailflow.adapters.store.contract.work import ErasingStore, Store, Units, Work

__all__ = [
    "Alerts",
    "Audit",
    "Blocks",
    "Challenges",
    "Classifiers",
    "Directory",
    "Drills",
    "ErasingStore",
    "Erasures",
    "Incidents",
    "Knowledge",
    "Mails",
    "Outbox",
    "Performances",
    "Recurrences",
    "Store",
    "Tombstones",
    "Training",
    "Units",
    "Vectors",
    "Work",
]
