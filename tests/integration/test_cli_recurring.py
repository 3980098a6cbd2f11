"""What comes back, by the command line."""

from datetime import timedelta
from pathlib import Path

from support.outages import SAME
from support.program import make_program
from support.stores import open_incident

from mailflow.adapters.clock import system_clock
from mailflow.adapters.store.database import open_store
from mailflow.core.records import Entry
from models.enums import EntryKind, Role


def test_what_comes_back_is_listed_with_its_evidence(tmp_path: Path) -> None:
    program = make_program(tmp_path / "desk")
    assert program.done("incidents", "recurring") == "nothing came back often enough\n"
    store, now = open_store(f"sqlite:///{program.folder / 'mailflow.db'}"), system_clock()
    with store.begin() as work:
        work.directory.add("a@corp.example", role=Role.REQUESTER, at=now - timedelta(days=60))
        for at, words in enumerate(SAME["wlan"]):
            opened_at, text = now - timedelta(days=40 - 9 * at), words.text
            fields = {"subject": words.subject, "opened_at": opened_at, "root_cause": "a switch"}
            one = open_incident(work, requester_address="a@corp.example", verified=True, **fields)
            entry = Entry(EntryKind.REQUEST, "a@corp.example", text, opened_at)
            work.incidents.add_entry(one.id, entry)
    store.close()
    (found,) = program.read("incidents", "recurring")["recurring"]
    assert [one["reference"] for one in found["incidents"]] == [
        f"INC-{n}" for n in range(1001, 1005)
    ]
    assert (found["newest"], found["days"], found["root_causes"]) == ("INC-1004", 4, ["a switch"])
    assert found["requesters"] == ["a@corp.example"]
    assert "INC-1004" in program.done("incidents", "recurring")
