"""What holds for any text, hall, day and time."""

import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.builtin.context import Context
from models.builtin.names import HallName, Vocabulary
from models.builtin.questions import asked_in, question
from models.builtin.times import NO_HOURS, Hours
from models.builtin.understanding import Intent, understand
from models.builtin.wishes import Wish
from tests.thorough import thorough
from texts import translator

NOW = datetime(2026, 11, 21, 12)
HALL_SETS = [
    ["Velvet Lounge", "Orangery", "Blue Whale", "The Old Mill", "Studio 54", "Skyline Terrace", "Ballroom"],
    ["Зал Рояль", "Библиотека", "Северное сияние", "Малый зал", "Атриум", "Каминный зал"],
    ["Sunset Hall", "Harbour View", "Maple", "Cedar", "Lighthouse", "Winter Garden", "Main Stage"],
    ["Конференц-зал", "Переговорная", "Большой зал", "Терраса", "Оранжерея", "Зелёная гостиная"],
    ["Hall 1", "Hall 2", "Room 101", "Aula Magna", "Queen's Hall", "Saint-Martin Chapel"],
]
VOCABULARIES = {names[0]: Vocabulary([HallName(name) for name in names]) for names in HALL_SETS}
VOCABULARY = VOCABULARIES["Velvet Lounge"]

ENGLISH = [
    "Book {hall} {day} from {start} to {end}",
    "book {hall} {day} {start}-{end}",
    "please reserve {hall} on {day} from {start} till {end}",
    "I'd like to rent {hall} for {day}, {start} to {end}",
    "Could you book the {hall} for {day} between {start} and {end} please?",
    "{hall} {day} {start}-{end}",
    "hi, can I get {hall} on {day} at {start} until {end}",
]
RUSSIAN = [
    "Забронируй {hall} {day} с {start} до {end}",
    "забронируйте пожалуйста {hall} на {day} с {start} до {end}",
    "хочу снять {hall} {day} {start}-{end}",
    "{hall} {day} с {start} по {end}",
    "нужен {hall} на {day}, {start}–{end}",
    "здравствуйте, можно забронировать {hall} {day} с {start} до {end}?",
]


def words(text: str) -> list[str]:
    return text.split()


MONTHS = words("January February March April May June July August September October November December")
МЕСЯЦЫ = words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
FRAGMENTS = words(
    "book cancel my bookings how much is it free the loft velvet lounge hall 1 room tomorrow on friday next week "
    "25.12 2026-12-25 31 february 18 to 20 6pm half past six for 2 hours 20 people and not no yes instead later an "
    "hour earlier # 12 - : . , ? ! забронируй отмени бронь мои брони сколько стоит свободен ли зал рояль завтра в "
    "пятницу с 18 до полседьмого на час позже не а и 5-го декабря через неделю человек нас будет в час дня « » … €"
)


def english_days(day: date) -> list[str]:
    name = MONTHS[day.month - 1]
    return [
        day.isoformat(),
        f"{day.day}.{day.month:02}.{day.year}",
        f"{day.day} {name}",
        f"{name} {day.day}",
        f"{name[:3]} {day.day}",
        f"the {day.day}th of {name}",
        f"{day:%A}, {day.day} {name} {day.year}",
    ]


def russian_days(day: date) -> list[str]:
    name = МЕСЯЦЫ[day.month - 1]
    return [
        day.isoformat(),
        f"{day.day}.{day.month:02}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day} {name}",
        f"{day.day}-го {name}",
        f"{day.day} {name} {day.year} г.",
    ]


def misprinted(name: str, chance: random.Random) -> str:
    """`name` with a letter exchanged, added, left out or swapped with the next."""
    at = chance.choice([i for i, letter in enumerate(name) if letter.isalpha()])
    letters = "abcdefghijklmnopqrstuvwxyz" if name[at].isascii() else "абвгдежзийклмнопрстуфхцчшщыьэюя"
    match chance.choice(["exchange", "add", "leave out", "swap"]):
        case "exchange":
            return name[:at] + chance.choice(letters) + name[at + 1 :]
        case "add":
            return name[:at] + chance.choice(letters) + name[at:]
        case "leave out":
            return name[:at] + name[at + 1 :]
        case _ if name[at + 1 : at + 2].isalpha():
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        case _:
            return name


