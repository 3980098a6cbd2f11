"""What is decided about the alerts of monitors, from plain facts to a list of effects."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.situations import (
    NOW,
    changes,
    decided,
    facts,
    incident,
    notices,
    only,
    situation,
)

from mailflow.core.alert_groups import AlertPlace
from mailflow.core.alerts import Alert
from mailflow.core.authentication import Verdict
from mailflow.core.correspondents import AuthorKind
from mailflow.core.effects import Decision, KeepAlert, OpenIncident
from mailflow.core.records import AlertGroup, AlertMember
from mailflow.core.sending import Addressee
from models.enums import EndState, IncidentState, NoticeKind

AGENT, PERSON = AuthorKind.AGENT, AuthorKind.PERSON
PASS, FAIL, NONE = Verdict.PASS, Verdict.FAIL, Verdict.NONE


def place(*, others_open: bool = False, **fields: Any) -> AlertPlace:
    """Return the incident of an alert that was raised an hour ago."""
    then = NOW - timedelta(hours=1)
    member = AlertMember("m", "db1/postgres", 1001, "db1", "postgres", "CRITICAL", then)
    return AlertPlace(incident(**fields), AlertGroup(1001, "m", then, then), member, others_open)


class TestAlerts:
    """Monitoring."""

    PROBLEM = Alert("db1", "postgres", "CRITICAL", False, "db1/postgres")
    RECOVERY = Alert("db1", "postgres", "OK", True, "db1/postgres")

    def decided(self, verdict: Verdict, alert: Alert, **known: Any) -> Decision:
        case = situation(AuthorKind.MONITOR, verdict)
        return decided(facts(case, alert=alert, **known))

    def test_a_problem_opens_an_incident_and_the_monitor_gets_no_answer(self) -> None:
        decision = self.decided(PASS, self.PROBLEM)
        assert only(decision.effects, OpenIncident)[0].deduplication_key == "db1/postgres"
        assert notices(decision) == [(NoticeKind.AGENT_NOTICE, Addressee.WORKERS)]

    def test_the_same_problem_joins_in_silence(self) -> None:
        decision = self.decided(PASS, self.PROBLEM, alert_place=place(alert_count=4))
        assert changes(decision) == {"alert_count": 5}
        assert notices(decision) == []

    def test_a_recovery_resolves(self) -> None:
        decision = self.decided(PASS, self.RECOVERY, alert_place=place())
        assert changes(decision)["state"] is IncidentState.RESOLVED

    def test_a_recovery_waits_for_the_other_things_of_its_incident(self) -> None:
        decision = self.decided(PASS, self.RECOVERY, alert_place=place(others_open=True))
        assert changes(decision) == {}
        assert notices(decision) == []
        assert only(decision.effects, KeepAlert)[0].member.recovered  # type: ignore[union-attr]

    def test_an_alert_of_another_thing_joins_and_is_told_later(self) -> None:
        known = place(alert_count=1)
        decision = self.decided(PASS, self.PROBLEM, alert_place=replace(known, member=None))
        assert (decision.end.rule, notices(decision)) == ("alert_joined", [])
        (kept,) = only(decision.effects, KeepAlert)
        assert kept.group.size == 2
        assert kept.group.news_due == NOW + timedelta(minutes=1)

    def test_a_remark_changes_nothing(self) -> None:
        remark = replace(self.PROBLEM, remark=True)
        decision = self.decided(PASS, remark, alert_place=place(state=IncidentState.RESOLVED))
        assert (changes(decision), notices(decision)) == ({}, [])
        assert decision.end.end_state is EndState.APPENDED
        assert self.decided(PASS, remark).end.rule == "remark_unmatched"

    @pytest.mark.parametrize("verdict", [NONE, Verdict.UNKNOWN])
    def test_an_unproven_monitor_may_raise_but_never_clear(self, verdict: Verdict) -> None:
        assert self.decided(verdict, self.PROBLEM).end.end_state is EndState.INCIDENT
        cleared = self.decided(verdict, self.RECOVERY, alert_place=place())
        assert cleared.end.end_state is EndState.QUARANTINED

    def test_an_unproven_monitor_may_not_lower_an_alert(self) -> None:
        milder = replace(self.PROBLEM, state="WARNING")
        assert self.decided(PASS, milder, alert_place=place()).end.rule == "alert_repeated"
        lowered = self.decided(NONE, milder, alert_place=place())
        assert lowered.end.end_state is EndState.QUARANTINED

    def test_a_disproven_monitor_is_quarantined(self) -> None:
        assert self.decided(FAIL, self.PROBLEM).end.end_state is EndState.QUARANTINED

    def test_a_recovery_of_nothing_is_ignored(self) -> None:
        assert self.decided(PASS, self.RECOVERY).end.end_state is EndState.IGNORED
