"""/metrics speaks Prometheus."""

from collections.abc import Callable
from typing import Any

from prometheus_client import Counter
from prometheus_client.parser import text_string_to_metric_families

from web.application import Site, create_application


async def test_metrics_are_the_registrys_and_the_processs(
    make_site: Callable[..., Site], open_client: Any
) -> None:
    site = make_site()
    Counter("concierge_turns", "Turns answered.", registry=site.registry).inc(3)
    async with open_client(site) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    samples = {
        sample.name: sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert samples["concierge_turns_total"] == 3
    assert samples["process_resident_memory_bytes"] > 0
    assert samples["process_cpu_seconds_total"] > 0
    assert samples["concierge_event_loop_lag_seconds"] < 2


def test_two_sites_live_side_by_side_in_one_process(make_site: Callable[..., Site]) -> None:
    assert create_application(make_site()) is not create_application(make_site())
