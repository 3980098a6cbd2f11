"""Whether the extra `demo` is installed; looked for without importing it."""

from importlib.util import find_spec

from mailflow.errors import InstallationError

PACKAGES = ("aiosmtpd", "pymap")


def require_servers() -> None:
    """Raise InstallationError, with the remedy, unless the demonstration's servers are there."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise InstallationError(
            f"the demonstration needs {' and '.join(missing)}: pip install 'mailflow[demo]'"
        )
