"""How days are written in English and Russian: patterns for what `dates` reads."""

import re

_MONTHS = (
    r"jan(?:uary)?|январ[ья]",
    r"feb(?:ruary)?|феврал[ья]",
    r"mar(?:ch)?|март[а]?",
    r"apr(?:il)?|апрел[ья]",
    r"may|ма[йя]",
    r"june?|июн[ья]",
    r"july?|июл[ья]",
    r"aug(?:ust)?|август[а]?",
    r"sept?(?:ember)?|сентябр[ья]",
    r"oct(?:ober)?|октябр[ья]",
    r"nov(?:ember)?|ноябр[ья]",
    r"dec(?:ember)?|декабр[ья]",
)
_WEEKDAYS = (
    r"mon(?:day)?s?|понедельник\w{0,2}|пн|понед",
    r"tue(?:s|sday)?s?|вторник\w{0,2}|вт",
    r"wed(?:nesday)?s?|сред[ауые]|ср",
    r"thu(?:rs|r|rsday)?s?|четверг\w{0,2}|чт|четв",
    r"fri(?:day)?s?|пятниц\w{1,3}|пт|пятн",
    r"sat(?:urday)?s?|суббот\w{1,3}|сб|субб",
    r"sun(?:day)?s?|воскресень\w{1,3}|вс|воскр",
)
MONTH_PATTERNS = tuple(re.compile(rf"^(?:{month})$", re.IGNORECASE) for month in _MONTHS)
WEEKDAY_PATTERNS = tuple(re.compile(rf"^(?:{day})$", re.IGNORECASE) for day in _WEEKDAYS)
_MONTH = "|".join(_MONTHS)
_WEEKDAY = "|".join(_WEEKDAYS)
_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d)(?![\d:])(?:\s*(?:г(?:\.|ода?)?|года?)(?![а-я]))?)?"
_ORDINAL = r"(?:st|nd|rd|th|-?го|-?е|-?ого|-?ое)"
_TH = r"(?:st|nd|rd|th|-?го|-?ого)"
_NEXT = r"next|following|следующ\w+|след\.?|будущ\w+"
_THIS = r"this|эт\w+"
_COMING = r"coming|upcoming|ближайш\w+"
_LAST = r"last|previous|past|прошл\w+|прошедш\w+|минувш\w+"
_NEXT_WEEK = r"next\s+week|(?:на\s+)?(?:следующ\w+|будущ\w+|след\.?)\s+недел[еию]"
THIS_WEEK = r"this\s+week|(?:на\s+)?этой\s+недел[еи]"
_WEEK_ON = r"(?:через|in)\s+(?:a\s+|1\s+)?(?:недел[юи]|week)"


def whole_words(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{text})(?!\w)", re.IGNORECASE)


ISO = re.compile(r"(?<!\d)(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)")
FULL = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?P<dot>[-./])(?P<month>\d{1,2})(?P=dot)(?P<year>\d{4}|\d\d)(?!\d)"
)
SHORT = re.compile(
    r"(?P<before>\b(?:at|from|till?|until|с|со|до|к|после"
    r"|около)\s+)?(?<![\d.:/-])(?P<day>\d{1,2})(?P<dot>[./])(?P<month>\d{1,2})(?![\d:/]|[.-]\d"
    r"|\s*(?:[ap]\.?m\b|ч\b|час|h\b|hour|утра|вечера|дня|ночи))",
    re.IGNORECASE,
)
DAY_MONTH = whole_words(
    rf"(?P<day>\d{{1,2}})\s*{_ORDINAL}?\s*(?:day\s+)?(?:of\s+)?(?P<month>{_MONTH})\.?{_YEAR}"
)
MONTH_DAY = whole_words(
    rf"(?P<month>{_MONTH})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}}){_ORDINAL}?(?![:.]\d){_YEAR}"
)
RANGE_BEFORE = re.compile(r"(?:\d|[ap]m)\s*(?:to|till|until|-|до)\s*$", re.IGNORECASE)
NUMBER_AFTER = re.compile(r"\s*\d{1,2}(?![\d:.-])")
DAY_ALONE = whole_words(
    rf"(?:(?:on\s+)?the\s+)?(?P<day>\d{{1,2}})(?:\s*{_TH}(?:\s+числ[ао])?"
    rf"|\s+числ[ао])(?P<next>\s+(?:of\s+)?(?:next\s+month"
    rf"|следующ\w+\s+месяц\w*))?(?:\s+(?:of\s+)?(?:this\s+month|этого\s+месяца))?"
)
IN = whole_words(
    r"(?:in|через)\s+(?:(?P<n>\d{1,3}|an?|(?:a\s+)?couple\s+(?:of\s+)?|пару?)\s*)?(?P<unit>days?|дня|дней"
    r"|день|денька?|weeks?|недел[юиь]\w?|недельк[уи]|fortnight|months?"
    r"|месяц\w*)(?:\s+(?:from\s+(?:now|today)|time))?"
)
FROM_NOW = whole_words(
    r"(?P<n>\d{1,3}|an?)\s+(?P<unit>days?|weeks?|months?)\s+from\s+(?:now|today|(?P<next>tomorrow))"
)
LATER = whole_words(
    r"(?:на\s+)?(?P<n>\d{1,2}|an?)?\s*(?P<unit>day|days|день|дня|дней|week|weeks"
    r"|недел[юиь]\w?)\s+(?P<way>later|earlier|позже|раньше|попозже|пораньше)"
)
NEXT_DAY = whole_words(
    r"(?:the\s+)?(?:(?P<after>next\s+day|following\s+day|day\s+after|на\s+следующий\s+день|день\s+спустя)"
    r"|day\s+before|накануне|днем\s+раньше)"
)
RELATIVE = whole_words(
    r"(?P<overmorrow>(?:the\s+)?day\s+after\s+tomorrow|overmorrow|послезавтра)"
    r"|(?P<before>(?:the\s+)?day\s+before\s+yesterday|позавчера)"
    r"|(?P<tomorrow>tomorrow(?:'s)?|завтра(?:шн\w+(?:\s+день)?)?)"
    r"|(?P<yesterday>yesterday(?:'s)?|вчера(?:шн\w+)?)"
    r"|(?P<today>today(?:'s)?|сегодня(?:шн\w+)?|right\s+now|сейчас)"
)
WEEKDAY_SAID = whole_words(
    rf"(?:(?P<first>{_NEXT_WEEK}|{THIS_WEEK}|{_WEEK_ON}),?\s+(?:on\s+|во?\s+)?)?(?:(?:(?P<next>{_NEXT})"
    rf"|(?P<this>{_THIS})|(?P<coming>{_COMING})"
    rf"|(?P<last>{_LAST}))\s+)?(?P<day>{_WEEKDAY})\.?(?:\s+(?P<week>{_NEXT_WEEK}|{THIS_WEEK}|{_WEEK_ON}))?"
)
WEEKEND = whole_words(rf"(?:(?:(?P<next>{_NEXT})|{_THIS}|the)\s+)?(?:weekend|выходн\w+)")
