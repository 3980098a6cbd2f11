"""Which classifier version is active: through the gate and back, and what it may do by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mailflow.adapters.classifier import load_version
from mailflow.adapters.store.contract import Work
from mailflow.core.classifier_versions import (
    ROLLBACK,
    ClassifierVersion,
    Verdict,
    still_standing,
    verdict_of,
)
from mailflow.core.corrections import live_proof
from mailflow.desk import Desk
from mailflow.errors import GateError, NotFoundError, PermanentError
from mailflow.finished import ended_by_agents

NIGHTLY = "nightly"
INIT = "init"
UNLEARNED = "unlearned"
FORCED = "forced"
PROMOTED = "promoted"
LATELY = timedelta(days=90)
MOST_ENDED = 2000
"""The clock reads them every hour."""


def promote(
    work: Work, desk: Desk, version_id: int, now: datetime, *, by: str, force: bool = False
) -> Verdict:
    """Make a version the active one, through the gate; `force` passes it and is recorded.

    GateError where the gate refused it or another champion is active since; PermanentError for
    bytes that cannot be trusted, which nothing can force.
    """
    work.take_turn()  # of two at once the second sees what the first made active
    verdict = foresee(work, desk, version_id)
    if not (verdict.promoted or force):
        reasons = "; ".join(verdict.reasons)
        raise GateError(f"the gate refuses version {version_id}: {reasons}; --force passes it")
    was_forced = not verdict.promoted
    reason = FORCED if was_forced else NIGHTLY if by == NIGHTLY else PROMOTED
    _activate(work, version_id, now, by=by, reason=reason)
    return verdict


def foresee(work: Work, desk: Desk, version_id: int) -> Verdict:
    """Return what the gate says of a version now.

    PermanentError for bytes that cannot be trusted, which nothing can force.
    """
    version = known_version(work, version_id)
    try:
        load_version(version.content, desk.keys.classifier)
    except ValueError as error:
        hint = "`mailflow classifier retrain` makes another"
        said = f"classifier version {version_id} is refused: {error}; {hint}"
        raise PermanentError(said) from error
    return standing_verdict(work, version)


def make_first(work: Work, version_id: int, now: datetime, *, reason: str = INIT) -> None:
    """Make a version the active one where there is none that it could be compared with."""
    _activate(work, version_id, now, by=reason, reason=reason)


def standing_verdict(work: Work, version: ClassifierVersion) -> Verdict:
    """Return the verdict of a version, which holds beside the champion that is active now."""
    verdict = verdict_of(version)
    active = work.classifiers.active_id()
    if active == version.id:
        return Verdict(promoted=True, reasons=("it is active already",))
    if verdict is None:
        return Verdict(promoted=False, reasons=("it was never compared with a champion",))
    if active != version.champion:
        before = version.champion or "none"
        said = f"it was compared with version {before}, but {active} is active; retrain"
        return Verdict(promoted=False, reasons=(said,))
    return verdict


def _activate(work: Work, version_id: int, now: datetime, *, by: str, reason: str) -> None:
    before = work.classifiers.active_id()
    work.classifiers.activate(version_id, now, by=by, reason=reason)
    detail = {"version": str(version_id), "before": str(before or ""), "reason": reason, "by": by}
    work.audit.append(None, "classifier_activated", detail, now)


def known_version(work: Work, version_id: int) -> ClassifierVersion:
    """Return a version; NotFoundError where there is none."""
    version = work.classifiers.get(version_id)
    if version is None:
        hint = "see `mailflow classifier list`"
        raise NotFoundError(f"there is no classifier version {version_id}; {hint}")
    return version


def rollback_target(work: Work, desk: Desk) -> int:
    """Return the version that was active before; NotFoundError where there is none to go to."""
    stack = still_standing(work.classifiers.activations(limit=1000))
    active = work.classifiers.active_id()
    before: Sequence[int] = [one for one in stack if one != active]
    for number in reversed(before):
        version = work.classifiers.get(number)
        if version is not None and _is_usable(version, desk):
            return number
    raise NotFoundError("no other classifier version was active before and can be read")


def _is_usable(version: ClassifierVersion, desk: Desk) -> bool:
    try:
        load_version(version.content, desk.keys.classifier)
    except ValueError:
        return False
    return True


def roll_back(work: Work, desk: Desk, now: datetime, *, by: str) -> int:
    """Go back to the version that was active before; its bytes are those of then."""
    work.take_turn()
    number = rollback_target(work, desk)
    _activate(work, number, now, by=by, reason=ROLLBACK)
    return number


def weigh(work: Work, desk: Desk, now: datetime) -> bool:
    """Let the desk's own work say what the active version has earned; return whether it changed.

    Thirty incidents in which it was sure count more than what it was measured with before.
    """
    standing = work.classifiers.standing()
    active, before = standing.version_id, standing.proof
    if active is None:
        return False
    wanted = desk.settings.classifier.wanted_precision
    found = {
        target: proof.as_data(wanted)
        for target, proof in live_proof(
            ended_by_agents(work, now - LATELY, MOST_ENDED), active
        ).items()
        if proof.is_enough
    }
    proof = {**before, **found}
    if proof == before:
        return False
    work.classifiers.prove(active, proof)
    earned = ",".join(name for name, one in found.items() if one["earned"])
    detail = {"version": str(active), "earned": earned}
    work.audit.append(None, "classifier_weighed", detail, now)
    return True
