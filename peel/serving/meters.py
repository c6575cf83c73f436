"""What is counted, in Prometheus' form."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
MEDIA = "text/plain; version=0.0.4; charset=utf-8"


class Meters:
    """The counters of one server."""

    def __init__(self) -> None:
        """All at zero, in a registry of their own."""
        self.registry = CollectorRegistry()
        kept = self.registry
        self.requests = Counter(
            "peel_requests", "Requests, by route and status", ("route", "code"), registry=kept
        )
        self.seconds = Histogram(
            "peel_request_seconds", "Time of a request", ("route",), buckets=_SECONDS, registry=kept
        )
        stages = Histogram(
            "peel_stage_seconds", "Time of a stage", ("stage",), buckets=_SECONDS, registry=kept
        )
        self.decode, self.run = stages.labels("decode"), stages.labels("run")
        self.refused = Counter("peel_refused", "Refusals, by their code", ("why",), registry=kept)
        self.labels = Counter(
            "peel_labels", "Labels, by trust and outcome", ("trust", "outcome"), registry=kept
        )
        self.waiting = Gauge("peel_waiting_pictures", "Pictures that wait or run", registry=kept)
        self.swaps = Gauge("peel_swaps", "Models that took over since the start", registry=kept)
        self.model = Gauge(
            "peel_model",
            "1 for the model that answers",
            ("name", "version", "digest"),
            registry=kept,
        )
        self.trouble = Gauge(
            "peel_trouble", "1 while something in the background fails", ("what",), registry=kept
        )
        self.watch = Gauge("peel_watch", "A watch's numbers", ("watch", "number"), registry=kept)

        self.tickets = Gauge(
            "peel_tickets",
            "Tickets that were written, or lost, or their pictures",
            ("fate",),
            registry=kept,
        )
        self.unsent = Gauge("peel_alerts_unsent", "Alerts that nobody took", registry=kept)

    def text(self) -> bytes:
        """All of it."""
        return generate_latest(self.registry)
