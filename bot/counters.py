"""What this process counts as it works, kept in memory for Prometheus to read."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from engine.domain.enrollment import Delivery, DeliveryKind
from engine.domain.sequence import Channel
from engine.ports import ErrorKind

# Up to 1.5 s is as it should be, days are what the engine asks about.
LATENESS_SECONDS = (
    *(0.1, 0.25, 0.5, 1, 1.5, 3, 10, 30, 60),
    *(300, 900, 3600, 4 * 3600, 24 * 3600, 3 * 24 * 3600),
)


class Counters:
    """The engine's `Meter`. Each replica counts for itself: who reads them adds them up."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._sent = Counter(
            "sequences_sent",
            "Messages that a provider has taken",
            ("channel", "kind"),
            registry=registry,
        )
        self._failed = Counter(
            "sequences_provider_errors",
            "Calls that did not give what was asked",
            ("provider", "kind"),
            registry=registry,
        )
        self._lateness = Histogram(
            "sequences_lateness_seconds",
            "From when a step was due to its one call",
            buckets=LATENESS_SECONDS,
            registry=registry,
        )
        for channel in Channel:  # from the first look on: a rate needs a zero to begin with
            for kind in DeliveryKind:
                self._sent.labels(channel, kind)

    def calling(self, *, late_seconds: float) -> None:
        """Count a step whose one call is made now, so long after it was due."""
        self._lateness.observe(max(0.0, late_seconds))

    def sent(self, delivery: Delivery) -> None:
        """Count a message that the provider has taken."""
        self._sent.labels(delivery.channel, delivery.kind).inc()

    def failed(self, provider: str, kind: ErrorKind) -> None:
        """Count a call that did not give what was asked."""
        name = provider.lower().replace(" ", "_") or "other"
        self._failed.labels(name, kind).inc()
