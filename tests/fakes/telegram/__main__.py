"""`python -m tests.fakes.telegram`: a Telegram in a browser, to talk to the running bot through."""

import argparse
import asyncio
import signal

from tests.fakes.telegram.fake import TOKEN, FakeTelegram

PORT = 8081


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.telegram", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--token", default=TOKEN, help="the bot's token, such as 123:abc")
    parser.add_argument("--username", default="concierge_bot", help="the bot's name after the @")
    parser.add_argument("--empty", action="store_true", help="start without people and chats")
    chosen = parser.parse_args()
    asyncio.run(serve(chosen))


async def serve(chosen: argparse.Namespace) -> None:
    telegram = FakeTelegram(chosen.token, chosen.username, host=chosen.host, port=chosen.port)
    if not chosen.empty:
        furnish(telegram)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with telegram:
        print(f"Open {telegram.url} in a browser. Point the bot here with\n")
        print(f"  TELEGRAM_API_URL={telegram.url}\n  TELEGRAM_BOT_TOKEN={telegram.token}\n", flush=True)
        await stopped.wait()


def furnish(telegram: FakeTelegram) -> None:
    """Two people, a private chat with each, a group, a supergroup and a forum with topics."""
    world = telegram.world
    anna = world.user("Anna", "Weber", username="anna_weber")
    boris = world.user("Борис", "Орлов", username="boris_orlov", language_code="ru")
    world.private(anna)
    world.private(boris)
    world.group("Hall team", anna, boris)
    world.supergroup("Neighbours", anna, boris)
    world.forum("Community", anna, boris, topics=("Bookings", "Ideas"), bot_status="administrator")


if __name__ == "__main__":
    main()
