"""A tiny model that has learned a few replies, once for all tests of a process."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.small_talk.plan import Outcome, Plan, Step
from tests.models.small_talk.tiny import write_base, write_dialogues


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished training and what was told on the way."""

    plan: Plan
    outcome: Outcome
    told: list[Step]

    @property
    def folder(self) -> Path:
        return self.plan.out


@pytest.fixture(scope="session")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plan]:
    """A plan with a base that knows nothing. On one thread, since more of them only wait for each other here."""
    torch = pytest.importorskip(
        "torch", reason="torch is absent: .venv/bin/pip install 'concierge[small-talk]'"
    )
    pytest.importorskip(
        "transformers", reason="transformers is absent: .venv/bin/pip install 'concierge[small-talk]'"
    )
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("small-talk")
    data = write_dialogues(folder / "talks.csv")
    base = write_base(folder / "base", data)
    yield Plan(data, str(base), folder / "learned", epochs=12, batch=16, learning_rate=5e-3)
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def trained(untrained: Plan) -> Trained:
    from models.small_talk.training import train

    told: list[Step] = []
    outcome = train(untrained, told.append, lambda row: None)
    return Trained(untrained, outcome, told)
