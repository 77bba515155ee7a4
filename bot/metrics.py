"""What Prometheus reads: how much is due, what went out, and whether every tick still runs."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from engine.ports import Clock, Store


class Metrics:
    """Reads the store when it is scraped, so that every replica tells the same."""

    def __init__(
        self, store: Store, clock: Clock, last_tick_at: Callable[[], Mapping[str, datetime]]
    ) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Collector(store, clock, last_tick_at))

    def text(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)


class _Collector(Collector):
    def __init__(
        self, store: Store, clock: Clock, last_tick_at: Callable[[], Mapping[str, datetime]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._last_tick_at = last_tick_at

    def collect(self) -> Iterable[Metric]:
        """Return the gauges as of now."""
        with self._store.engine() as etx:
            due = etx.count_due(now=self._clock.now())
            deliveries = etx.count_deliveries()
        yield GaugeMetricFamily("sequences_due", "Enrollments due and not yet taken up", due)
        states = GaugeMetricFamily("sequences_deliveries", "Deliveries by state", labels=["state"])
        for state, count in sorted(deliveries.items()):
            states.add_metric([state], count)
        yield states
        ages = GaugeMetricFamily(
            "sequences_tick_age_seconds", "Since each job last ran", labels=["job"]
        )
        for name, at in sorted(self._last_tick_at().items()):
            ages.add_metric([name], (self._clock.real() - at).total_seconds())
        yield ages
