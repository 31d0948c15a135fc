"""A Stripe to pay at: localstripe in a process of its own, with what it lacks; see `sessions` and `server`."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.fakes.stripe.hooks import signature

ROOT = Path(__file__).resolve().parents[3]
API_KEY = "sk_test_concierge"
SECRET = "whsec_of_the_tests"


class FakeStripe:
    """What a test tells it, and what a customer does on its pages."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {API_KEY}"})

    def close(self) -> None:
        self._client.close()

    def forget(self) -> None:
        """Everything is as at the start."""
        self._tell("forget")

    def forget_keys(self) -> None:
        """As Stripe does after a day: an idempotency key is a new one again."""
        self._tell("forget-keys")

    def call_at(self, webhook: str, **more: Any) -> None:
        """Events go there. `copies` of each; `held` until `release`."""
        self._tell("hook", url=webhook, secret=SECRET, **more)

    def hold(self) -> None:
        self._tell("hook", held=True)

    def release(self, *, backwards: bool = False) -> None:
        self._tell("release", backwards=backwards)

    def go_away(self) -> None:
        self._tell("trouble", down=True)

    def come_back(self) -> None:
        self._tell("trouble", down=False, slow=0.0)

    def slow_down(self, seconds: float) -> None:
        self._tell("trouble", slow=seconds)

    def alter(self, session: str, **fields: Any) -> None:
        """Makes a session be of another sum or currency than it was asked for."""
        self._tell("alter", session=session, **fields)

    def settle(self, session: str, *, well: bool) -> None:
        """What becomes of a bank debit."""
        self._tell("settle", session=session, well=well)

    def pay(self, url: str, method: str = "card") -> str:
        """Pays on the hosted page; where the customer is sent after that."""
        answer = self._client.post(url, data={"with": method})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def expire(self, session: str) -> None:
        self._client.post(f"/v1/checkout/sessions/{session}/expire").raise_for_status()

    def session(self, session: str) -> dict[str, Any]:
        found: dict[str, Any] = self._client.get(f"/v1/checkout/sessions/{session}").json()
        return found

    def refunds(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._client.get("/v1/refunds").json()["data"]
        return found

    def calls(self) -> list[str]:
        calls: list[str] = self._tell("state")["calls"]
        return calls

    def answers(self, count: int, within: float = 5.0) -> list[int]:
        """What the webhook has answered, as soon as that was so often."""
        deadline = time.monotonic() + within
        while len(answers := self._tell("state")["answers"]) < count:
            assert time.monotonic() < deadline, answers
            time.sleep(0.02)
        return list(answers)

    def _tell(self, what: str, **asked: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.post(f"/_config/{what}", content=json.dumps(asked)).json()
        return answer


def signed(body: dict[str, Any], secret: str = SECRET, age: float = 0) -> tuple[bytes, str]:
    """An event's body, and its header as whoever knows the secret makes it."""
    raw = json.dumps(body).encode()
    return raw, signature(raw, secret, int(time.time() - age))


@contextmanager
def running_stripe() -> Iterator[FakeStripe]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.fakes.stripe"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        stripe = FakeStripe(process.stdout.readline().strip())
        try:
            yield stripe
        finally:
            stripe.close()
            process.kill()
