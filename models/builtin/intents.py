"""What kind of thing is wanted, by the words for it. Texts come with typos put right and marks set."""

import re
from collections.abc import Callable, Collection
from typing import Literal

from models.builtin.clocks import CLOCK
from models.builtin.counts import BOOKING_NUMBER
from models.builtin.dates import DAY
from models.builtin.names import MENTION
from models.builtin.times import PHRASE

Kind = Literal["book", "propose", "price", "availability", "hall", "halls", "mine", "pay", "cancel", "move"]
OWN: Collection[Kind] = ("mine", "pay", "cancel")
"""Kinds that are about bookings which the person has, and so about no hall or time that would be looked for."""
Topic = Literal[
    "greeting", "thanks", "bye", "help", "identity", "limits", "declined", "moving", "nothing_open"
]


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{text})(?!\w)", re.IGNORECASE)


_BOOKING = r"(?:bookings?|reservations?|брон[иьеюя]\w{0,2}|бронирован\w+|резерв\w{0,2}|заявк\w+)"
_BOOK = _words(
    rf"(?:re|pre)?-?(?<!a )(?<!the )(?<!this )(?<!good )(?<!any )(?<!which )book"
    rf"|(?<!my )booking(?=\s+(?:the|a|an|for|of)\b)|reserve|reserving|rent(?:ing)?|hire|hiring"
    rf"|(?:make|place|create|add|do|need|want|get|like)\s+(?:(?:a|an|me|us|to|another|one|new"
    rf"|the)\s+)*{_BOOKING}|(?:за|про)?брон(?:ир\w+"
    rf"|ь(?:те)?(?=\s+мне))(?<!рован)(?<!рована)(?<!ровано)(?<!рованы)|заброн|зарезерв\w+|резервир\w+"
    rf"|резервн\w+|арендова\w+|арендуй\w*|арендую|сними(?:те)?|снять|снимем|снимаем|сниму|закаж\w+|заказать"
    rf"|займи(?:те)?|(?:сдела\w+|оформ\w+|постав\w+|созда\w+|нуж\w+|хоч\w+|нов\w+)\s+(?:\w+\s+)?{_BOOKING}"
    rf"|оформляй\w*|оформи\w*|беру|берем|возьму|возьмем"
)
_WANT = _words(
    rf"need|want|wanna|would\s+like|'d\s+like|i'd|we'd|looking\s+for|get\s+me"
    rf"|(?:can|could|may)\s+(?:i|we)\s+(?:have|get)|give\s+me|take|put\s+me|хо(?:чу|тим|чется|тел\w*|телось)"
    rf"|нуж(?:ен|на|но|ны)|надо|требуется|необходим\w*|дайте|дай|можно|давай\w*|запиши\w*|{_BOOKING}|rental"
    rf"|аренд\w+|schedule"
)
_PRICE = _words(
    r"how\s+much(?!\s+(?:time|space|room))|pric(?:e|es|ed|ing|ey)|costs?|rates?|fees?|tariffs?|quote"
    r"|charged?|charges|expensive|cheap|сколько\s+(?:\S+\s+){0,4}?(?:сто[ия]\w*|будет(?!\s+[\uea00-\uebff])"
    r"|выйдет|обойд\w+|плат\w+|денег|за|с\s+меня|руб\w*)|скольк[оа]\s*(?=[?.!;]|$)|цен(?:а|ы|у|е|ой|ник\w*)"
    r"|стоимост\w+|сто[ия]т|стоить|стоило|прайс\w*|тариф\w*|почем|обойдется|расцен\w+|оплат\w+|бюджет\w*"
    r"|дорого"
)
_FREE = _words(
    r"(?<!for )free(?!\s+(?:of|entry|parking))|avail\w*|vacan\w+|unoccupied|busy|taken|occupied|booked"
    r"|slots?|openings?(?!\s+(?:hours|times?))|when\s+can|(?:the|see|show|view|your)\s+schedule"
    r"|schedule\s+(?:of|for)|(?:what|which)\s+(?:times?|hours|bookings?|reservations?|slots?)(?!.*\bmy\b)"
    r"|any(?:thing|one)?\s+free|gaps?|свобод\w+|зан(?:ят|ята|ято|яты|ятость|ятости)|доступ\w+|окн[ао]"
    r"|окошк\w+|окон|расписани\w+|когда\s+можно|(?:в|на)?\s*како[ей]\s+врем\w+|заброниров(?:ан|ана|ано|аны)"
    r"|не\s+занят\w*|загруж\w+|есть\s+(?:ли\s+)?(?:мест\w+|время|окн\w+)"
)
_OPEN = _words(r"open|closed|работает|открыт[аоы]?|закрыт[аоы]?")
_IF_FREE = _words(
    r"if\s+(?:it(?:'s|\s+is)\s+|that(?:'s|\s+is)\s+)?(?:available|free)"
    r"|если\s+(?:\w+\s+)?(?:свобод\w+|доступ\w+|не\s+занят\w*)"
)
_TO_BOOK = _words(
    r"(?:to|for)\s+(?:book|booking|reserve|rent|rental|hire)\w*|для\s+(?:брон\w+|аренд\w+)|под\s+аренд\w+"
    r"|(?:можно|могу|могли)?\s*(?:забронировать|снять|арендовать)"
)
_WHEN = _words(r"when\s+can|what\s+times?|which\s+times?|когда|(?:в|на)?\s*како[ей]\s+врем\w+")
_MY = r"(?:my|our|mine|мо(?:и|й|я|ю|е|ей|их|ем|его)|наш\w*|свои\w*|у\s+меня)"
_MINE = _words(
    rf"{_MY}\s+(?:\w+\s+){{0,2}}{_BOOKING}|{_BOOKING}\s+(?:do\s+)?(?:i|we)\s+(?:have|made|got)"
    rf"|{_BOOKING}\s+(?:of\s+)?{_MY}|(?:have|did|what)\s+(?:have\s+)?i\s+(?:already\s+)?(?:booked|book(?!ed)"
    rf"|reserved?)(?=[?.!;]|$)|what(?:'ve|\s+have)?\s+i(?:'ve|\s+have)?\s+(?:booked|reserved)"
    rf"|i(?:'ve|\s+have)\s+(?:booked|reserved)|что\s+(?:у\s+)?(?:я|мы|мной|меня"
    rf"|нами)\s+(?:уже\s+)?(?:заброниров\w+|снял\w*|арендовал\w*|за\s+бронь)"
    rf"|(?:list|show|see|view|check|покажи\w*|какие|список|посмотреть)\s+(?:\w+\s+){{0,2}}(?:bookings"
    rf"|reservations|брони|броней|бронирования)(?!\s+(?:for|of|in|on|на|в|по)\b)"
    rf"|(?:do\s+i\s+have|have\s+i(?:\s+got)?)\s+(?:any\s+|a\s+)?(?:\w+\s+)?{_BOOKING}"
    rf"|есть\s+(?:ли\s+)?у\s+меня\s+(?:\w+\s+)?{_BOOKING}"
    rf"|у\s+меня\s+(?:есть\s+)?(?:\w+\s+)?(?:{_BOOKING}|заброниров\w+)"
)
_CANCEL = _words(
    rf"cancel(?:l?ing|led|lation)?|call\s+off|отмен\w+|аннулир\w+|отказ(?:аться|ываюсь|ываемся)"
    rf"|(?:delete|drop|remove|drop|release)(?=.*(?:{_BOOKING}|\d))"
    rf"|(?:сним\w+|снять|удали\w*|убери\w*|убрать|удалить|сбрось\w*)\s+(?:\w+\s+)?{_BOOKING}"
)
_NOT_CANCEL = _words(
    r"(?:don't|do\s+not|not\s+to|without|не)\s+(?:cancel|отменя\w+)|cancellation\s+(?:policy|rules?|terms)"
    r"|правил\w+\s+отмен\w+"
)
_MOVE = _words(
    rf"(?:move|reschedule|change|shift|postpone|modify|edit|push|перенес\w+|перенести|сдвин\w+|измени\w*"
    rf"|изменить|поменя\w+|передвин\w+)(?=\s+(?:\S+\s+){{0,3}}(?:{_BOOKING}|#|№))|reschedule|postpone"
    rf"|перенес\w+|перенести"
)
_PAY = _words(
    r"pay(?:ing)?(?:\s+(?:for|off|up))?|settle\s+(?:the\s+)?(?:bill|invoice)|checkout"
    r"|оплати(?:те|ть|м)?|оплачу|оплачива\w+|оплата(?=\s+(?:\w+\s+)?брон)|(?:за)?плати(?:те|ть|м)?|(?:за)?плачу"
)
_NOT_PAY = _words(
    r"(?:how\s+much|сколько|почем)(?=.*)|(?:don't|do\s+not|not|without|не|без)\s+(?:\w+\s+){0,2}"
    r"(?:pay\w*|(?:за)?плат\w+|(?:за)?плачу|оплат\w+|оплачу|оплачива\w+)"
)
_ABOUT = _words(
    r"tell\s+(?:me|us)|describe|description|info\w*|details?|about|rules?|policy|policies|capacity"
    r"|how\s+(?:big|large|many|spacious)|opening|opens?|closes?|clos(?:ing|ed)|hours"
    r"|what(?:'s|\s+is|\s+are|\s+does|s)|where(?:'s|\s+is)?|show|see|look|view|fits?|holds?|accommodates?"
    r"|equipment|parking|projector|allowed|includ\w+|входит|включ\w+|restrictions?|photos?|pictures?|address"
    r"|расскаж\w+|рассказать|опиш\w+|описани\w+|подробн\w+|инф\w+|что\s+за|правил\w+|вместим\w+|вмеща\w+"
    r"|вмест[ия]\w+|помест[ия]\w+|помеща\w+|влез\w+|сколько\s+(?:там\s+)?(?:человек|людей|гостей|народу|мест"
    r"|персон)|час(?:ы|ов)\s+работы|режим|работает|откр\w+|закр\w+|до\s+скольки|со\s+скольки|во\s+сколько"
    r"|покаж\w+|посмотреть|интересует|про|об|о|где|адрес|какой|какая|оборудован\w+|парковк\w+|проектор"
    r"|можно\s+ли|фото\w*"
)
_HALLS = _words(
    r"halls|rooms|venues|spaces|places|зал(?:ы|ов|ах|ам|ами)|помещени(?:я|й|ях)|площадк(?:и|ах)|площадок"
    r"|комнат(?:ы|ах)?|(?:what|which|any|list|all)\s+(?:of\s+)?(?:the\s+|your\s+|kind\s+of\s+)?(?:hall|room"
    r"|venue|space|place)|price\s*list|прайс\w*|what\s+(?:do|have)\s+you\s+(?:have|got|offer)"
    r"|what(?:'s|\s+is)\s+(?:available|on\s+offer)|what\s+can\s+(?:i|we|you)\s+(?:book|rent|reserve|hire"
    r"|offer)|что\s+(?:у\s+(?:вас|тебя)\s+)?(?:есть|имеется)"
    r"|что\s+(?:можно|вы)\s+(?:\w+\s+)?(?:забронировать|снять|арендовать|предлагаете|предложите)"
    r"|(?:как(?:ой|ие|ая|ую)|все|весь|есть)\s+(?:ли\s+)?(?:у\s+(?:вас|тебя)\s+)?(?:\w+\s+)?(?:зал"
    r"|помещени\w+|площадк\w+|комнат\w*)|зал"
)
_OFFER = _words(
    r"(?:you\s+(?:have|got)|(?:is|are)\s+there|looking\s+for|biggest|largest|smallest|cheapest|best"
    r"|nicest)\s+(?:\w+\s+){0,3}(?:hall|room|venue|space|place)"
    r"|(?:сам\w+|лучш\w+|больш\w+|меньш\w+|подходящ\w+)\s+(?:\w+\s+){0,2}(?:зал\w*|помещени\w+|площадк\w+)"
)
_GENERIC = _words(r"halls?|rooms?|venues?|space|spaces|зал\w{0,3}|помещени\w+|площадк\w+|комнат\w*")
_OUTSIDE = _words(
    r"flights?|tickets?|taxi|cab|hotels?|restaurant|pizza|doctor|dentist|haircut|weather|forecast|movie"
    r"|cinema|train|bus|plane|car|uber|билет\w*|такси|отел\w+|гостиниц\w+|ресторан\w*|пицц\w+|врач\w*"
    r"|доктор\w*|погод\w+|поезд\w*|самолет\w*|кино|рейс\w*|машин\w+"
)


