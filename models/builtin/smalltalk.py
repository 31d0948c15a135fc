"""Short things people say that are no wish: yes, no, go on, hello, thanks, who are you."""

import re

from models.builtin.intents import Topic
from models.builtin.wishes import Slot


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")

_YES = _words(
    """
    yes yep yeah yup yea sure confirm confirmed deal absolutely definitely certainly agreed

    да ага угу конечно подтверждаю согласен согласна беру берем оформляй оформляйте бронируй
    бронируйте давай давайте годится подходит пойдет идет договорились
    """
)
_FINE = _words(
    """
    ok okay fine great good perfect alright right cool nice k excellent awesome lovely super

    ок окей хорошо отлично ладно супер прекрасно замечательно ясно понятно понял поняла класс
    здорово верно
    """
)
_YES_PHRASES = re.compile(
    r"\b(?:go ahead|do it|let's do it|sounds good|that works|works for me|please do|go for it|i'll take it"
    r"|take it|that's right)\b|\bто что надо\b|\bя согласен\b|\bпо рукам\b",
    re.IGNORECASE,
)
_NO = _words(
    """
    no nope nah nevermind stop cancel forget

    нет неа отбой стоп передумал передумала передумали отмена отменить отмени отмените забудь
    забудьте
    """
)
_NO_PHRASES = re.compile(
    r"\b(?:never mind|forget it|not now|don't bother|leave it|no need|changed my mind)\b"
    r"|\bне (?:надо|нужно|сейчас|хочу|стоит)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:next|continue|go on|carry on|second|other one|both|all of them|the rest|дальше|следующ\w+|втор\w+"
    r"|продолж\w+|остальн\w+|оба|обе|все)\b",
    re.IGNORECASE,
)
_SMALL = _words(
    """
    please then so well and i'd i'll we'll that that's it's it is thanks thank you very much all
    right just do the this one to me us of course a let's i am for now mind my want need anymore
    book booking

    пожалуйста тогда ну и а это все так вот мне нам спасибо большое очень я мы бы то уж уже же не
    надо нужно его ее бронь
    """
)
_TOPICS: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (
        re.compile(
            r"\b(?:what|how) (?:else )?can (?:you|i|we) (?:do|ask|say|help)"
            r"|\bwhat (?:do|can) you (?:do|offer|know)\b|\bhelp\b"
            r"|\bhow (?:does|do) (?:this|it|you|i) (?:work|use)"
            r"|\b(?:your )?(?:features|commands|capabilities|menu)\b"
            r"|\bчто (?:ты |вы )?(?:еще )?(?:умеешь|можешь|умеете|можете)|\bпомощь\b|\bпомоги|\bсправк"
            r"|\bкоманды\b|\bвозможности\b|\bчем (?:ты |вы )?(?:можешь|можете) помочь"
            r"|\bкак (?:ты|это|тут|здесь|всё|вы) работа\w+|\bс чего начать|^/?(?:start|help)\b"
            r"|[你您](?:能|会|可以)(?:帮我|为我)?(?:做|干|帮)?(?:什么|啥)|^\W*(?:帮助|怎么用)\W*$",
            re.IGNORECASE,
        ),
        "help",
    ),
    (
        re.compile(
            r"\bwho (?:are|r) (?:you|u)\b|\bwhat (?:are|r) (?:you|u)\b"
            r"|\bare you (?:a |an |real|human|chat|gpt|ai\b|there)|\byour name\b|\bwhich (?:ai|model)"
            r"|\bwhat (?:ai|model)|\bwho (?:made|created) you\b|\bare you gpt|\babout yourself\b"
            r"|\bintroduce yourself|\bо себе\b|\bкто ты\b|\bты кто\b|\bкто вы\b|\bвы кто\b"
            r"|\bчто ты (?:такое|за)\b|\bкак тебя зовут|\bкак вас зовут"
            r"|\bты (?:бот|робот|человек|живой|ии)\b|\bкакая (?:ты |у тебя )?модель|\bпредставься"
            r"|[你您]是(?:谁|什么|机器人|真人)|[你您]叫什么|什么模型|自我介绍",
            re.IGNORECASE,
        ),
        "identity",
    ),
    (
        re.compile(
            r"\b(?:thanks?|thank you|cheers|спасибо|благодар\w+|мерси)\b|^\W*(?:多谢|谢谢[你您]?)\W*$",
            re.IGNORECASE,
        ),
        "thanks",
    ),
    (
        re.compile(
            r"\b(?:bye|goodbye|see you|farewell|good night|so long|ciao|пока|до свидания|до встречи"
            r"|всего доброго|прощай\w*|спокойной ночи|до завтра)\b|^\W*(?:再见|拜拜|晚安)\W*$",
            re.IGNORECASE,
        ),
        "bye",
    ),
    (
        re.compile(
            r"^\W*(?:hi+|hello+|hey+|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)"
            r"|привет\w*|здравствуй\w*|здрасте|здорово|добр\w+ (?:день|утро|вечер|дня|утра|вечера|времени)"
            r"|салют|хай|hola|how are you|как дела|как ты)\b"
            r"|^\W*(?:[你您]好|嗨|早上好|下午好|晚上好)",
            re.IGNORECASE,
        ),
        "greeting",
    ),
)
_MOST_WORDS_OF_THANKS = 8
_CHANGES: tuple[tuple[str, Slot], ...] = (
    (r"times?|hours?|when|время|часы", "time"),
    (r"day|date|дат[ау]|день", "date"),
    (r"hall|room|venue|зал|помещение", "hall"),
    (
        r"guests|people|(?:the\s+)?number(?:\s+of\s+(?:guests|people))?|(?:число|количество)\s+гостей|гостей|гости",
        "guests",
    ),
)
_CHANGE_PATTERNS: tuple[tuple[re.Pattern[str], Slot], ...] = tuple(
    (
        re.compile(
            rf"^\W*(?:(?:i\s+want\s+to|let\s+me|let's|please|хочу|давай\w*)\s+)?(?:(?:change|another"
            rf"|different|измени\w*|поменя\w*|смени\w*"
            rf"|друг\w+)\s+)?(?:the\s+)?(?:{words})(?:\s+please)?\W*$",
            re.IGNORECASE,
        ),
        slot,
    )
    for words, slot in _CHANGES
)


