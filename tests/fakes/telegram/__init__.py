"""A Telegram Bot API server for tests and for people (`python -m tests.fakes.telegram`).

async with FakeTelegram() as telegram:
    anna = telegram.world.private("Anna")
    ...  # start the bot with TELEGRAM_API_URL=telegram.url, TELEGRAM_BOT_TOKEN=telegram.token
    telegram.faults.next(too_many(1), method="sendMessage")
    asked = telegram.people.text(anna, "Is the hall free?")
    answer = await telegram.answer(anna, "free", after=asked)
    telegram.people.press(answer, "Yes")
    print(telegram.conversation(anna))
"""

from tests.fakes.telegram.fake import TOKEN, FakeTelegram

__all__ = ["TOKEN", "FakeTelegram"]
