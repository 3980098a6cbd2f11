"""The entry point: `mailflow COMMAND`, its global options and the way every error is told."""

from pathlib import Path
from typing import Any

import click

from mailflow import __version__
from mailflow.cli.exit_codes import explanation
from mailflow.cli.failures import Failure, failure_of
from mailflow.cli.lazy import Lazy, LazyGroup
from mailflow.cli.session import CONFIG_VARIABLE, DEFAULT_CONFIG, Session
from mailflow.installation import check_installation

COMMANDS = {
    "demo": Lazy("mailflow.cli.demo", "demo", "Watch a desk at work; nothing to set up."),
    "init": Lazy("mailflow.cli.init", "init", "Make a desk: settings, keys, database, classifier."),
    "work": Lazy("mailflow.cli.work", "work", "Run the worker until it is told to stop."),
    "ingest": Lazy("mailflow.cli.ingest", "ingest", "Take mail from files, mailboxes or a pipe."),
    "mails": Lazy("mailflow.cli.mails", "mails", "List and show incoming mail."),
    "incidents": Lazy("mailflow.cli.incidents", "incidents", "List, show and change incidents."),
    "kb": Lazy("mailflow.cli.knowledge", "kb", "Edit, publish and list articles."),
    "report": Lazy("mailflow.cli.reports", "report", "Tell how the desk did in a period."),
    "commands": Lazy("mailflow.cli.commands", "commands", "List what mails may command."),
    "template": Lazy("mailflow.cli.templates", "template", "See, check and copy templates."),
    "agents": Lazy("mailflow.cli.agents", "agents", "Add, list, change and disable agents."),
    "groups": Lazy("mailflow.cli.groups", "groups", "Add, change and remove support groups."),
    "contacts": Lazy("mailflow.cli.contacts", "contacts", "See, change, merge, import people."),
    "suppressions": Lazy(
        "mailflow.cli.suppressions", "suppressions", "See and lift addresses that get no mail."
    ),
    "blocks": Lazy("mailflow.cli.blocks", "blocks", "See and change whose mail is kept out."),
    "person": Lazy("mailflow.cli.person", "person", "See, copy or erase a person's data."),
    "retention": Lazy("mailflow.cli.retention", "retention", "Take out texts that are too old."),
    "quarantine": Lazy("mailflow.cli.quarantine", "quarantine", "See and decide what was held."),
    "outbox": Lazy("mailflow.cli.outbox", "outbox", "See outgoing mail; send it again or not."),
    "audit": Lazy("mailflow.cli.audit", "audit", "Prove that nothing was lost or changed."),
    "security": Lazy("mailflow.cli.security", "security", "List forged senders and bad tokens."),
    "keys": Lazy("mailflow.cli.keys", "keys", "List and renew the keys of reply tokens."),
    "explain": Lazy("mailflow.cli.explain", "explain", "Say what would be done with a mail."),
    "upgrade": Lazy("mailflow.cli.upgrade", "upgrade", "Bring the database to this version."),
    "classifier": Lazy(
        "mailflow.cli.classifier", "classifier", "Train, compare and ask the classifier."
    ),
    "drill": Lazy("mailflow.cli.drill", "drill", "Send practice incidents to agents."),
    "doctor": Lazy("mailflow.cli.doctor", "doctor", "Check settings, files and servers."),
}


class Root(LazyGroup):
    """The program: tells every error in one message and ends with its exit code."""

    lazy = COMMANDS

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what it raises becomes a message and an exit code."""
        try:
            check_installation()
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (click.Abort, KeyboardInterrupt):
            raise Failure.interrupted() from None
        except Exception as error:
            raise failure_of(error, debug=bool(ctx.params["debug"])) from error

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what the exit codes mean."""
        with formatter.section("Exit codes"), formatter.indentation():
            formatter.write(explanation() + "\n")
        formatter.write("\nStart with: mailflow init --support-address support@example.com\n")


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(DEFAULT_CONFIG),
    envvar=CONFIG_VARIABLE,
    show_default=True,
    help=f"Settings file (or environment variable {CONFIG_VARIABLE}).",
)
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.version_option(__version__, prog_name="mailflow")
@click.pass_context
def cli(ctx: click.Context, config: Path, debug: bool) -> None:
    """An IT service desk that works by e-mail alone."""
    ctx.obj = Session(config, debug=debug)


def run() -> None:
    """Run the program and exit."""
    cli(prog_name="mailflow")
