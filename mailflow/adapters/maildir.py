"""Maildir directories, read only: nothing is locked, renamed or flagged.

The standard library's `mailbox.Maildir` would do, but for its `refresh` and its parsing: a file
that vanished or cannot be read ends its iteration.
"""

import stat
from pathlib import Path

FOLDERS = ("new", "cur")


def is_maildir(path: Path) -> bool:
    """Return whether the directory has the structure of a Maildir."""
    return all((path / name).is_dir() for name in FOLDERS)


def mail_files(path: Path) -> list[Path]:
    """Return every mail in the order of its name, which begins with the moment of delivery.

    Files whose name begins with a dot are no mail, and `tmp` holds mail that is being written.
    """
    found = (one for name in FOLDERS for one in (path / name).iterdir())
    return sorted((one for one in found if not one.name.startswith(".")), key=lambda one: one.name)


def read_file(path: Path, *, most: int) -> bytes:
    """Return the bytes of a mail; OSError where there is no file, or one larger than `most`.

    Links are not followed, and pipes, which would block, are not opened.
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("no regular file")
    if status.st_size > most:
        raise OSError(f"{status.st_size} bytes; at most {most} are read")
    return path.read_bytes()
