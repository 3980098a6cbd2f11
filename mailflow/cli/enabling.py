"""`disable` and `enable`, of agents and of everybody else."""

from collections.abc import Callable

import click

from mailflow.adapters.store.contract import Work
from mailflow.cli.documents import contact_document
from mailflow.cli.output import print_json, say
from mailflow.cli.people import group_names
from mailflow.cli.session import Session, json_option, pass_session
from mailflow.core.records import Contact

Finder = Callable[[Work, str], Contact]


def enabling(find: Finder, *, active: bool, told: str) -> click.Command:
    """Return the command that enables or disables whom an address finds; `told` is its help."""

    @click.argument("address")
    @json_option
    @pass_session
    def set_active(session: Session, address: str, *, as_json: bool) -> None:
        word = "enabled" if active else "disabled"
        with session.writing() as work:
            person = find(work, address)
            work.directory.set_active(person.id, active)
            name = f"{'agent' if person.is_agent else 'contact'}_{word}"
            work.audit.append(None, name, {"contact": str(person.id)}, session.clock())
            after = work.directory.get(person.id) or person
            document = contact_document(after, group_names(work.directory.groups(), after))
        if as_json:
            print_json(document)
            return
        say(f"{person.address} is {word}")

    return click.command("enable" if active else "disable", help=told)(set_active)
