"""Every error of mailflow: its own base and the standard parent that callers expect."""


class MailflowError(Exception):
    """Base of all errors that mailflow raises on purpose; the message says what, where, how."""


class TransientError(MailflowError):
    """Something outside is not available now; trying again later may work."""


class PermanentError(MailflowError):
    """Trying again cannot help before somebody changes something."""


class SettingsError(PermanentError, ValueError):
    """The settings cannot be used; `problems` holds one line per problem."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class InstallationError(PermanentError, ImportError):
    """The packages of mailflow do not come from one installation."""


class KeyMissingError(PermanentError, FileNotFoundError):
    """A key file of the desk does not exist."""


class NotFoundError(PermanentError, LookupError):
    """What was asked for does not exist."""


class ArticleTextError(PermanentError, ValueError):
    """A text is no knowledge article."""


class StoreUnavailableError(TransientError, OSError):
    """The database cannot be used now: locked, full, or out of reach."""


class SchemaError(PermanentError, RuntimeError):
    """The database has another schema than this version of mailflow."""


class ConflictError(TransientError, RuntimeError):
    """Somebody else changed the same row first."""


class MailboxUnavailableError(TransientError, ConnectionError):
    """The IMAP server cannot be used now."""


class MailboxRefusedError(PermanentError, ConnectionError):
    """The IMAP server refuses us for good: login, certificate or folder."""


class UnreadableMailError(PermanentError, ValueError):
    """Bytes that no reading of RFC 5322 makes sense of; `reason` names the rule."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


class AddressError(PermanentError, ValueError):
    """Text that is no RFC 5322 address."""


class RecipientError(PermanentError, PermissionError):
    """An outgoing mail would have gone to somebody who is no participant (promise P13)."""


class RenderingError(PermanentError, ValueError):
    """A template cannot be rendered; `place` and `line` say where, as far as that is known."""

    def __init__(self, reason: str, place: str = "", line: int = 0) -> None:
        super().__init__(f"template {place}, line {line}: {reason}" if place else reason)
        self.reason, self.place, self.line = reason, place, line


class FiguresError(PermanentError, ValueError):
    """The stored figures of a classifier version cannot be read."""


class DatasetError(PermanentError, ValueError):
    """A file of labelled texts cannot be used; the message names file and row."""


class NothingToLearnError(PermanentError, ValueError):
    """There are too few labelled mails to learn from."""


class ImportedRowsError(PermanentError, ValueError):
    """A file of history cannot be used; `problems` holds one line per problem."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ScenarioError(PermanentError, ValueError):
    """A scenario of a drill cannot be used; `problems` holds one line per problem."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class GateError(PermanentError, RuntimeError):
    """The gate does not let a classifier version pass."""
