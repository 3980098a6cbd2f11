"""The command line on a desk of its own: run in this process, so that a call takes milliseconds."""

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from mailflow.cli.main import cli
from mailflow.logs import OWN_LOGGERS

SUPPORT = "support@helpdesk.example"
TRUSTED = "mx.helpdesk.example"


@dataclass(frozen=True)
class Program:
    """`mailflow --config FOLDER/mailflow.toml`."""

    folder: Path

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "mailflow.toml"

    def run(self, *arguments: str | Path, stdin: bytes | None = None) -> Result:
        """Run a command and return what it printed and its exit code."""
        words = ["--config", str(self.config), *map(str, arguments)]
        with logging_restored():
            return CliRunner().invoke(cli, words, input=stdin)

    def done(self, *arguments: str | Path, stdin: bytes | None = None) -> str:
        """Run a command that must succeed and return its standard output."""
        result = self.run(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def read(self, *arguments: str | Path, stdin: bytes | None = None) -> Any:
        """Run a command with --json that must succeed and return its document."""
        return json.loads(self.done(*arguments, "--json", stdin=stdin))


def make_program(folder: Path) -> Program:
    """Return the program on a new desk without classifier; Bob is an agent."""
    program = Program(folder)
    program.done("init", "--support-address", SUPPORT, "--no-classifier")
    text = program.config.read_text(encoding="utf-8")
    text = text.replace('# authserv_id = ""', f'authserv_id = "{TRUSTED}"')
    program.config.write_text(text, encoding="utf-8")
    program.done("agents", "add", "bob@helpdesk.example", "--name", "Bob")
    return program


def copy_program(template: Program, folder: Path) -> Program:
    """Return the program on a copy of a desk."""
    shutil.copytree(template.folder, folder)
    return Program(folder)


def write_mail(
    folder: Path,
    name: str,
    *,
    sender: str = "carol@customer.example",
    text: str = "Help.",
    **more: str,
) -> Path:
    """Write a mail to the desk as a file; further headers have _ for each dash."""
    fields = {
        "From": sender,
        "To": SUPPORT,
        "Subject": f"About {name}",
        "Message-ID": f"<{name}@customer.example>",
        **{key.replace("_", "-"): value for key, value in more.items()},
    }
    head = "".join(f"{key}: {value}\r\n" for key, value in fields.items())
    path = folder / f"{name}.eml"
    path.write_bytes(f"{head}\r\n{text}\r\n".encode())
    return path


@contextmanager
def logging_restored() -> Iterator[None]:
    """Undo what a command does to the log of this process."""
    root = logging.getLogger()
    names = ("", *OWN_LOGGERS)
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = list(root.handlers)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
