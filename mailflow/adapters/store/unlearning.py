"""What a person taught the classifier, taken back (promise P17).

Which words of a version only he brought cannot be told from its bytes for certain, so versions
that may have learned from him lose all of theirs; who erases lets the desk learn anew.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, select, update

from mailflow.adapters.store.statements import chunks
from mailflow.core.records import reference
from models.enums import TrainingPart
from models.tables import (
    classifier_versions,
    imported_examples,
    incident_vectors,
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
    his = imported_examples.c.requester.in_(list(addresses))
    key = (imported_examples.c.import_id, imported_examples.c.number)
    rows = [f"import-{one}-{number}" for one, number in connection.execute(select(*key).where(his))]
    connection.execute(delete(imported_examples).where(his))
    return len(rows), _forget_versions(connection, [*map(reference, incidents), *rows])


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
