"""The shared test mails and data sets: a directory given from outside, never copied here."""

import os
from pathlib import Path

from support.requirements import require

ROOT = Path(__file__).resolve().parents[2]


def shared_directory(*parts: str) -> Path:
    """Return a folder of the shared material; skip with the reason where it is absent."""
    base = Path(os.environ.get("MAILFLOW_SHARED", str(ROOT.parent / "shared")))
    folder = base.joinpath(*parts)
    require(folder.is_dir(), f"no shared test material at {folder} (set MAILFLOW_SHARED)")
    return folder
