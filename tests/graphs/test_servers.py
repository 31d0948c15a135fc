"""What servers with ways of their own could do to people's bookings."""

from collections.abc import Callable

from models.provider import Models
from tests.fakes.openai import Call, FakeOpenAI, Reply
from tests.graphs.conftest import OpenTalk
from tests.graphs.test_conversation import LOFT, held

Make = Callable[..., Models]


async def test_two_wishes_are_two_bookings_even_if_a_server_gives_their_calls_the_same_id(
    open_talk: OpenTalk, make_models: Make
) -> None:
    """As Kimi's models do: what was done once under an id is not done again, so the second would be lost."""
    with FakeOpenAI() as server:
        server.script(
            *(
                Reply(calls=(Call("create_booking", {**LOFT, "date": date}, id="create_booking:0"),))
                for date in ("2026-11-22", "2026-11-23")
            )
        )
        async with open_talk(models=make_models(server.url)) as talk:
            for text in ("Book the Loft tomorrow from 18 to 20", "And the day after, too"):
                await talk.press(await talk.say(text), "Confirm")
            assert [booking.start.day for booking in await held(talk)] == [22, 23]
