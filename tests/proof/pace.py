"""The pace of a run, judged once it is over: spacing and limits by the walls of who took slots."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.domain.workspace import WorkspaceSettings

SMS_SPACING_SECONDS = 1.0
_ROUNDING = 0.001


def too_soon(
    slots: Iterable[tuple[str, str, datetime]], settings: WorkspaceSettings
) -> Iterator[str]:
    """Say which sends came too soon: `slots` are (lane, its zone, wall), in the order taken.

    A wall that was set back opens no slot and no day again.
    """
    lasts: dict[str, datetime] = {}
    days: dict[str, tuple[str, int]] = {}
    for lane, zone, wall in slots:
        is_text = lane == "sms"
        spacing = SMS_SPACING_SECONDS if is_text else settings.spacing_seconds
        last = lasts.get(lane)
        if last is not None and (wall - last).total_seconds() < spacing - _ROUNDING:
            yield f"{lane}: {wall} after {last}"
        lasts[lane] = max(wall, last or wall)
        before, count = days.get(lane, ("", 0))
        day = max(before, wall.astimezone(ZoneInfo(zone)).date().isoformat())
        days[lane] = (day, count + 1 if day == before else 1)
        if not is_text and days[lane][1] > settings.daily_limit:
            yield f"{lane}: {days[lane][1]} on {day}"
