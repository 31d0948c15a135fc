"""Times of day in words like "half past" and "без четверти", put into figures."""

import re

_FLAGS = re.IGNORECASE

_HALF = re.compile(
    r"(?<!\w)(?:half\s+(?:past\s+)?(?P<past>\d{1,2})(?!\d|\s*(?:hours?|people|guests))"
    r"|quarter\s+past\s+(?P<quarter>\d{1,2})(?!\d)|(?:a\s+)?quarter\s+to\s+(?P<to>\d{1,2})(?!\d)"
    r"|(?P<m>5|10|20|25)\s+(?:minutes\s+)?past\s+(?P<h>\d{1,2})(?!\d)"
    r"|пол(?:овин\w+)?[\s-]*(?P<half>\d{1,2})(?:th|-?го)?(?!\w)|четверть\s+(?P<q>\d{1,2})(?:th|-?го)?(?!\w)"
    r"|без\s+(?:четверти|15(?:\s+минут)?)\s+(?P<q2>\d{1,2}|час)(?!\w)"
    r"|без\s+(?P<less>5|10|20|25)(?:\s+минут)?\s+(?P<h2>\d{1,2}|час)(?!\w))",
    _FLAGS,
)
_NOUGHTS = re.compile(r"(?<=\d)\s+ноль[\s-]+ноль(?!\w)", _FLAGS)


_FRAMED = re.compile(
    r"(?<!\w)((?:с|со|from|between)\s+\d{1,2})-([0-5]\d)(?=\s+(?:до|по|to|till|until|and)\s+\d)", _FLAGS
)


def with_figures(text: str) -> str:
    """`text` with "half past 6", "quarter to 7", "без четверти 7" and "половина 7-го" in figures."""

    def figures(match: re.Match[str]) -> str:
        said = {
            name: 1 if value == "час" else int(value) for name, value in match.groupdict().items() if value
        }
        before = {"half": 30, "q": 45, "to": 15, "q2": 15, "less": said.get("less", 0)}
        for name in ("half", "q", "to", "q2", "less"):
            if name in said:
                hour = said.get("h2", said[name])
                return f"{hour - 1 or 12}:{60 - before[name]:02}"
        if "m" in said:
            return f"{said['h']}:{said['m']:02}"
        return f"{said['past']}:30" if "past" in said else f"{said['quarter']}:15"

    return _HALF.sub(figures, _FRAMED.sub(r"\1:\2", _NOUGHTS.sub(":00", text)))
