"""Whole conversations: corrections, follow-ups and answers to the model's own questions."""

from collections.abc import Callable, Sequence
from typing import Protocol

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from models.builtin.names import HallName


class Talk(Protocol):
    messages: list[BaseMessage]
    results: dict[str, str]

    async def say(self, text: str) -> str: ...

    def books(self, number: int) -> None: ...


CONVERSATIONS = {
    "corrections before anything is booked": [
        ("Book the Loft tomorrow from 18 to 20", "create_booking Loft 2026-11-22 18:00 20:00"),
        ("no, 19 to 21", "create_booking Loft 2026-11-22 19:00 21:00"),
        ("not tomorrow, on Saturday", "create_booking Loft 2026-11-28 19:00 21:00"),
        ("I meant the Grand Hall", "create_booking Grand Hall 2026-11-28 19:00 21:00"),
        ("make it 3 hours", "create_booking Grand Hall 2026-11-28 19:00 22:00"),
        ("for 25 people", "create_booking Grand Hall 2026-11-28 19:00 22:00 25"),
        ("an hour earlier", "create_booking Grand Hall 2026-11-28 18:00 21:00 25"),
        ("until 23", "create_booking Grand Hall 2026-11-28 18:00 23:00 25"),
        ("next day", "create_booking Grand Hall 2026-11-29 18:00 23:00 25"),
        ("no, 17", "create_booking Grand Hall 2026-11-29 17:00 22:00 25"),
        ("not the Grand Hall, the Atrium", "create_booking Atrium 2026-11-29 17:00 22:00 25"),
        ("move it to 16", "create_booking Atrium 2026-11-29 16:00 21:00 25"),
        ("half an hour shorter", "create_booking Atrium 2026-11-29 16:00 20:30 25"),
        ("book it", "create_booking Atrium 2026-11-29 16:00 20:30 25"),
    ],
    "corrections in Russian": [
        ("Забронируй лофт завтра с 18 до 20", "create_booking Loft 2026-11-22 18:00 20:00"),
        ("нет, с 19 до 21", "create_booking Loft 2026-11-22 19:00 21:00"),
        ("на час позже", "create_booking Loft 2026-11-22 20:00 22:00"),
        ("не завтра, а в субботу", "create_booking Loft 2026-11-28 20:00 22:00"),
        ("я имел в виду большой зал", "create_booking Grand Hall 2026-11-28 20:00 22:00"),
        ("на 3 часа", "create_booking Grand Hall 2026-11-28 20:00 23:00"),
        ("на 25 человек", "create_booking Grand Hall 2026-11-28 20:00 23:00 25"),
        ("лучше в садовой комнате", "create_booking Garden Room 2026-11-28 20:00 23:00 25"),
        ("на полчаса раньше", "create_booking Garden Room 2026-11-28 19:30 22:30 25"),
        ("на день позже", "create_booking Garden Room 2026-11-29 19:30 22:30 25"),
        ("продли на час", "create_booking Garden Room 2026-11-29 19:30 23:30 25"),
        ("перенеси на 12", "create_booking Garden Room 2026-11-29 12:00 16:00 25"),
        ("бронируй", "create_booking Garden Room 2026-11-29 12:00 16:00 25"),
    ],
    "a reply to a list of halls": [
        (
            "> Opening hours: every day 09:00–23:00\n> Price: 35.00 per hour\n\nis the Loft free on Friday?",
            "get_bookings_by_date Loft 2026-11-27",
        ),
    ],
    "follow-up questions": [
        ("is the Loft free on Friday?", "get_bookings_by_date Loft 2026-11-27"),
        ("and how much is it?", "get_hall_price Loft 2026-11-27"),
        ("and in the Atrium?", "get_hall_price Atrium 2026-11-27"),
        ("and on Sunday?", "get_hall_price Atrium 2026-11-22"),
        ("is it free at 9?", "get_bookings_by_date Atrium 2026-11-22"),
        ("18 to 20?", "propose_booking Atrium 2026-11-22 18:00 20:00"),
        ("yes, book it", "create_booking Atrium 2026-11-22 18:00 20:00"),
        ("the same on Friday", "create_booking Atrium 2026-11-27 18:00 20:00"),
        ("and the Loft?", "create_booking Loft 2026-11-27 18:00 20:00"),
    ],
    "follow-up questions in Russian": [
        ("свободен ли лофт в пятницу?", "get_bookings_by_date Loft 2026-11-27"),
        ("а сколько это стоит?", "get_hall_price Loft 2026-11-27"),
        ("а в атриуме?", "get_hall_price Atrium 2026-11-27"),
        ("а в воскресенье?", "get_hall_price Atrium 2026-11-22"),
        ("свободен в 9?", "get_bookings_by_date Atrium 2026-11-22"),
        ("а с 18 до 20?", "propose_booking Atrium 2026-11-22 18:00 20:00"),
        ("да, бронируй", "create_booking Atrium 2026-11-22 18:00 20:00"),
        ("то же самое в пятницу", "create_booking Atrium 2026-11-27 18:00 20:00"),
    ],
    "from a description to a booking": [
        ("tell me about the Atrium", "get_hall Atrium"),
        ("what are the rules?", "get_hall Atrium"),
        ("how much does it cost?", "get_hall_price Atrium"),
        ("is it free on friday", "get_bookings_by_date Atrium 2026-11-27"),
        ("what about saturday?", "get_bookings_by_date Atrium 2026-11-28"),
        ("ok, from 6 to 8 then", "create_booking Atrium 2026-11-28 18:00 20:00"),
    ],
    "a hall alone, then a day, then a time": [
        ("Loft", "get_hall Loft"),
        ("tomorrow", "get_bookings_by_date Loft 2026-11-22"),
        ("10-12", "create_booking Loft 2026-11-22 10:00 12:00"),
    ],
    "another hall starts afresh": [
        ("how much is the Loft tomorrow from 18 to 20", "get_hall_price Loft 2026-11-22 18:00 20:00"),
        ("Is the Atrium free on Friday?", "get_bookings_by_date Atrium 2026-11-27"),
        ("How much is the Grand Hall?", "get_hall_price Grand Hall"),
    ],
    "an unrelated question in between": [
        ("is the Loft free on Friday from 10 to 12?", "propose_booking Loft 2026-11-27 10:00 12:00"),
        ("what halls do you have?", "get_halls"),
        ("book it", "create_booking Loft 2026-11-27 10:00 12:00"),
    ],
    "one hall or another": [
        (
            "is the Loft or the Atrium free on friday",
            "get_bookings_by_date Loft 2026-11-27\nget_bookings_by_date Atrium 2026-11-27",
        ),
        ("how much are the Loft and the Atrium?", "get_hall_price Loft\nget_hall_price Atrium"),
    ],
}


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_goes_like_this(talk: Talk, name: str) -> None:
    for text, expected in CONVERSATIONS[name]:
        said = await talk.say(text)
        calls = [line for line in said.split("\n") if line and not line.startswith("<")]
        assert "\n".join(calls) == expected, text


