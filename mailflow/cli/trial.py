"""A desk for one look at a mail, where there is no desk yet: usual settings, empty, soon gone."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailflow.adapters.store.schema import upgrade
from mailflow.adapters.tokens import create_keys
from mailflow.cli.session import DEFAULT_CONFIG, Session
from mailflow.cli.settings_file import settings_text, write_new
from mailflow.identity import Desk


@contextmanager
def desk_or_trial(session: Session) -> Iterator[tuple[Session, bool]]:
    """Return the session of the desk here, or of one in a temporary folder; and which it is."""
    if session.config != Path(DEFAULT_CONFIG) or session.config.exists():
        yield session, False
        return
    folder = Path(tempfile.mkdtemp(prefix="mailflow-"))
    try:
        yield _made(folder, session), True
    finally:
        shutil.rmtree(folder)


def _made(folder: Path, session: Session) -> Session:
    usual = Desk()
    config = folder / DEFAULT_CONFIG
    write_new(config, settings_text(name=usual.name, support_address=usual.support_address))
    trial = Session(config, debug=session.debug)
    create_keys(trial.settings.keys_directory)
    upgrade(trial.settings.database_url)
    return trial
