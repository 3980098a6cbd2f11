"""What a driver's error means to the desk: unavailable, conflict, not found, wrong schema.

The rules go by SQLite's error names and PostgreSQL's SQLSTATE, not by sentences. The message of
the driver is not passed on where it could hold values, since those may be addresses (P16).
"""

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DataError, InterfaceError, OperationalError

from mailflow.errors import (
    ConflictError,
    MailflowError,
    NotFoundError,
    PermanentError,
    SchemaError,
    StoreUnavailableError,
)

READING = "mailflow_reading"
"""Execution option of connections that must not write."""

_UNIQUE = {
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_ROWID",
    "23505",
}
_FOREIGN_KEY = {"SQLITE_CONSTRAINT_FOREIGNKEY", "23503"}
_IN_THE_WAY = {"40001", "40P01"}
_FORBIDDEN = {"42501"}
_MISSING_TABLE = {"42P01", "42703"}
_READ_ONLY_TRANSACTION = {"25006"}
_UNAVAILABLE = {
    "SQLITE_BUSY": "locked by another process for too long; is a backup or a shell open on it?",
    "SQLITE_LOCKED": "locked by another connection",
    "SQLITE_FULL": "the disk is full; free some space",
    "SQLITE_IOERR": "the disk cannot be read or written",
    "SQLITE_CANTOPEN": "cannot be opened; does its folder exist and may this user write there?"
    " `mailflow upgrade` creates a new database",
    "SQLITE_READONLY": "not writable for this user",
    "SQLITE_PERM": "not accessible for this user",
    "SQLITE_NOMEM": "out of memory",
    "SQLITE_PROTOCOL": "its file locks do not work; keep it on a local disk",
    "SQLITE_INTERRUPT": "the statement was interrupted",
    "25P02": "the transaction was rolled back by an earlier error",
    "25P03": "this worker hung in a transaction for too long, which was undone",
    "55P03": "another worker held a lock for too long",
    "57014": "the statement took too long",
}


def translate(context: ExceptionContext, where: str) -> MailflowError | None:
    """Return our error for the driver's, or None for a mistake in our own SQL."""
    original = context.original_exception
    name = str(getattr(original, "sqlite_errorname", None) or "")
    code = name or str(getattr(original, "sqlstate", None) or "")
    if code in _UNIQUE:
        return ConflictError(f"a row with the same key exists already: {_constraint(original)}")
    if code in _FOREIGN_KEY:
        return NotFoundError(f"it refers to a row that does not exist: {_constraint(original)}")
    if code in _IN_THE_WAY:
        return ConflictError("two transactions were in each other's way; this one was undone")
    if code in _READ_ONLY_TRANSACTION or (code == "SQLITE_READONLY" and _is_reading(context)):
        return PermanentError("this unit of work only reads; Store.begin() gives one that writes")
    if isinstance(context.sqlalchemy_exception, DataError):
        return PermanentError(f"a value does not fit into its column ({code or 'driver'})")
    return _schema_error(original, where, code) or _unavailable(context, where, code)


def _schema_error(original: BaseException, where: str, code: str) -> SchemaError | None:
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return SchemaError(f"{where}: damaged, or no database at all; restore a backup")
    if code in _MISSING_TABLE or (code == "SQLITE_ERROR" and _names_missing_table(original)):
        return SchemaError(f"{where}: a table or column is missing; run `mailflow upgrade`")
    if code in _FORBIDDEN:
        return SchemaError(f"{where}: this role may not use a table; run `mailflow upgrade` as it")
    return None


def _unavailable(context: ExceptionContext, where: str, code: str) -> MailflowError | None:
    for prefix, sentence in _UNAVAILABLE.items():
        if code.startswith(prefix):
            return StoreUnavailableError(f"{where}: {sentence}")
    outside = isinstance(context.sqlalchemy_exception, OperationalError | InterfaceError)
    if not (outside or context.is_disconnect) or code.startswith("SQLITE_"):
        return None
    lines = str(context.original_exception).splitlines()
    return StoreUnavailableError(f"{where}: {lines[0] if lines else 'no connection'}")


def _constraint(original: BaseException) -> str:
    diagnosis = getattr(original, "diag", None)
    if diagnosis is not None:  # psycopg: its message would hold the values
        return str(diagnosis.constraint_name)
    return str(original).rpartition("failed: ")[2]


def _is_reading(context: ExceptionContext) -> bool:
    connection = context.connection
    return connection is not None and bool(connection.get_execution_options().get(READING))


def _names_missing_table(original: BaseException) -> bool:
    text = str(original)
    return text.startswith(("no such table", "no such column")) or "has no column" in text
