"""GET /metrics: numbers for Prometheus."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector, generate_latest
from starlette.responses import Response

from web.lag import LoopLag


def metrics_endpoint(registry: CollectorRegistry, lag: LoopLag) -> APIRouter:
    """The metrics of `registry`, then this process's own: memory, CPU, open files, how late its loop is."""
    process = CollectorRegistry()
    ProcessCollector(registry=process)
    lateness = Gauge(
        "concierge_event_loop_lag_seconds",
        "The latest that the event loop woke up in the last ten seconds.",
        registry=process,
    )
    lateness.set_function(lag.worst)
    router = APIRouter()

    @router.api_route("/metrics", methods=["GET", "HEAD"])
    async def metrics() -> Response:
        text = generate_latest(registry) + generate_latest(process)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router
