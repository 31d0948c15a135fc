"""What people read, in their own language: gettext catalogues and the forms of money, dates and times.

Sources are English; translations stand in `texts/<locale>/<package>.po`. They are read as they are, so that
there is nothing to compile and nothing to forget.
"""

from texts.formats import clock_range, date, date_time, duration, money, near_date_time, share, short_date
from texts.joining import clauses, in_a_row, labelled, labelled_boldly, listed
from texts.language import LOCALES, detect
from texts.translator import N_, Translator, translator

__all__ = [
    "LOCALES",
    "N_",
    "Translator",
    "clauses",
    "clock_range",
    "date",
    "date_time",
    "detect",
    "duration",
    "in_a_row",
    "labelled",
    "labelled_boldly",
    "listed",
    "money",
    "near_date_time",
    "share",
    "short_date",
    "translator",
]