_MENTION_ANY = re.compile(MENTION.any)
_TIME_ANY = re.compile(rf"{PHRASE.any}|{CLOCK.any}")
_DAY_ANY = re.compile(DAY.any)


def kind_of(text: str) -> Kind | None:
    """The kind of wish that `text` puts into words; None where it has none of them."""
    if _OUTSIDE.search(text) and _MENTION_ANY.search(text) is None:
        return None
    for kind, matches in _RULES:
        if matches(text):
            return kind
    return None


def _cancels(text: str) -> bool:
    return bool(_CANCEL.search(text)) and not _NOT_CANCEL.search(text)


def _prices(text: str) -> bool:
    price, book = _PRICE.search(text), _BOOK.search(text)
    if price is None or book is None:
        return price is not None
    return price.start() < book.start() and not re.search(r"[?.!;]", text[price.end() : book.start()])


def _proposes(text: str) -> bool:
    return bool(_PRICE.search(text) and _BOOK.search(text))


def _asks_if_free(text: str) -> bool:
    """Whether the hall is free is the question, unless the person goes on to book it."""
    if (_BOOK.search(text) or _WANT.search(text)) and not _ABOUT_WISH.search(text):
        text = _IF_FREE.sub(" ", text)
    free = _FREE.search(text) or (_OPEN.search(text) if _DAY_ANY.search(text) else None)
    book = _BOOK.search(text)
    if free is None or book is None:
        return free is not None
    if _WHEN.search(text):
        return True
    return free.start() < book.start() and bool(_TO_BOOK.search(text[free.end() :]))