def clock(minutes: int, bare: bool) -> str:
    return str(minutes // 60) if bare else f"{minutes // 60:02}:{minutes % 60:02}"


@given(st.randoms(use_true_random=False), st.sampled_from(HALL_SETS), st.booleans())
@settings(max_examples=thorough(500, 150), deadline=None)
def test_a_wish_comes_back_whatever_the_words_and_the_misprint(
    chance: random.Random, names: list[str], russian: bool
) -> None:
    now = datetime(2026, 1, 1, 9) + timedelta(days=chance.randrange(700))
    day = now.date() + timedelta(days=chance.randrange(1, 300))
    start = chance.randrange(8 * 4, 22 * 4) * 15
    end = min(24 * 60, start + chance.randrange(1, 16) * 15)
    bare = start % 60 == end % 60 == 0 and chance.random() < 0.5
    hall = chance.choice(names)
    typed = misprinted(hall, chance) if sum(map(str.isalpha, hall)) >= 5 else hall
    text = chance.choice(RUSSIAN if russian else ENGLISH).format(
        hall=typed.lower() if chance.random() < 0.4 else typed,
        day=chance.choice(russian_days(day) if russian else english_days(day)),
        start=clock(start, bare),
        end=clock(end, bare),
    )
    intent = understand(text, Context(), VOCABULARIES[names[0]], now)
    assert intent.act is not None, text
    assert intent.act.name == "create_booking"
    assert intent.act.args == {
        "hall": hall,
        "date": day.isoformat(),
        "start": clock(start, False),
        "end": clock(end, False),
    }, text


CONTEXTS = [
    Context(),
    Context(Wish("book", "Orangery", "2026-12-01", Hours("18:00", "20:00"), 20), booked=7),
    Context(Wish("book", "Orangery", "2026-02-31", Hours("18:00", None)), asked="end"),
    Context(Wish("book", "Orangery"), asked="date"),
    Context(Wish("book"), asked="hall"),
    Context(Wish("cancel"), asked="number"),
    Context(Wish("availability", "Orangery", "2026-12-01")),
    Context(Wish("propose", "Orangery", "someday", Hours("25:99", "27:00")), waiting=(Wish("propose", "x"),)),
]


def is_sound(intent: Intent) -> bool:
    """Whether there is something to do or to say."""
    return bool(intent.calls or intent.act or intent.ask or intent.topic)


@given(st.text(max_size=5_000), st.sampled_from(CONTEXTS))
@settings(max_examples=thorough(300, 100), deadline=2_000, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gets_an_answer(text: str, context: Context) -> None:
    assert is_sound(understand(text, context, VOCABULARY, NOW))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(" ".join), st.sampled_from(CONTEXTS))
@settings(max_examples=thorough(800, 200), deadline=2_000)
def test_any_mixture_of_our_words_gets_an_answer(text: str, context: Context) -> None:
    assert is_sound(understand(text, context, VOCABULARY, NOW))


@pytest.mark.parametrize(
    "text",
    [
        "1-" * 2_500,
        "a" * 5_000,
        "book " * 1_000,
        "\n" * 5_000,
        "book\n" * 1_000,
        "с 18 до 20 " * 450,
        ", и " * 1_200,
        '"' * 5_000,
        "not " * 1_200 + "tomorrow",
        "сколько a " * 500,
        "Orangery " * 550,
        "\ue000" * 5_000,
        "۱۲ ১৮ ² ½ Ⅻ ①" * 300,
    ],
)
def test_a_long_text_takes_no_long_time(text: str) -> None:
    started = datetime.now()
    understand(text, Context(), VOCABULARY, NOW)
    assert datetime.now() - started < timedelta(seconds=1)


WISHES = st.builds(
    Wish,
    st.just("book"),
    hall=st.sampled_from(["Orangery", "Зал Рояль", "Ballroom", "31 February", None]),
    date=st.one_of(st.none(), st.dates(date(2026, 11, 21), date(2028, 12, 31)).map(date.isoformat)),
    hours=st.sampled_from(
        [NO_HOURS, Hours("18:00"), Hours(None, "09:30"), Hours("09:00", "24:00"), Hours(span=150)]
    ),
    guests=st.one_of(st.none(), st.integers(1, 500)),
)


@given(
    WISHES, st.sampled_from(["hall", "date", "time", "start", "end", "guests"]), st.sampled_from(["en", "ru"])
)
@settings(max_examples=thorough(200, 100), deadline=None)
def test_a_question_is_recognised_with_all_it_repeats(wish: Wish, slot: str, locale: str) -> None:
    asked = question(slot, wish, ["Orangery", "Loft"], translator(locale))  # type: ignore[arg-type]  # a sampled slot
    assert asked_in(asked, NOW.date()) == (slot, wish)
    assert asked_in(f"Free: 10:00–12:00\n\n{asked}", NOW.date()) == (slot, wish)
