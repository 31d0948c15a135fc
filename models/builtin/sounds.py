"""Forms of a word that make spellings comparable: without Russian endings, in Latin letters, by meaning."""

import re
from functools import lru_cache

_ENDINGS = re.compile(
    r"(?:ого|его|ому|ему|ыми|ими|ами|ями|ый|ий|ой|ая|яя|ое|ее|ые|ие|ых|их|ым|им|ую|юю|ом|ем|ам|ям|ах|ях|ов"
    r"|ев|ей|а|я|о|е|ы|и|у|ю|ь|й)$"
)
_CYRILLIC = re.compile(r"[а-я]")
_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhie", strict=True)),
    **{"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "u", "я": "ya"},
}
_SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        ("dzh", "j"),
        ("kh", "h"),
        ("ph", "f"),
        ("th", "t"),
        ("ck|q", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("oo|yu", "u"),
        ("ee|ea", "i"),
        ("[ijy]+", "i"),
        (r"(.)\1+", r"\1"),
    )
)
_MEANINGS = """
big: big large great grand main больш главн гранд
small: small little mini tiny мал маленьк мини
white: white бел
black: black черн
red: red красн
blue: blue син голуб
green: green зелен
gold: gold golden золот
silver: silver серебрян
garden: garden сад
winter: winter зимн
summer: summer летн
roof: roof rooftop крыш
terrace: terrace террас
library: library библиотек
mirror: mirror mirrors зеркал зеркальн
crystal: crystal хрустальн
glass: glass стеклян стеклянн
music: music музыкальн
conference: conference конференц конференци
round: round кругл
banquet: banquet банкетн
dance: dance dancing танцевальн
concert: concert концертн
meeting: meeting переговорн
theatre: theatre theater театр театральн
gallery: gallery галере
studio: studio студи
fireplace: fireplace камин каминн
old: old стар
new: new нов
sea: sea морск
river: river речн
sun: sun sunny солнечн
star: star звездн
north: north northern северн
south: south southern южн
east: east eastern восточн
west: west western западн
upper: upper верхн
lower: lower нижн
hall: hall зал холл
room: room комнат
"""
_MEANING = {
    word: line.split(":")[0] for line in _MEANINGS.strip().split("\n") for word in line.split(":")[1].split()
}


@lru_cache(maxsize=8_192)
def stem(word: str) -> str:
    """A Russian word (lower case) without its ending, so that "большом" is "большой"; others as they are."""
    if len(word) < 4 or not _CYRILLIC.search(word):
        return word
    bare = _ENDINGS.sub("", word)
    return bare if len(bare) >= 3 else word


@lru_cache(maxsize=8_192)
def sound(word: str) -> str:
    """A word's stem spelt so that it comes out alike from both scripts: "лофта" and "Loft" are "loft"."""
    latin = "".join(_LATIN.get(letter, letter) for letter in stem(word))
    for pattern, spelling in _SPELLINGS:
        latin = pattern.sub(spelling, latin)
    return latin


@lru_cache(maxsize=8_192)
def meaning(word: str) -> str:
    """What an everyday word means in either language, "big" for grand and большом; its sound for others."""
    return _MEANING.get(word) or _MEANING.get(stem(word)) or sound(word)


def is_common(word: str) -> bool:
    """Whether a word of a hall's name is one of everyday language."""
    return word in _MEANING or stem(word) in _MEANING
