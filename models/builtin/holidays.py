"""Days of the year that go by a name."""

from models.builtin.day_patterns import whole_words

_NAMED: tuple[tuple[str, int, int], ...] = (
    (
        r"new\s+year'?s?\s+eve|под\s+новый\s+год|на\s+новый\s+год|в\s+новый\s+год|канун\w?\s+нового\s+года",
        31,
        12,
    ),
    (r"new\s+year'?s?(?:\s+day)?", 1, 1),
    (r"christmas\s+eve|xmas\s+eve", 24, 12),
    (r"(?:christmas|xmas)(?:\s+day)?", 25, 12),
    (r"boxing\s+day", 26, 12),
    (r"hallowe'?en|хэлло?уин", 31, 10),
    (r"(?:st\.?\s+)?valentine'?s?(?:\s+day)?|день\s+святого\s+валентина", 14, 2),
    (r"на\s+рождество|в\s+рождество", 7, 1),
)
HOLIDAYS = tuple((whole_words(words), day, month) for words, day, month in _NAMED)
"""A pattern, the day and the month of each."""
