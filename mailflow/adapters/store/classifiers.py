"""Classifier versions in the database, and the pointer to the active one."""

from datetime import datetime

from sqlalchemy import Connection, select

from mailflow.adapters.store.statements import columns_of, insert_or, values_of
from mailflow.core.records import ClassifierVersion
from models.tables import active_classifier, classifier_versions

_POINTER = 1


class SqlClassifiers:
    """Keeps the contract `Classifiers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, version: ClassifierVersion) -> int:
        """Store a version (its id is given) and return the id."""
        row = values_of(classifier_versions, version)
        del row["id"]
        insert = classifier_versions.insert().values(row).returning(classifier_versions.c.id)
        return int(self._connection.execute(insert).scalar_one())

    def activate(self, version_id: int, at: datetime) -> None:
        """Point every worker to this version."""
        row = {"id": _POINTER, "version_id": version_id, "activated_at": at}
        insert = insert_or(self._connection, active_classifier).values(row)
        key = [active_classifier.c.id]
        self._connection.execute(insert.on_conflict_do_update(index_elements=key, set_=row))

    def active(self) -> ClassifierVersion | None:
        """Return the active version."""
        columns = columns_of(classifier_versions, ClassifierVersion)
        statement = select(*columns).join(
            active_classifier, active_classifier.c.version_id == classifier_versions.c.id
        )
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else ClassifierVersion(**row._asdict(), active=True)

    def active_id(self) -> int | None:
        """Return its id alone."""
        return self._connection.scalar(select(active_classifier.c.version_id))
