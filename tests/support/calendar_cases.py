"""Sixty stretches of time for calendars: daylight saving, zones, breaks, holidays, weekends.

The public holidays of a country stand here as they are printed in its own calendars.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from support.minute_walk import NAMES, Wall

from mailflow.core.calendars import Calendar
from mailflow.service_sections import CalendarTable

OFFICE = {"mon-fri": ("09:00-12:30", "13:30-17:30")}
ALL_DAY = {"mon-sun": ("00:00-24:00",)}
NIGHT = {"mon-sun": ("00:00-06:00", "22:00-24:00")}
GULF = {"sun-thu": ("08:00-16:00",)}
SHORT_FRIDAY = {"mon-thu": ("08:00-16:30",), "fri": ("08:00-13:00",)}
EARLY = {"mon-sun": ("01:00-02:30",)}
LATE = {"mon-sun": ("02:30-04:00",)}
NEW_YEAR, EPIPHANY = date(2026, 1, 1), date(2026, 1, 6)
CHRISTMAS = (date(2026, 12, 25), date(2026, 12, 26))
EASTER = (date(2026, 4, 3), date(2026, 4, 6))


@dataclass(frozen=True)
class Stretch:
    """From one wall time to another in the zone of the calendar, told as text."""

    zone: str
    hours: Mapping[str, tuple[str, ...]]
    start: str
    end: str
    country: str = ""
    public: tuple[date, ...] = ()
    holidays: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.zone} {self.start} {self.end}".replace("/", "-")

    @cached_property
    def moments(self) -> tuple[datetime, datetime]:
        start, end = (_moment(one, self.zone) for one in (self.start, self.end))
        return start, end

    @cached_property
    def calendar(self) -> Calendar:
        country, _, subdivision = self.country.partition("-")
        table = CalendarTable(
            time_zone=self.zone,
            hours=dict(self.hours),
            country=country,
            subdivision=subdivision,
            holidays=self.holidays,
            working_days=self.worked,
        )
        return table.calendar("UTC")

    @cached_property
    def wall(self) -> Wall:
        hours: dict[str, tuple[str, ...]] = {}
        for key, spans in self.hours.items():
            first, _, last = key.partition("-")
            begins, ends = NAMES.index(first), NAMES.index(last or first)
            count = (ends - begins) % 7 + 1
            hours |= {NAMES[(begins + one) % 7]: spans for one in range(count)}
        first_day = next(hours[one] for one in NAMES if one in hours)
        on = {day: hours.get(NAMES[day.weekday()], first_day) for day in self.worked}
        return Wall(self.zone, hours, (*self.public, *self.holidays), on)


def _moment(text: str, zone: str) -> datetime:
    """Read a wall time; `+` at its end is the second time that the clock shows it."""
    local = datetime.fromisoformat(text.rstrip("+"))
    return local.replace(tzinfo=ZoneInfo(zone), fold=text.endswith("+")).astimezone(UTC)


BERLIN, NEW_YORK, HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"

PLAIN = [
    Stretch(BERLIN, OFFICE, "2026-03-02 10:00", "2026-03-02 11:00"),
    Stretch(BERLIN, OFFICE, "2026-03-02 12:00", "2026-03-02 14:00"),
    Stretch(BERLIN, OFFICE, "2026-03-02 12:30", "2026-03-02 13:30"),
    Stretch(BERLIN, OFFICE, "2026-03-02 07:00", "2026-03-02 20:00"),
    Stretch(BERLIN, OFFICE, "2026-03-02 17:29", "2026-03-03 09:01"),
    Stretch(BERLIN, OFFICE, "2026-03-06 17:00", "2026-03-09 10:00"),
    Stretch(BERLIN, OFFICE, "2026-03-07 10:00", "2026-03-08 22:00"),
    Stretch(BERLIN, OFFICE, "2026-03-04 16:45", "2026-03-17 11:15"),
    Stretch("UTC", ALL_DAY, "2026-03-06 17:00", "2026-03-09 10:00"),
    Stretch("UTC", OFFICE, "2024-02-28 09:00", "2024-03-01 09:00"),
    Stretch("UTC", SHORT_FRIDAY, "2026-03-05 15:00", "2026-03-09 09:00"),
    Stretch("UTC", NIGHT, "2026-03-05 21:00", "2026-03-07 07:00"),
    Stretch("UTC", {"wed": ("10:00-10:01",)}, "2026-03-01 00:00", "2026-03-12 00:00"),
]
SPRING = [
    Stretch(BERLIN, ALL_DAY, "2026-03-29 00:00", "2026-03-30 00:00"),
    Stretch(BERLIN, EARLY, "2026-03-28 00:00", "2026-03-31 00:00"),
    Stretch(BERLIN, LATE, "2026-03-28 00:00", "2026-03-31 00:00"),
    Stretch(BERLIN, {"sun": ("02:00-03:00",)}, "2026-03-29 00:00", "2026-04-06 00:00"),
    Stretch(BERLIN, OFFICE, "2026-03-27 16:00", "2026-03-30 10:00"),
    Stretch(NEW_YORK, ALL_DAY, "2026-03-08 00:00", "2026-03-09 00:00"),
    Stretch(NEW_YORK, NIGHT, "2026-03-07 21:30", "2026-03-09 07:00"),
    Stretch(HOWE, ALL_DAY, "2026-10-04 00:00", "2026-10-05 00:00"),
    Stretch(HOWE, {"mon-sun": ("02:15-02:45",)}, "2026-10-03 00:00", "2026-10-06 00:00"),
    Stretch("America/Sao_Paulo", ALL_DAY, "2018-11-03 00:00", "2018-11-05 00:00"),
    Stretch("America/Sao_Paulo", NIGHT, "2018-11-03 12:00", "2018-11-05 12:00"),
    Stretch("Asia/Beirut", NIGHT, "2022-03-26 12:00", "2022-03-28 12:00"),
    Stretch("Africa/Casablanca", ALL_DAY, "2026-02-14 12:00", "2026-02-16 12:00"),
    Stretch("Asia/Tehran", NIGHT, "2022-03-21 12:00", "2022-03-23 12:00"),
]
AUTUMN = [
    Stretch(BERLIN, ALL_DAY, "2026-10-25 00:00", "2026-10-26 00:00"),
    Stretch(BERLIN, EARLY, "2026-10-24 00:00", "2026-10-27 00:00"),
    Stretch(BERLIN, LATE, "2026-10-24 00:00", "2026-10-27 00:00"),
    Stretch(BERLIN, ALL_DAY, "2026-10-25 02:15", "2026-10-25 02:15+"),
    Stretch(BERLIN, EARLY, "2026-10-25 02:10", "2026-10-25 02:20+"),
    Stretch(NEW_YORK, ALL_DAY, "2026-11-01 00:00", "2026-11-02 00:00"),
    Stretch(NEW_YORK, NIGHT, "2026-10-31 21:30", "2026-11-02 07:00"),
    Stretch(HOWE, ALL_DAY, "2026-04-05 00:00", "2026-04-06 00:00"),
    Stretch(HOWE, {"mon-sun": ("01:30-01:45",)}, "2026-04-04 00:00", "2026-04-07 00:00"),
    Stretch("America/Sao_Paulo", ALL_DAY, "2018-02-17 00:00", "2018-02-19 00:00"),
    Stretch("America/Sao_Paulo", NIGHT, "2018-02-16 12:00", "2018-02-19 12:00"),
    Stretch("America/Havana", NIGHT, "2026-10-31 12:00", "2026-11-02 12:00"),
    Stretch("Africa/Casablanca", NIGHT, "2026-03-21 12:00", "2026-03-23 12:00"),
]
ZONES = [
    Stretch("Asia/Kathmandu", OFFICE, "2026-03-06 16:00", "2026-03-09 12:00"),
    Stretch("Asia/Kolkata", OFFICE, "2026-03-06 16:07", "2026-03-10 12:59"),
    Stretch("Pacific/Kiritimati", OFFICE, "2026-12-31 09:00", "2027-01-04 12:00"),
    Stretch("Pacific/Pago_Pago", OFFICE, "2026-12-31 09:00", "2027-01-04 12:00"),
    Stretch("Pacific/Apia", ALL_DAY, "2011-12-29 12:00", "2011-12-31 12:00"),
    Stretch("Pacific/Apia", OFFICE, "2011-12-28 12:00", "2012-01-03 12:00"),
    Stretch("Asia/Dubai", GULF, "2026-03-05 15:00", "2026-03-08 10:00"),
    Stretch("Asia/Pyongyang", ALL_DAY, "2018-05-04 12:00", "2018-05-05 12:00"),
    Stretch("America/Caracas", NIGHT, "2007-12-08 12:00", "2007-12-10 12:00"),
]
DAYS_OFF = [
    Stretch(BERLIN, OFFICE, "2025-12-31 16:00", "2026-01-07 10:00", "DE-BY", (NEW_YEAR, EPIPHANY)),
    Stretch(BERLIN, OFFICE, "2025-12-31 16:00", "2026-01-07 10:00", "DE", (NEW_YEAR,)),
    Stretch(BERLIN, OFFICE, "2026-04-02 16:00", "2026-04-07 10:00", "DE", EASTER),
    Stretch(BERLIN, ALL_DAY, "2026-12-24 16:00", "2026-12-28 10:00", "DE", CHRISTMAS),
    Stretch(
        NEW_YORK, OFFICE, "2026-07-01 16:00", "2026-07-07 10:00", "US", (date(2026, 7, 3),)
    ),  # Independence Day on a Saturday is kept on the Friday before
    Stretch(
        "Asia/Tokyo",
        OFFICE,
        "2026-05-01 16:00",
        "2026-05-08 10:00",
        "JP",
        (date(2026, 5, 3), date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)),
    ),
    Stretch(
        "Europe/London",
        OFFICE,
        "2026-12-24 16:00",
        "2026-12-30 10:00",
        "GB-ENG",
        (date(2026, 12, 25), date(2026, 12, 28)),
    ),
    Stretch(BERLIN, OFFICE, "2026-12-23 16:00", "2026-12-24 17:30", holidays=(date(2026, 12, 24),)),
    Stretch(BERLIN, OFFICE, "2026-03-06 16:00", "2026-03-09 10:00", worked=(date(2026, 3, 7),)),
    Stretch(
        BERLIN,
        SHORT_FRIDAY,
        "2026-04-02 16:00",
        "2026-04-07 10:00",
        "DE",
        (date(2026, 4, 6),),
        worked=(date(2026, 4, 3), date(2026, 4, 4)),
    ),
    Stretch(BERLIN, OFFICE, "2026-03-10 09:00", "2026-03-09 09:00"),
]
STRETCHES = (*PLAIN, *SPRING, *AUTUMN, *ZONES, *DAYS_OFF)