def _wants(text: str) -> bool:
    """A plain wish is one to book where a hall or a time goes with it."""
    wanted = bool(_WANT.search(text)) and not _HALLS_ONLY.search(text)
    object_ = _MENTION_ANY.search(text) or _TIME_ANY.search(text) or _GENERIC.search(text)
    if wanted and _ABOUT_WISH.search(text) and not _TIME_ANY.search(text):
        return False
    return wanted and bool(object_)


_HALLS_ONLY = _words(r"what\s+(?:do|have|can)|какие|какой\s+зал|есть\s+(?:ли|у)")
_ABOUT_WISH = _words(
    r"know|see|look|hear|learn|ask|find\s+out|tell|info\w*|details|compare|includ\w+|входит|включ\w+|знать"
    r"|узнать|посмотреть|увидеть|спросить|уточнить|понять|сравнить|информаци\w+"
)


def _names_halls(text: str) -> bool:
    return bool(_HALLS.search(text) or _OFFER.search(text)) and not _MENTION_ANY.search(text)


_NUMBERED = re.compile(rf"(?:{_BOOKING})\s*(?:#|№|number|no\.?|номер)?\s*{BOOKING_NUMBER.any}", re.IGNORECASE)


def _has(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.search(text))


def _lists_own(text: str) -> bool:
    return bool(_MINE.search(text)) and not _MOVE.search(text)


def _only_asks_for_halls(text: str) -> bool:
    return _names_halls(text) and not _TIME_ANY.search(text) and not _WANT.search(text)


def _pays(text: str) -> bool:
    """Whether paying is all that is wanted: "book it, I'll pay in cash" is a wish to book."""
    if not _PAY.search(text) or _NOT_PAY.search(text):
        return False
    rest = _PAY.sub(" ¤ ", text)
    return not (_BOOK.search(rest) or _TIME_ANY.search(rest) or _DAY_ANY.search(rest))


_RULES: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
    ("cancel", _cancels),
    ("pay", _pays),
    ("mine", _lists_own),
    ("move", _has(_MOVE)),
    ("price", _prices),
    ("propose", _proposes),
    ("availability", _asks_if_free),
    ("book", _has(_BOOK)),
    ("halls", _only_asks_for_halls),
    ("book", _wants),
    ("halls", _names_halls),
    ("mine", _has(_NUMBERED)),
    ("hall", _has(_ABOUT)),
)
