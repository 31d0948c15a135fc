"""Which language a page is read in."""

from starlette.requests import Request

LANGUAGES = {"en": "English", "ru": "Русский", "zh": "中文"}
"""The languages that the pages are written in, each named by itself; the first is the default."""

_MOST_ASKED_FOR = 20


def language(request: Request) -> str:
    """The page's locale: the chosen one, else what the browser likes best, else English."""
    return chosen(request) or _liked_best(request.headers.get("accept-language", ""))


def chosen(request: Request) -> str:
    """The locale that `?lang=` asks for, empty where it isn't one of ours; links on a page hand it on."""
    asked = _base(request.query_params.get("lang", ""))
    return asked if asked in LANGUAGES else ""


def _liked_best(header: str) -> str:
    default = next(iter(LANGUAGES))
    best, best_weight = default, 0.0
    for entry in header.split(",")[:_MOST_ASKED_FOR]:
        tag, _, parameter = entry.partition(";")
        locale = default if tag.strip() == "*" else _base(tag)
        weight = _weight(parameter)
        if locale in LANGUAGES and weight > best_weight:
            best, best_weight = locale, weight
    return best


def _base(tag: str) -> str:
    return tag.strip().lower().replace("_", "-").split("-")[0]


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
