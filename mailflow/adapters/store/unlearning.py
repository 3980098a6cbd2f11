"""What a person taught the classifier, taken back (promise P17).

Which words of a version only he brought cannot be told from its bytes for certain, so versions
that may have learned from him lose all of theirs; who erases lets the desk learn anew. So do
those that learned from an import which was removed before: its rows may have been his.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from mailflow.adapters.store.statements import chunks
from mailflow.core.records import reference
from mailflow.core.training_data import IMPORT, import_mark
from models.enums import TrainingPart
from models.tables import (
    classifier_versions,
    imported_examples,
    incident_vectors,
    training_imports,
    training_parts,
)


def unlearn(
    connection: Connection, addresses: Iterable[str], incidents: Iterable[int]
) -> tuple[int, int]:
    """Forget imported rows of his, and the versions that may have learned from him; count both.

    Where any incident lies is forgotten, too: whose text named him is told by no vector, and the
    worker makes them again of the texts that are left.
    """
    connection.execute(delete(incident_vectors))
    his = imported_from(connection, addresses)
    key = (training_imports.c.sha256, imported_examples.c.number)
    found = select(*key).join_from(imported_examples, training_imports).where(his)
    rows = [f"{import_mark(one)}{number}" for one, number in connection.execute(found)]
    connection.execute(delete(imported_examples).where(his))
    gone = _of_removed_imports(connection)
    versions = _forget_versions(connection, [*map(reference, incidents), *rows, *gone])
    for some in chunks(gone):  # it is drawn again should the file come back; what was frozen stays
        connection.execute(delete(training_parts).where(training_parts.c.identifier.in_(some)))
    return len(rows), versions


def imported_from(connection: Connection, addresses: Iterable[str]) -> ColumnElement[bool]:
    """Return what finds a person's rows of history, with any tag behind his addresses (RFC 5233).

    Either comparison has the index in its database: text is ordered by bytes on SQLite alone.
    """
    requester, known = imported_examples.c.requester, [one.casefold() for one in addresses]
    is_sqlite = connection.dialect.name == "sqlite"
    tagged = []
    for local, _, domain in (one.rpartition("@") for one in known if "+" not in one):
        within = and_(requester >= f"{local}+", requester < f"{local},")
        begins = within if is_sqlite else requester.startswith(f"{local}+", autoescape=True)
        tagged.append(and_(begins, requester.endswith(f"@{domain}", autoescape=True)))
    return or_(requester.in_(known), *tagged)


def _of_removed_imports(connection: Connection) -> list[str]:
    """Return the rows of removed history that were learned from: nobody can say whose they were."""
    marks = tuple(map(import_mark, connection.scalars(select(training_imports.c.sha256))))
    table = training_parts.c
    learned = table.identifier.startswith(IMPORT), table.part == TrainingPart.TRAIN
    rows = connection.scalars(select(table.identifier).where(*learned))
    return [one for one in rows if not one.startswith(marks)]


def _forget_versions(connection: Connection, identifiers: Iterable[str]) -> int:
    """Take the bytes of every version that was learned after one of these rows was first used."""
    table = training_parts.c
    moments = []
    for some in chunks(identifiers):
        used = table.identifier.in_(some), table.part == TrainingPart.TRAIN
        moments.append(connection.scalar(select(func.min(table.assigned_at)).where(*used)))
    first = min((one for one in moments if one is not None), default=None)
    if first is None:
        return 0
    versions = classifier_versions.c
    later = update(classifier_versions).where(versions.created_at >= first, versions.content != b"")
    return int(connection.execute(later.values(content=b"", sha256="")).rowcount)
