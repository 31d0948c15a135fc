"""Short things people say that are no wish: yes, no, go on, hello, thanks, who are you."""

import re

from models.builtin.intents import Topic


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
    r"|take it|that's right)\b"
    r"|\bто что надо\b|\bя согласен\b|\bпо рукам\b",
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
    r"\b(?:never mind|forget it|not now|don't bother|leave it|no need|changed my mind)\b|\bне (?:надо"
    r"|нужно|сейчас|хочу|стоит)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:next|continue|go on|carry on|second|other one|both|all of them|the rest|дальше|следующ\w+"
    r"|втор\w+|продолж\w+"
    r"|остальн\w+|оба|обе|все)\b",
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
            r"\b(?:what|how) (?:else )?can (?:you|i|we) (?:do|ask|say|help)|\bwhat (?:do|can) you (?:do"
            r"|offer|know)\b|\bhelp\b"
            r"|\bhow (?:does|do) (?:this|it|you|i) (?:work|use)|\b(?:your )?(?:features|commands"
            r"|capabilities|menu)\b"
            r"|\bчто (?:ты |вы )?(?:еще )?(?:умеешь|можешь|умеете|можете)|\bпомощь\b|\bпомоги|\bсправк"
            r"|\bкоманды\b|\bвозможности\b"
            r"|\bчем (?:ты |вы )?(?:можешь|можете) помочь|\bкак (?:ты|это|тут|здесь|всё|вы) работа\w+"
            r"|\bс чего начать|^/?(?:start|help)\b",
            re.IGNORECASE,
        ),
        "help",
    ),
    (
        re.compile(
            r"\bwho (?:are|r) (?:you|u)\b|\bwhat (?:are|r) (?:you|u)\b|\bare you (?:a |an |real|human|chat"
            r"|gpt|ai\b|there)|\byour name\b"
            r"|\bwhich (?:ai|model)|\bwhat (?:ai|model)|\bwho (?:made|created) you\b|\bare you gpt"
            r"|\babout yourself\b|\bintroduce yourself|\bо себе\b"
            r"|\bкто ты\b|\bты кто\b|\bкто вы\b|\bвы кто\b|\bчто ты (?:такое|за)\b|\bкак тебя зовут"
            r"|\bкак вас зовут|\bты (?:бот|робот|человек|живой|ии)\b"
            r"|\bкакая (?:ты |у тебя )?модель|\bпредставься",
            re.IGNORECASE,
        ),
        "identity",
    ),
    (re.compile(r"\b(?:thanks?|thank you|cheers|спасибо|благодар\w+|мерси)\b", re.IGNORECASE), "thanks"),
    (
        re.compile(
            r"\b(?:bye|goodbye|see you|farewell|good night|so long|ciao|пока|до свидания|до встречи"
            r"|всего доброго|прощай\w*"
            r"|спокойной ночи|до завтра)\b",
            re.IGNORECASE,
        ),
        "bye",
    ),
    (
        re.compile(
            r"^\W*(?:hi+|hello+|hey+|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)"
            r"|привет\w*|здравствуй\w*|здрасте"
            r"|здорово|добр\w+ (?:день|утро|вечер|времени)|салют|хай|hola|how are you|как дела|как ты)\b",
            re.IGNORECASE,
        ),
        "greeting",
    ),
)
_MOST_WORDS_OF_THANKS = 8


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
