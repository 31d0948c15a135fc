"""Times of day as people name them."""

import pytest

from models.builtin.clocks import part_of_day
from models.builtin.figures import with_figures
from models.builtin.numerals import with_digits
from models.builtin.sheet import Sheet
from models.builtin.spelling import corrected, tidy
from models.builtin.times import PHRASE, Hours, hours, mark_phrases

EARLIER = Hours("18:00", "20:00")


def read(text: str, earlier: Hours) -> str:
    sheet = Sheet(with_figures(with_digits(corrected(tidy(text)))))
    mark_phrases(sheet)
    found = hours(sheet.values(PHRASE), earlier, part_of_day(sheet.text))
    return f"{found.start or '?'}-{found.end or '?'}" + (f" {found.span}" if found.span else "")


RANGES = [
    ("from 18 to 20", "18:00-20:00"),
    ("18-20", "18:00-20:00"),
    ("18–20", "18:00-20:00"),
    ("18:00-20:30", "18:00-20:30"),
    ("18.30 - 20.30", "18:30-20:30"),
    ("1800-2000", "18:00-20:00"),
    ("18h-20h", "18:00-20:00"),
    ("18 20", "18:00-20:00"),
    ("6pm-8pm", "18:00-20:00"),
    ("6 p.m. to 8 p.m.", "18:00-20:00"),
    ("6p-8p", "18:00-20:00"),
    ("from 6 to 8 pm", "18:00-20:00"),
    ("from six to eight in the evening", "18:00-20:00"),
    ("in the evening from 6 to 8", "18:00-20:00"),
    ("between 9 and 11 in the morning", "09:00-11:00"),
    ("from 6 to 8", "18:00-20:00"),
    ("from 6 to 8 am", "06:00-08:00"),
    ("06:00 to 08:00", "06:00-08:00"),
    ("from 7 to 22", "07:00-22:00"),
    ("8 to 10", "08:00-10:00"),
    ("from 11 to 1", "11:00-13:00"),
    ("from 9 to 6 pm", "09:00-18:00"),
    ("from 11 am to 1", "11:00-13:00"),
    ("10 am to noon", "10:00-12:00"),
    ("noon till 3", "12:00-15:00"),
    ("from 7pm until midnight", "19:00-24:00"),
    ("20:00-00:00", "20:00-24:00"),
    ("half past three till six", "15:30-18:00"),
    ("quarter past two to quarter to four", "14:15-15:45"),
    ("at 18 for two hours", "18:00-20:00"),
    ("for 2 hours from 18", "18:00-20:00"),
    ("at 6pm for an hour and a half", "18:00-19:30"),
    ("10am, 3hrs", "10:00-13:00"),
    ("10:15 for 45 minutes", "10:15-11:00"),
    ("at 9 for half an hour", "09:00-09:30"),
    ("starting at 7 in the evening and finishing at 10", "19:00-22:00"),
    ("start: 10:00, end: 12:00", "10:00-12:00"),
    ("с 18 до 20", "18:00-20:00"),
    ("c 18 до 20", "18:00-20:00"),
    ("с18 до20", "18:00-20:00"),
    ("с шести до восьми вечера", "18:00-20:00"),
    ("с 6 до 8 вечера", "18:00-20:00"),
    ("вечером с 7 до 9", "19:00-21:00"),
    ("с 9 до 11 утра", "09:00-11:00"),
    ("с 9 утра до полудня", "09:00-12:00"),
    ("с 10 утра до 2 дня", "10:00-14:00"),
    ("с часу до трёх", "13:00-15:00"),
    ("в час дня на два часа", "13:00-15:00"),
    ("с 18-00 до 20-00", "18:00-20:00"),
    ("с 10-15 до 12-45", "10:15-12:45"),
    ("с полседьмого до девяти", "18:30-21:00"),
    ("с половины седьмого до девяти", "18:30-21:00"),
    ("без четверти семь на час", "18:45-19:45"),
    ("с восемнадцати ноль-ноль до двадцати", "18:00-20:00"),
    ("с 10 часов до 12 часов", "10:00-12:00"),
    ("с 10-ти до 12-ти", "10:00-12:00"),
    ("на 2 часа с 18", "18:00-20:00"),
    ("в 6 вечера на полтора часа", "18:00-19:30"),
    ("в 19 часов на 2 часа 30 минут", "19:00-21:30"),
    ("часа на два с десяти", "10:00-12:00"),
    ("часиков с 6 до 8", "18:00-20:00"),
    ("с 20 до полуночи", "20:00-24:00"),
    ("22-24", "22:00-24:00"),
    ("25:00-26:00", "25:00-26:00"),
    ("18:75-19:00", "18:75-19:00"),
]
PARTS = [
    ("at 6", "18:00-?"),
    ("at 9", "09:00-?"),
    ("at 9 in the evening", "21:00-?"),
    ("noon", "12:00-?"),
    ("в полдень", "12:00-?"),
    ("в 9 утра", "09:00-?"),
    ("к восьми", "08:00-?"),
    ("until 9", "?-09:00"),
    ("for 2 hours", "?-? 120"),
    ("на полтора часа", "?-? 90"),
    ("на два с половиной часа", "?-? 150"),
    ("2.5 hours", "?-? 150"),
    ("2h30", "?-? 150"),
    ("a couple of hours", "?-? 120"),
    ("полчаса", "?-? 30"),
]
CHANGES = [
    ("19 to 21", "19:00-21:00"),
    ("from 19", "19:00-21:00"),
    ("in the morning at 9", "09:00-11:00"),
    ("until 9", "18:00-21:00"),
    ("до 22", "18:00-22:00"),
    ("make it 3 hours", "18:00-21:00"),
    ("на полчаса", "18:00-18:30"),
    ("an hour later", "19:00-21:00"),
    ("two hours earlier", "16:00-18:00"),
    ("на час позже", "19:00-21:00"),
    ("на полчаса раньше", "17:30-19:30"),
    ("half an hour longer", "18:00-20:30"),
    ("an hour shorter", "18:00-19:00"),
    ("extend it by 2 hours", "18:00-22:00"),
    ("продли на час", "18:00-21:00"),
    ("+1 hour", "18:00-21:00"),
    ("move it to 10", "10:00-12:00"),
    ("nothing about times", "18:00-20:00"),
]


@pytest.mark.parametrize(("text", "expected"), RANGES + PARTS)
def test_reads_times(text: str, expected: str) -> None:
    assert read(text, Hours()) == expected


@pytest.mark.parametrize(("text", "expected"), CHANGES)
def test_changes_times_said_before(text: str, expected: str) -> None:
    assert read(text, EARLIER) == expected


@pytest.mark.parametrize(
    "text", ["сколько стоит в час", "price per hour", "12 people", "room 101", "booking 5"]
)
def test_reads_no_start_in(text: str) -> None:
    assert read(text, Hours()).startswith("?")
