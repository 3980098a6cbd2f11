"""Classifier versions in the database, the pointer to the active one, and which ones were."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, LargeBinary, Select, literal, select, update

from mailflow.adapters.store.statements import columns_of, insert_or, may_exist, values_of
from mailflow.core.classifier_versions import Activation, ClassifierVersion, Standing
from mailflow.errors import NotFoundError
from models.tables import active_classifier, classifier_activations, classifier_versions

_POINTER = 1
_row = classifier_versions.c
_ACTIVE = select(active_classifier.c.version_id)
_WHOLE = columns_of(classifier_versions, ClassifierVersion)
_STANDING = select(_row.id, _row.sha256, _row.proof).join_from(
    active_classifier, classifier_versions, _row.id == active_classifier.c.version_id
)
_NOTHING = literal(b"", LargeBinary).label("content")


class SqlClassifiers:
    """Keeps the contract `Classifiers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._standing: Standing | None = None

    def forget(self) -> None:
        """Read which one is active anew from here on."""
        self._standing = None

    def add(self, version: ClassifierVersion) -> int:
        """Store a version (its id is given) and return the id."""
        row = values_of(classifier_versions, version)
        del row["id"]
        insert = classifier_versions.insert().values(row).returning(_row.id)
        return int(self._connection.execute(insert).scalar_one())

    def activate(self, version_id: int, at: datetime, *, by: str = "", reason: str = "") -> None:
        """Point every worker to this version, and remember that it was so."""
        self.forget()
        row = {"id": _POINTER, "version_id": version_id, "activated_at": at}
        insert = insert_or(self._connection, active_classifier).values(row)
        key = [active_classifier.c.id]
        self._connection.execute(insert.on_conflict_do_update(index_elements=key, set_=row))
        happened = {"version_id": version_id, "at": at, "by": by, "reason": reason}
        self._connection.execute(classifier_activations.insert().values(happened))

    def active(self) -> ClassifierVersion | None:
        """Return the active version."""
        number = self.active_id()
        return None if number is None else self.get(number)

    def active_id(self) -> int | None:
        """Return its id alone."""
        return self._connection.scalar(_ACTIVE)

    def standing(self) -> Standing:
        """Return the active version in short; it is asked for again and again."""
        if self._standing is None:
            row = self._connection.execute(_STANDING).first()
            self._standing = Standing(row.id, row.sha256, row.proof) if row else Standing()
        return self._standing

    def get(self, version_id: int) -> ClassifierVersion | None:
        """Return one version with its bytes, or None."""
        if not may_exist(version_id):
            return None
        statement = select(*_WHOLE).where(_row.id == version_id)
        return next(iter(self._read(statement)), None)

    def listed(self, *, limit: int = 100) -> tuple[ClassifierVersion, ...]:
        """Return versions without their bytes, newest first."""
        columns = [_NOTHING if one.name == "content" else one for one in _WHOLE]
        return self._read(select(*columns).order_by(_row.id.desc()).limit(limit))

    def activations(self, *, limit: int = 100) -> tuple[Activation, ...]:
        """Return which versions were made the active one, the newest first."""
        columns = columns_of(classifier_activations, Activation)
        newest = select(*columns).order_by(classifier_activations.c.id.desc()).limit(limit)
        return tuple(Activation(**one._asdict()) for one in self._connection.execute(newest))

    def prove(self, version_id: int, proof: dict[str, object]) -> None:
        """Store what a version has earned."""
        self._change(version_id, {"proof": proof})

    def replace_content(self, version_id: int, content: bytes, sha256: str) -> None:
        """Give a version other bytes, none to forget them; its card and figures stay."""
        self._change(version_id, {"content": content, "sha256": sha256})

    def with_content(self) -> tuple[int, ...]:
        """Return the numbers of versions whose bytes are there, newest first."""
        there = select(_row.id).where(_row.content != b"").order_by(_row.id.desc())
        return tuple(self._connection.scalars(there))

    def _change(self, version_id: int, values: dict[str, object]) -> None:
        self.forget()
        statement = update(classifier_versions).where(_row.id == version_id).values(values)
        if self._connection.execute(statement).rowcount != 1:
            raise NotFoundError(f"there is no classifier version {version_id}")

    def _read(self, statement: Select[object]) -> tuple[ClassifierVersion, ...]:
        active = self.active_id()
        rows: Iterable[object] = self._connection.execute(statement)
        found = (row._asdict() for row in rows)  # type: ignore[attr-defined]
        return tuple(ClassifierVersion(**one, active=one["id"] == active) for one in found)