async def test_asks_for_what_is_missing_one_thing_at_a_time(talk: Talk) -> None:
    assert await talk.say("Book a hall") == (
        "Which hall would you like to book? We have: Loft, Grand Hall, Garden Room, Atrium."
    )
    assert await talk.say("the big one") == "**Grand Hall**\n\nWhich day would you like to book?"
    assert await talk.say("on the 25th") == (
        "**Grand Hall** · Wednesday, 25 November 2026\n\nFrom what time until what time?"
    )
    assert await talk.say("at 18") == (
        "**Grand Hall** · Wednesday, 25 November 2026 · from 18:00\n\nUntil what time?"
    )
    assert await talk.say("2") == "create_booking Grand Hall 2026-11-25 18:00 20:00"


async def test_asks_in_the_language_of_the_latest_message(talk: Talk) -> None:
    assert (await talk.say("хочу забронировать зал")).startswith("Какой зал забронировать? У нас есть: Loft,")
    assert await talk.say("лофт") == "**Loft**\n\nНа какой день забронировать?"
    assert await talk.say("25-го") == ("**Loft** · среда, 25 ноября 2026 г.\n\nС какого и до какого времени?")
    assert await talk.say("в 6 вечера") == (
        "**Loft** · среда, 25 ноября 2026 г. · с 18:00\n\nДо какого времени?"
    )
    assert await talk.say("до 8") == "create_booking Loft 2026-11-25 18:00 20:00"
    assert (await talk.say("Book the Atrium tomorrow")).endswith("From what time until what time?")
    assert await talk.say("18-20") == "create_booking Atrium 2026-11-22 18:00 20:00"


