"""The contract of drills, kept by every store."""

from dataclasses import replace

import pytest
from support.stores import NOW, open_incident, write_notice

from mailflow.adapters.store.contract import Store
from mailflow.core.drills import CHANNEL, Drill
from mailflow.errors import NotFoundError
from models.enums import Role


def test_a_drill_is_found_by_its_mail_and_its_incident_until_it_ends(store: Store) -> None:
    with store.begin() as work:
        bob = work.directory.add("bob@a.example", role=Role.AGENT, at=NOW)
        mail_id, _ = work.mails.keep(b"one", source="practice:drill", received_at=NOW)
        drill = Drill(0, "printer", 'title = "é"', bob.id, mail_id, NOW, bob.id)
        drill = replace(drill, id=work.drills.add(drill))
        assert work.drills.get(drill.id) == work.drills.of_mail(mail_id) == drill
        incident = open_incident(work)
        begun = replace(drill, incident_id=incident.id, sent=(2, 0))
        work.drills.update(begun)
        assert work.drills.of_incident(incident.id) == begun
        assert (work.drills.open(), work.drills.listed()) == ((begun,), (begun,))
        work.drills.update(replace(begun, ended_at=NOW))
        assert work.drills.open() == ()
        assert work.drills.get(99) is work.drills.of_mail(99) is work.drills.of_incident(99) is None
        assert work.drills.commands(incident.id) == ()
        with pytest.raises(NotFoundError):
            work.drills.update(replace(begun, id=99))


def test_of_a_practice_incident_the_clock_asks_nothing_and_mail_is_not_claimed(
    store: Store,
) -> None:
    with store.begin() as work:
        incident = open_incident(work)
        late = replace(incident, response_due=NOW, resolution_due=NOW, response_warn_at=NOW)
        work.incidents.update(replace(late, is_practice=True))
        later = NOW.replace(year=NOW.year + 1)
        assert work.incidents.overdue(later) == work.incidents.nearing(later) == ()
        assert work.incidents.calling(later) == ()
        assert work.recurrences.newest_reports(10) == ()
        row = write_notice(work, incident.id, channel=CHANNEL)
        assert work.outbox.claim("one", later, later, 10) == ()
        kept = work.outbox.get(row.id)
        assert kept is not None
        assert kept.channel == CHANNEL