def says_yes(text: str) -> bool:
    """A clear yes, which takes what is offered."""
    words = _words_of(text)
    sure = bool(_YES & words) or bool(_YES_PHRASES.search(text))
    return sure and _only(words, text, _YES | _FINE, _YES_PHRASES)


def says_fine(text: str) -> bool:
    """An "ok": a yes to an offer, and no more than politeness after an answer."""
    words = _words_of(text)
    return bool(_FINE & words) and not words - _FINE - _SMALL


def says_no(text: str) -> bool:
    words = _words_of(text)
    sure = bool(_NO & words) or bool(_NO_PHRASES.search(text))
    return sure and _only(words, text, _NO | _FINE, _NO_PHRASES)


def says_next(text: str) -> bool:
    """ "Next", "and the second one": what still waits is to go on."""
    return bool(_NEXT.search(text)) and len(_words_of(text)) <= 6


def changes(text: str) -> Slot | None:
    """What is to be another, where the message names no more than that: "the time", "измени дату"."""
    return next((slot for pattern, slot in _CHANGE_PATTERNS if pattern.match(text)), None)


def topic_of(text: str) -> Topic:
    """What a message without a wish is about; "limits" for what lies beyond a built-in model."""
    for pattern, topic in _TOPICS:
        match = pattern.search(text)
        if match and (topic in {"help", "identity"} or len(_words_of(text)) <= _MOST_WORDS_OF_THANKS):
            return topic
    return "nothing_open" if says_yes(text) or says_fine(text) or says_no(text) else "limits"


def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _only(words: set[str], text: str, expected: frozenset[str], phrases: re.Pattern[str]) -> bool:
    """Whether nothing else is said than what is expected."""
    rest = words - expected - _SMALL - set(_WORD.findall(" ".join(phrases.findall(text)).lower()))
    return not rest and not any(character.isdigit() for character in text)
