"""Once a week admins and managers read how the desk, and each manager's groups, did.

What takes its time (figures, pictures) is done before the outbox is locked. A week that ended while
the desk was down is told late, within two days, and no week before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.adapters.library import helpless
from mailflow.adapters.store.contract import Work
from mailflow.containing import Failing
from mailflow.core.charts import Chart, Grid
from mailflow.core.mail import Attachment
from mailflow.core.metrics.digests import Shown, charts_of, digest_of, part_of, shown
from mailflow.core.metrics.periods import DAY, Period, days_between
from mailflow.core.notices import NO_INCIDENT, NoticeContext
from mailflow.core.records import Contact, SupportGroup
from mailflow.core.weekly import PATIENCE, WEEK, newest_day
from mailflow.desk import Desk
from mailflow.memos import Memo, admins, is_reachable
from mailflow.reporting import Report, report
from models.enums import NoticeKind

MOST_GROUPS = 6
MOST_HELPLESS = 20
Groups = tuple[SupportGroup | None, ...]
"""What one person reads of; None is the whole desk."""


def due_day(desk: Desk, now: datetime) -> date | None:
    """Return the day whose digest is to be sent now, None where none is."""
    settings, zone = desk.settings.digest, ZoneInfo(desk.settings.desk.time_zone)
    found = newest_day(settings.weekday, settings.hour, zone, now)
    return found[0] if found and now < found[1] + PATIENCE else None


def weekly(work: Work, desk: Desk, now: datetime, failing: Failing) -> tuple[Memo, ...]:
    """Return the digests that are due and that nobody has got; nothing is written."""
    day = due_day(desk, now)
    if day is None:
        return ()
    wanted = _readers(work, desk)
    used = work.outbox.used(_once(day, contact) for contact in wanted)
    readers = {who: groups for who, groups in wanted.items() if _once(day, who) not in used}
    if not readers:
        return ()
    zone = ZoneInfo(desk.settings.desk.time_zone)
    period = days_between(day - timedelta(days=WEEK), day - DAY, zone, now)
    reports = _reports(work, desk, period, tuple(readers.values()))
    if all(one.now.is_empty and one.before.is_empty for one in reports.values()):
        return ()  # a desk that has only begun
    press = Press(desk, reports, is_weekly=True, helpless=helpless(work)[:MOST_HELPLESS])
    written: list[Memo] = []
    for who, groups in readers.items():
        with failing.noted(who.id, now):
            written.append(press.memo(who, groups, _once(day, who)))
    return tuple(written)


def to_one(
    work: Work, desk: Desk, period: Period, group: SupportGroup | None, contact: Contact
) -> Memo:
    """Return the report of a period as a mail to somebody of the directory."""
    reports = _reports(work, desk, period, ((group,),))
    return Press(desk, reports, is_weekly=False).memo(contact, (group,), None)


def _once(day: date, contact: Contact) -> str:
    return f"digest:{day.isoformat()}:{contact.id}"


def _readers(work: Work, desk: Desk) -> dict[Contact, Groups]:
    """Return who reads of what: whoever is told of the desk, and managers of their groups."""
    to = desk.settings.digest.to
    found: dict[Contact, Groups] = {}
    if "admins" in to:
        found |= dict.fromkeys(admins(work), (None,))
    for address in (one for one in to if "@" in one):
        contact = work.directory.by_address(address.casefold())
        if contact is not None and is_reachable(contact):
            found[contact] = (None,)
    for group in work.directory.groups() if "managers" in to else ():
        if group.manager is not None and is_reachable(group.manager):
            found[group.manager] = (*found.get(group.manager, ()), group)
    return {contact: groups[: MOST_GROUPS + 1] for contact, groups in found.items()}


def _reports(work: Work, desk: Desk, period: Period, wanted: Sequence[Groups]) -> dict[int, Report]:
    """Return the reports that are asked for by the group's number, 0 for the desk."""
    by_number = {_number(one): one for groups in wanted for one in groups}
    found = report(work, desk, period, tuple(by_number.values()))
    return dict(zip(by_number, found, strict=True))


def _number(group: SupportGroup | None) -> int:
    return group.id if group else 0


@dataclass(frozen=True, slots=True)
class Press:
    """Makes mails of reports; each picture is drawn once, however many read it."""

    desk: Desk
    reports: dict[int, Report]
    is_weekly: bool
    helpless: tuple[str, ...] = ()
    drawn: dict[str, tuple[tuple[Shown, ...], tuple[Attachment, ...]]] = field(default_factory=dict)

    def memo(self, contact: Contact, groups: Groups, once: str | None) -> Memo:
        """Return the mail to one person."""
        settings = self.desk.settings.desk
        language = contact.language or settings.language
        say, pictures = self.desk.renderer.say(language), list[Attachment]()
        reports, parts = [self.reports[_number(one)] for one in groups], []
        for one in reports:
            charts, attached = self._charts(one, language)
            parts.append(part_of(one.now, one.before, one.group, charts, say))
            pictures += attached
        now, before = reports[0].now, reports[0].before
        told = digest_of(now, before, tuple(parts), say, weekly=self.is_weekly)
        context = NoticeContext(
            kind=NoticeKind.DIGEST,
            desk_name=settings.name,
            recipient_name=contact.name,
            incident=NO_INCIDENT,
            digest=replace(told, helpless=self.helpless if None in groups else ()),
            zone=settings.zone_of(contact.time_zone),
        )
        rendered = self.desk.renderer.render(context, language)
        alone = {one.content_id: one for one in pictures}  # two groups may have the same picture
        return Memo(contact, NoticeKind.DIGEST, rendered, once, tuple(alone.values()))

    def _charts(
        self, one: Report, language: str
    ) -> tuple[tuple[Shown, ...], tuple[Attachment, ...]]:
        key = f"{language} {one.group}"
        if key not in self.drawn:
            say = self.desk.renderer.say(language)
            charts = () if one.now.is_empty else tuple(charts_of(one.now, say))
            pairs = [self._drawn(chart) for chart in charts]
            self.drawn[key] = tuple(a for a, _ in pairs), tuple(b for _, b in pairs)
        return self.drawn[key]

    def _drawn(self, chart: Chart | Grid) -> tuple[Shown, Attachment]:
        content = _picture(chart)
        made = Attachment(f"{chart.name}.png", "image/png", content, inline=True)
        content_id = f"{made.sha256[:20]}.{chart.name}@{self.desk.settings.reply_domain}"
        attached = Attachment(made.filename, made.content_type, content, content_id, inline=True)
        return shown(chart, content_id), attached


def _picture(chart: Chart | Grid) -> bytes:
    from mailflow.adapters.chart_pictures import grid_picture, picture_of  # noqa: PLC0415 - weekly

    return grid_picture(chart) if isinstance(chart, Grid) else picture_of(chart)
