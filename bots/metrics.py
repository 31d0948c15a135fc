"""What `/metrics` tells about turns and models."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    accepted: Counter
    answered: Counter
    failed: Counter
    seconds: Histogram
    tokens: Counter
    unanswered: Counter
    commands: Counter
    presses: Counter
    stopped: Counter


def metrics(registry: CollectorRegistry) -> Metrics:
    """Makes the counters in `registry`, once."""
    return Metrics(
        accepted=Counter(
            "concierge_turns_accepted", "Updates stored in the inbox.", ["platform"], registry=registry
        ),
        answered=Counter("concierge_turns_answered", "Turns answered.", ["platform"], registry=registry),
        failed=Counter(
            "concierge_turns_failed", "Turns without an answer, by reason.", ["reason"], registry=registry
        ),
        seconds=Histogram(
            "concierge_turn_seconds",
            "From a turn's start to its delivery.",
            ["platform"],
            buckets=_SECONDS,
            registry=registry,
        ),
        tokens=Counter("concierge_model_tokens", "Tokens used.", ["model", "direction"], registry=registry),
        unanswered=Counter(
            "concierge_turns_unanswered",
            "Messages of people who want no answer.",
            ["platform"],
            registry=registry,
        ),
        commands=Counter("concierge_commands", "Commands given.", ["command"], registry=registry),
        presses=Counter("concierge_panel_presses", "Presses on panels.", ["platform"], registry=registry),
        stopped=Counter(
            "concierge_answers_stopped", "Answers that people stopped.", ["platform"], registry=registry
        ),
    )
