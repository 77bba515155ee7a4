"""Words for writing about schedules in tests."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from engine.domain.schedule import Delay, DelayUnit, SendRules

# Zones whose rules have bitten somebody: half-hour and midnight transitions, whole days skipped,
# clocks that go back over midnight, offsets far from UTC on either side, none at all.
ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Havana",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Africa/Casablanca",
)

KEY = "7:step-a"


def instant(text: str) -> datetime:
    """Read an ISO time with its offset, as an instant in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def minutes(amount: int) -> Delay:
    return Delay(amount=amount, unit=DelayUnit.MINUTES)


def hours(amount: int) -> Delay:
    return Delay(amount=amount, unit=DelayUnit.HOURS)


def days(amount: int) -> Delay:
    return Delay(amount=amount, unit=DelayUnit.DAYS)


def rules(
    zone: str = "America/New_York",
    opens: str = "09:00",
    closes: str = "17:00",
    *,
    business_days_only: bool = True,
    holidays: str | None = None,
) -> SendRules:
    return SendRules(
        zone=zone,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        business_days_only=business_days_only,
        holidays=holidays,
    )


def always(zone: str = "UTC") -> SendRules:
    """Rules under which nothing is ever closed."""
    return rules(zone, "00:00", "00:00", business_days_only=False)


instants = st.datetimes(
    min_value=datetime(2005, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2039, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)

wall_times = st.builds(
    time, hour=st.integers(0, 23), minute=st.sampled_from((0, 0, 0, 1, 15, 30, 59))
)

any_rules = st.builds(
    SendRules,
    zone=st.sampled_from(ZONES),
    opens=wall_times,
    closes=wall_times,
    business_days_only=st.booleans(),
    holidays=st.sampled_from((None, None, "US", "DE", "JP")),
)

# What the form lets through: open before close, or until midnight.
form_rules = any_rules.filter(lambda r: r.opens < r.closes or r.closes == time(0))

any_delay = st.one_of(
    st.builds(minutes, st.integers(0, 20_000)),
    st.builds(hours, st.integers(0, 400)),
    st.builds(days, st.integers(0, 40)),
)

keys = st.text(max_size=12)
pauses = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))


def day(text: str) -> date:
    return date.fromisoformat(text)