async def test_a_question_answered_late_is_still_known(talk: Talk) -> None:
    await talk.say("I want to book a hall tomorrow from 18 to 20 for 30 people")
    await talk.say("what halls do you have?")
    assert await talk.say("the Loft") == "create_booking Loft 2026-11-22 18:00 20:00 30"


async def test_the_length_that_was_asked_for_is_kept_until_the_start_is_known(talk: Talk) -> None:
    assert await talk.say("Book the Loft tomorrow for 2 hours") == (
        "**Loft** · Sunday, 22 November 2026 · for 2 h\n\nFrom what time?"
    )
    assert await talk.say("at 6") == "create_booking Loft 2026-11-22 18:00 20:00"


async def test_an_unknown_hall_and_an_impossible_day_reach_the_tool_that_says_so(talk: Talk) -> None:
    await talk.say("Book a hall")
    await talk.say("Ballroom")
    await talk.say("31 February")
    await talk.say("noon")
    assert await talk.say("until 3") == "create_booking Ballroom 2027-02-31 12:00 15:00"


async def test_the_one_hall_a_tool_suggests_is_taken_by_a_yes(talk: Talk) -> None:
    talk.results["create_booking"] = "I am not sure which hall “attic” is. Did you mean Loft?"
    assert await talk.say("book “attic” tomorrow 10-12") == "create_booking attic 2026-11-22 10:00 12:00"
    assert await talk.say("yes") == "create_booking Loft 2026-11-22 10:00 12:00"


async def test_several_bookings_are_shown_and_then_made_one_by_one(talk: Talk) -> None:
    said = await talk.say("book the Loft tomorrow 10-12 and the Atrium on Friday 14-16")
    assert said.split("\n")[:2] == [
        "propose_booking Loft 2026-11-22 10:00 12:00",
        "propose_booking Atrium 2026-11-27 14:00 16:00",
    ]
    assert said.endswith("write “yes” for the first, and “next” once you have confirmed it.")
    talk.books(7)
    assert await talk.say("yes") == "create_booking Loft 2026-11-22 10:00 12:00"
    assert await talk.say("next") == "create_booking Atrium 2026-11-27 14:00 16:00"
    assert await talk.say("great, thanks") == "You are welcome! If you need anything else, just write."


async def test_the_second_of_several_bookings_can_be_made_alone(talk: Talk) -> None:
    await talk.say("забронируй лофт завтра с 10 до 12 и атриум в пятницу с 14 до 16")
    assert await talk.say("вторую") == "create_booking Atrium 2026-11-27 14:00 16:00"


async def test_a_cancellation_beside_another_wish_is_not_forgotten(talk: Talk) -> None:
    said = await talk.say("cancel booking 3 and book the Loft tomorrow 10-12")
    assert said.endswith("To cancel booking 3, write “cancel booking 3”.")


async def test_cancels_the_booking_that_was_just_made(talk: Talk) -> None:
    talk.books(31)
    await talk.say("Book the Loft tomorrow from 18 to 20")
    assert await talk.say("cancel it") == "cancel_booking 31"


async def test_after_a_cancellation_a_yes_books_nothing_and_the_hall_stays_the_topic(talk: Talk) -> None:
    talk.books(31)
    await talk.say("Book the Loft tomorrow from 18 to 20")
    await talk.say("cancel booking 1")
    assert (await talk.say("yes")).startswith("All right. If you need a hall")
    assert (await talk.say("what about monday?")).startswith("get_bookings_by_date Loft 2026-11-23")


