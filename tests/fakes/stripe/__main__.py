"""Runs the fake Stripe until it is stopped; the first line is its address."""

import asyncio

from tests.fakes.stripe.server import serve

if __name__ == "__main__":
    asyncio.run(serve())
