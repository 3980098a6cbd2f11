"""Incidents that are alike: many at once are one disruption, many over weeks a problem (ITIL 4).

Here is decided which of them are told of, and that each is told of once (pure). How alike two
texts are says `wording`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.core.reports import Bounds, Evidence, Finding, Recurrence, Report, Told
from mailflow.core.wording import (
    clusters,
    shared_terms,
    terms,
    weights,
    weights_over_weeks,
    written_terms,
)
from models.enums import RecurrenceKind

STRANGERS_PER_DAY = 2
GROWTH = 2
"""A list is told again when it has so many times as many incidents."""
MONTH = timedelta(days=30)
FEWEST_DAYS = 3
SPREAD = timedelta(days=7)
MOST_PROPOSED = 3
LISTED = 30
WORDS = 6


# At once


def alike_now(
    reports: Sequence[Report],
    since: datetime,
    known: Mapping[Recurrence, Report],
    told: Told,
    bounds: Bounds,
    now: datetime,
) -> tuple[Finding, ...]:
    """Return what of the incidents since that moment is alike; the reports before are usual.

    A finding that is `known`, by its head, grows with those like it; it is told again when doubled.
    """
    recent = sorted((o for o in reports if o.opened_at >= since), key=_age)
    recent = [one for one in recent if one.deduplication_key is None]
    if len(recent) < min(2, bounds.incidents):
        return ()
    texts = [terms(one.subject, one.text) for one in recent]
    before = [terms(one.subject, one.text) for one in reports if one.opened_at < since]
    weighed, found = weights(texts, before), list[Finding]()
    by_member = {number: one for one in known for number in one.members}
    for places in clusters(texts, weighed):
        together = [recent[at] for at in places]
        words = shared_terms([texts[at] for at in places], weighed, WORDS)
        finding = _found_now(together, by_member, bounds, now)
        if finding is None:
            continue
        finding = _within(_worded(_headed(finding, known), words), told, bounds, found)
        if finding.tells or not by_member.keys() >= {one.id for one in together}:
            found.append(finding)
    return tuple(found)


def _age(one: Report) -> tuple[datetime, int]:
    return one.opened_at, one.id


def _found_now(
    together: Sequence[Report],
    by_member: Mapping[int, Recurrence],
    bounds: Bounds,
    now: datetime,
) -> Finding | None:
    """Return the finding that these incidents are, or join; None where they are too few."""
    homes = Counter(by_member[one.id] for one in together if one.id in by_member)
    before = homes.most_common(1)[0][0] if homes else None
    fresh = [one for one in together if one.id not in by_member]
    ours, counted = bounds.trust.counted(together)
    if before is None and (len(fresh) < bounds.incidents or counted < bounds.incidents):
        return None
    if before is not None and not fresh and before.told:
        return None
    by_strangers = ours < bounds.incidents
    new = tuple(one.id for one in fresh)
    kept = (
        replace(before, members=(*before.members, *new))
        if before
        else Recurrence(RecurrenceKind.ALIKE, fresh[0].id, now, new, by_strangers=by_strangers)
    )
    evidence = Evidence(
        RecurrenceKind.ALIKE,
        tuple(together[-LISTED:]),
        len(kept.members),
        counted,
        new=frozenset(kept.members[kept.told :]),
    )
    return Finding(kept, tuple(together), evidence, _is_news(kept, by_strangers=by_strangers))


def _headed(finding: Finding, known: Mapping[Recurrence, Report]) -> Finding:
    heads = {one.head_id: head for one, head in known.items()}
    return replace(finding, known_head=heads.get(finding.recurrence.head_id))


def _worded(finding: Finding, shared: Sequence[str]) -> Finding:
    """Add the words that they share, as the one writes them to which the mail belongs (P13)."""
    head = finding.head
    words = written_terms(shared, head.subject, head.text)
    return replace(finding, evidence=replace(finding.evidence, words=words))


def _is_news(kept: Recurrence, *, by_strangers: bool) -> bool:
    """Whether there is something to tell: once, and when it doubled by people whom we know."""
    if not kept.told:
        return True
    return not by_strangers and len(kept.members) >= GROWTH * kept.told


def _within(finding: Finding, told: Told, bounds: Bounds, others: Sequence[Finding]) -> Finding:
    """Return it untold where the day had its mails; strangers cannot use up those of others."""
    if not finding.tells:
        return finding
    strange = finding.recurrence.by_strangers
    so_far = told.of_strangers if strange else told.of_ours
    so_far += sum(one.tells and one.recurrence.by_strangers is strange for one in others)
    most = min(STRANGERS_PER_DAY, bounds.mails_per_day) if strange else bounds.mails_per_day
    return finding if so_far < most else replace(finding, tells=False)


def as_told(finding: Finding, now: datetime) -> Recurrence:
    """Return what is remembered of a finding; of one that was told, that it was."""
    one = finding.recurrence
    return replace(one, told=len(one.members), told_at=now) if finding.tells else one


# Over weeks


def recurring(
    reports: Sequence[Report], known: Sequence[Recurrence], bounds: Bounds, now: datetime
) -> tuple[Finding, ...]:
    """Return what came back over weeks and has no problem yet, the most frequent first.

    What stands below a parent is one disruption with it. A finding that was told of in the last
    month is not told again.
    """
    found = [*_by_key(reports, bounds, now), *_by_words(reports, bounds, now)]
    found.sort(key=lambda one: (-one.evidence.total, one.head.id))
    lately = {
        number
        for one in known
        if one.told_at is not None and now - one.told_at < MONTH
        for number in one.members
    }
    left = MOST_PROPOSED
    for at, one in enumerate(found):
        is_new = left > 0 and lately.isdisjoint(one.recurrence.members)
        left -= is_new
        found[at] = replace(one, tells=is_new)
    return tuple(found)


def _by_key(reports: Iterable[Report], bounds: Bounds, now: datetime) -> Iterator[Finding]:
    """Return what a monitor reported again and again under one key."""
    keyed = defaultdict[str, list[Report]](list)
    for one in reports:
        if one.deduplication_key is not None:
            keyed[one.deduplication_key].append(one)
    for key, some in keyed.items():
        if _comes_back(some, bounds, of_people=False):
            yield _proposed(some, now, key)


def _by_words(reports: Iterable[Report], bounds: Bounds, now: datetime) -> Iterator[Finding]:
    """Return what people reported again and again, each category by itself."""
    people = sorted((one for one in reports if one.deduplication_key is None), key=_age)
    texts = {one.id: terms(one.subject, one.text) for one in people}
    weighed = weights_over_weeks([*texts.values()])
    by_category = defaultdict[str | None, list[Report]](list)
    for one in people:
        if one.parent_id is None:
            by_category[one.category].append(one)
    for some in by_category.values():
        for places in clusters([texts[one.id] for one in some], weighed):
            together = [some[at] for at in places]
            if _comes_back(together, bounds, of_people=True):
                words = shared_terms([texts[one.id] for one in together], weighed, WORDS)
                yield _worded(_proposed(together, now), words)


def _comes_back(some: Sequence[Report], bounds: Bounds, *, of_people: bool) -> bool:
    """Whether they are enough, on enough days, without a problem, and no stranger's doing."""
    if len(some) < bounds.incidents or any(one.problem_id for one in some):
        return False
    moments = [one.opened_at for one in some]
    is_spread = max(moments) - min(moments) >= SPREAD
    is_ours = not of_people or 2 * sum(map(bounds.trust.is_ours, some)) >= len(some)
    return is_spread and is_ours and len({one.date() for one in moments}) >= FEWEST_DAYS


def _proposed(some: Sequence[Report], now: datetime, key: str = "") -> Finding:
    reports = tuple(sorted(some, key=_age))
    members = tuple(one.id for one in reports)
    codes = Counter(one.closure_code for one in reports if one.closure_code)
    evidence = Evidence(
        RecurrenceKind.RECURRING,
        reports[-LISTED:],
        len(reports),
        len({one.requester for one in reports}),
        key=key,
        codes=tuple(codes.most_common(WORDS)),
        days=len({one.opened_at.date() for one in reports}),
    )
    newest = Recurrence(RecurrenceKind.RECURRING, reports[-1].id, now, members)
    return Finding(newest, reports, evidence, tells=False)