async def test_finds_the_booking_to_cancel_by_hall_or_day(talk: Talk) -> None:
    talk.results["my_bookings"] = (
        "Your bookings:\n\n"
        "- **13** · Loft · Friday, 27 November 2026, 10:00–12:00 · €120.00\n  http://host/b/1\n"
        "- **14** · Atrium · Sunday, 22 November 2026, 10:00–12:00 · €90.00\n  http://host/b/2"
    )
    assert await talk.say("cancel my loft booking") == "my_bookings\ncancel_booking 13"
    assert await talk.say("cancel my booking on sunday") == "my_bookings\ncancel_booking 14"
    said = await talk.say("отмени мою бронь")
    assert said.startswith("my_bookings\nYour bookings:")
    assert said.endswith("Какую бронь отменить? Напишите, пожалуйста, её номер.")
    assert await talk.say("14") == "cancel_booking 14"


async def test_with_nothing_booked_there_is_nothing_to_ask_about(talk: Talk) -> None:
    talk.results["my_bookings"] = "You have no upcoming bookings."
    assert await talk.say("cancel my booking") == "my_bookings\nYou have no upcoming bookings."


async def test_a_booking_that_is_made_is_not_changed_by_booking_again(talk: Talk) -> None:
    talk.books(5)
    await talk.say("Book the Loft tomorrow from 18 to 20")
    assert (await talk.say("no, 19 to 21")).startswith("I can't move a booking that has been made.")
    assert await talk.say("Book the Loft on Sunday") == (
        "**Loft** · Sunday, 22 November 2026\n\nFrom what time until what time?"
    )


async def test_guests_of_one_hall_do_not_come_to_another(talk: Talk) -> None:
    talk.books(5)
    await talk.say("Book the Loft tomorrow from 18 to 20 for 30 people")
    await talk.say("how much is the Atrium on Friday from 10 to 12?")
    assert await talk.say("book it") == "create_booking Atrium 2026-11-27 10:00 12:00"


@pytest.mark.parametrize(
    ("text", "answer"), [("never mind", "All right, I have left it."), ("нет", "Хорошо, ост")]
)
async def test_a_no_ends_the_question(talk: Talk, text: str, answer: str) -> None:
    await talk.say("Book the Loft tomorrow")
    assert (await talk.say(text)).startswith(answer)


async def test_asks_for_what_the_person_wants_to_change(talk: Talk) -> None:
    await talk.say("Book the Loft tomorrow from 18 to 20")
    assert (await talk.say("the time")).endswith("18:00–20:00\n\nFrom what time until what time?")
    assert await talk.say("19 to 21") == "create_booking Loft 2026-11-22 19:00 21:00"
    assert (await talk.say("change the date")).endswith("Which day would you like to book?")
    assert await talk.say("the 25th") == "create_booking Loft 2026-11-25 19:00 21:00"
    assert (await talk.say("число гостей")).endswith("Сколько будет гостей?")
    assert await talk.say("15") == "create_booking Loft 2026-11-25 19:00 21:00 15"
    assert (await talk.say("зал")).startswith("**Loft** · среда, 25 ноября")
    assert await talk.say("атриум") == "create_booking Atrium 2026-11-25 19:00 21:00 15"


async def test_the_only_hall_needs_no_name(
    talk_with: Callable[[Sequence[HallName], Sequence[str]], Talk],
) -> None:
    talk = talk_with([HallName("Barn")], ["create_booking", "get_bookings_by_date"])
    assert await talk.say("book the hall tomorrow 10-12") == "create_booking Barn 2026-11-22 10:00 12:00"


async def test_goes_on_where_another_model_has_asked(talk: Talk) -> None:
    talk.messages += [
        HumanMessage("Book the Loft tomorrow"),
        AIMessage("Sure! What time would you like?", response_metadata={"model_name": "gpt"}),
    ]
    assert await talk.say("18 to 20") == "create_booking Loft 2026-11-22 18:00 20:00"
