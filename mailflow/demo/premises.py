"""The folder of a demonstration: what an earlier one left is cleared, and nothing else."""

from dataclasses import dataclass
from pathlib import Path

from mailflow.errors import PermanentError

REPORT = "report.html"
MARK = ".mailflow-demo"
EXPLANATION = "Written by `mailflow demo`, which overwrites what lies here.\n"


class ForeignFolderError(PermanentError, FileExistsError):
    """The folder holds something that no demonstration wrote."""


@dataclass(frozen=True, slots=True)
class Premises:
    """Where everything of one demonstration lies."""

    folder: Path

    @property
    def page(self) -> Path:
        """The page that tells the story."""
        return self.folder / "index.html"

    @property
    def report(self) -> Path:
        """The report of the day, to which the page leads."""
        return self.folder / REPORT

    @property
    def mails(self) -> Path:
        """The folder of the mails that the desk sent."""
        return self.folder / "mails"

    @property
    def desk(self) -> Path:
        """The folder of the desk: settings, database, keys."""
        return self.folder / "desk"

    @property
    def settings(self) -> Path:
        """The settings file of the desk."""
        return self.desk / "mailflow.toml"

    @property
    def password(self) -> Path:
        """The file with the password of the mailbox."""
        return self.desk / "imap-password"

    @property
    def classifier(self) -> Path:
        """The classifier that an earlier run trained."""
        return self.desk / "classifier.zip"

    def prepare(self) -> None:
        """Make the folder, or clear what an earlier demonstration left in it."""
        mark = self.folder / MARK
        if self.folder.exists() and any(self.folder.iterdir()) and not mark.exists():
            raise ForeignFolderError(
                f"{self.folder} holds other files; name another folder with --output"
            )
        self.mails.mkdir(parents=True, exist_ok=True)
        self.desk.mkdir(mode=0o700, exist_ok=True)
        mark.write_text(EXPLANATION, encoding="utf-8")
        for old in (
            *self.mails.glob("*.eml"),
            *self.desk.glob("mailflow.db*"),
            self.page,
            self.report,
        ):
            old.unlink(missing_ok=True)
