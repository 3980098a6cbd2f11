"""Every effect can be applied and told."""

from typing import get_args

from mailflow.applying import HANDLERS
from mailflow.cli.findings import SUMMARIES
from mailflow.core.effects import Effect, FinishMail, OpenIncident


def test_every_effect_can_be_told_by_explain() -> None:
    assert set(SUMMARIES) == set(get_args(Effect))


def test_every_effect_can_be_applied() -> None:
    assert {*HANDLERS, OpenIncident, FinishMail} == set(get_args(Effect))
