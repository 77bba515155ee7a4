"""What Prometheus reads: how much waits in the database, and whether every tick still runs."""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from engine.domain.enrollment import HoldReason
from engine.ports import Survey
from engine.scheduler import LastTick


class Metrics:
    """Everything in one registry: counters of this process, and gauges read when asked for."""

    def __init__(
        self,
        registry: CollectorRegistry,
        survey: Callable[[], Survey | None],
        ticks: Callable[[], Mapping[str, LastTick]],
        may_send: Callable[[], bool],
    ) -> None:
        self._registry = registry
        registry.register(_Waiting(survey))
        registry.register(_Engine(ticks, may_send))

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)


class _Waiting(Collector):
    """Reads the database, so that every replica tells the same."""

    def __init__(self, survey: Callable[[], Survey | None]) -> None:
        self._survey = survey

    def describe(self) -> Iterable[Metric]:
        """Return nothing: to be registered is no reason to read the database."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Return the gauges as of now."""
        seen = self._survey()
        yield _one("database_up", "Whether the database answers", seen is not None)
        if seen is not None:
            yield from _waiting(seen)


def _waiting(seen: Survey) -> Iterable[Metric]:
    yield _by("due", "Steps that are due and not yet taken up", "channel", seen.due.items())
    yield _one("claimed_lanes", "Mailboxes and numbers under a lease", seen.claimed_lanes)
    held = {reason: seen.held.get(reason, 0) for reason in HoldReason}
    yield _by("held", "Enrollments that wait for a person", "reason", held.items())
    unknown = {"looked_for": seen.looked_for, "asked": seen.asked}
    yield _by("unknown_outcomes", "Messages that may have been sent", "stage", unknown.items())
    yield _one("notices_waiting", "Notices not posted yet", seen.notices_waiting)
    inbox = {"unjudged": seen.unjudged, "quarantined": seen.quarantined}
    yield _by("inbox", "Messages that came in and are not judged", "state", inbox.items())


class _Engine(Collector):
    def __init__(
        self, ticks: Callable[[], Mapping[str, LastTick]], may_send: Callable[[], bool]
    ) -> None:
        self._ticks = ticks
        self._may_send = may_send

    def collect(self) -> Iterable[Metric]:
        """Return whether it may send, when each job last ran to its end, and how long that took."""
        yield _one("may_send", "0 while an admin has to answer for the database", self._may_send())
        last = self._ticks()
        ran_at = {name: tick.at.timestamp() for name, tick in last.items()}
        took = {name: tick.seconds for name, tick in last.items()}
        yield _by(
            "job_last_tick_timestamp_seconds", "When each job last ran", "job", ran_at.items()
        )
        yield _by("job_last_duration_seconds", "How long its last run took", "job", took.items())


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"sequences_{name}", meaning, value)


def _by(name: str, meaning: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    gauge = GaugeMetricFamily(f"sequences_{name}", meaning, labels=[label])
    for key, value in sorted(values):
        gauge.add_metric([key], value)
    return gauge
