"""`python -m tests.fakes.discord`: a Discord for one person and one bot, in the browser."""

import argparse
import asyncio
import signal

from tests.fakes.discord.fake import FakeDiscord


async def serve(port: int, token: str, host: str) -> None:
    discord = FakeDiscord(token, port=port, rate_limits=True, host=host)
    discord.person("Alice")
    discord.person("Борис", locale="ru")
    for person in ("Alice", "Борис"):
        discord.world.direct(discord.person(person).user)
    await discord.start()
    print(f"A Discord for you and your bot: {discord.url}\n")
    print("Start the bot with")
    print(f"  DISCORD_API_URL={discord.api_url} DISCORD_BOT_TOKEN={token}\n")
    print("Ctrl+C ends it.", flush=True)
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    await discord.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", default="fake.discord.token", help="what the bot must sign in with")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.token, arguments.host))


main()
