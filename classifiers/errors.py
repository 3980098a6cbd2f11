"""What can go wrong in this package, each with the standard parent that fits it."""


class ClassifierError(Exception):
    """Parent of every error this package raises on purpose."""


class BadExampleError(ClassifierError, ValueError):
    """A row of labelled mail cannot be used; the message names its file and line."""


class BadDatasetError(ClassifierError, ValueError):
    """A file of labelled texts cannot be used; the message names the file and the row."""


class TooFewExamplesError(ClassifierError, ValueError):
    """No target has enough labelled rows, or two different labels, to learn from."""


class UnknownTargetError(ClassifierError, KeyError):
    """The classifier was asked about a target it has not learned."""

    def __str__(self) -> str:
        """Return the message without the quotation marks that KeyError adds."""
        return str(self.args[0]) if self.args else ""


class UnreadableVersionError(ClassifierError, ValueError):
    """Stored bytes are no classifier version that may be trusted; the message says why."""


class UnreadableFiguresError(ClassifierError, ValueError):
    """Stored figures of a version are none; the message names the place."""


class WeakKeyError(ClassifierError, ValueError):
    """The signing key is shorter than 16 bytes."""


class SentenceModelError(ClassifierError, ValueError):
    """A folder holds no sentence model that can be used; the message says why."""
