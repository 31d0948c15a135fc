"""The words that the rules are written in, and the small words around them. All in lower case, е for ё."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEYWORDS = _words(
    """
    today tonight tomorrow yesterday morning afternoon evening night noon midday midnight weekend
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december week weeks month months hour hours minute minutes
    half quarter clock book booking bookings booked reserve reserved reservation reservations rent
    hire cancel cancelled hall halls room rooms venue venues price prices cost costs available
    availability busy occupied capacity opening people person persons guests guest attendees
    participants later earlier longer shorter instead between until thanks thank hello please
    describe details rules pay paying

    сегодня завтра послезавтра вчера утра утром вечера вечером вечер ночи ночью полдень полудня
    полночь полуночи днем выходные выходных понедельник понедельника понедельнику вторник вторника
    вторнику среда среду среды среде четверг четверга четвергу пятница пятницу пятницы пятнице
    суббота субботу субботы субботе воскресенье воскресенья воскресенью января февраля марта апреля
    июня июля августа сентября октября ноября декабря январь февраль апрель июнь июль август
    сентябрь октябрь ноябрь декабрь неделя неделю недели недель месяц месяца через часа часов часам
    часу минут минуты минуту полчаса полтора следующий следующую следующее следующей следующего
    забронируй забронируйте забронировать забронирую бронирую бронируй бронируйте бронировать бронь
    брони броней бронирование бронирования зарезервируй зарезервируйте зарезервировать отмени
    отмените отменить отмена отмену зала залы залов залу зале холл комната комнату комнаты помещение
    помещения сколько стоит стоить стоимость цена цену цены свободен свободна свободно свободны
    занят занята занято человек людей гостей гостя гости персон участников позже раньше дольше
    короче вместо между после привет здравствуйте спасибо пожалуйста расскажи расскажите покажи
    покажите какие правила оплатить оплачу заплатить
    """
)
"""What a misspelt word may have been meant to be."""

MISSPELT = {
    "paay": "pay",
    "bok": "book",
    "boook": "book",
    "bokk": "book",
    "bookk": "book",
    "buk": "book",
    "boking": "booking",
    "rsv": "reserve",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tmw": "tomorrow",
    "tomo": "tomorrow",
    "tmorrow": "tomorrow",
    "tomoro": "tomorrow",
    "tomorow": "tomorrow",
    "tonite": "tonight",
    "wendsday": "wednesday",
    "wensday": "wednesday",
    "wensdey": "wednesday",
    "wedsday": "wednesday",
    "thirsday": "thursday",
    "thersday": "thursday",
    "chewsday": "tuesday",
    "weds": "wednesday",
    "thur": "thursday",
    "tues": "tuesday",
    "til": "till",
    "untill": "until",
    "evng": "evening",
    "canel": "cancel",
    "cancle": "cancel",
    "avail": "available",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "ty": "thanks",
    "ppl": "people",
    "pax": "people",
    "wat": "what",
    "wht": "what",
    "hw": "how",
    "сдня": "сегодня",
    "седня": "сегодня",
    "сегодна": "сегодня",
    "сиводня": "сегодня",
    "сегоня": "сегодня",
    "завтро": "завтра",
    "зафтра": "завтра",
    "завра": "завтра",
    "скоко": "сколько",
    "скока": "сколько",
    "скок": "сколько",
    "скольк": "сколько",
    "стоет": "стоит",
    "стоитт": "стоит",
    "забранируй": "забронируй",
    "забранировать": "забронировать",
    "забронь": "забронируй",
    "брань": "бронь",
    "пжл": "пожалуйста",
    "пжлст": "пожалуйста",
    "пож": "пожалуйста",
    "плиз": "пожалуйста",
    "спс": "спасибо",
    "чел": "человек",
    "чо": "что",
    "че": "что",
    "щас": "сейчас",
    "дек": "декабря",
    "янв": "января",
    "фев": "февраля",
    "апр": "апреля",
    "авг": "августа",
    "сент": "сентября",
    "сен": "сентября",
    "окт": "октября",
    "ноя": "ноября",
    "нояб": "ноября",
}

LOOK_ALIKES = _words(
    """
    lot lots left lift lost loot lord loud load foot food soft sort port part park dark mark bark card hard yard
    word ward warm room root roof hoof loop cool pool tool fool wool boot hood wood mood moon noon soon goon
    mill till fill hill kill pill bill will bell sell tell well full pull bull dull null ball call fall tall wall
    game same fame name came lame tame gate late date fate hate rate mate plate state stage page wage sage cage
    bar car far war jar tar ear year near dear fear hear tear bear wear pear rear area idea
    back pack rack lack sack jack deck neck peck sick kick lick pick tick nick rock lock dock sock
    main mail rain gain pain vain lane line fine mine nine wine pine vine dine wing king ring sing ping thing
    blue glue clue true rose nose hose dose pose lose close those whose gold bold cold sold told hold mold
    star stay start spot shop ship chip chef chat hat cat bat rat mat fat sat set bet get let met net pet wet
    bed led fed beach teach reach peach each bench lunch punch ranch brand grand stand band hand land sand

    someday payday workday weekday weekdays holiday holidays birthday guess guessed match prize
    pride horse house mouse hotels cancer bread hell hallo host halo hull flight light right might
    fight sight places hired fire tent rend lent sent cent vent bent went dent weak seek peek work
    works words worth month mouth south north booth boots looks cooks hooks books fold form free
    tree three there where these those person personal prison reason season

    завтрак завтрака завтраком среди стоят стою часто частые утро чело века человеку вечно ветер
    правила правило сутки стали стала стать быть брать знать встать старт парта карта цель ценит
    стиль зачем число
    """
)
"""Real words a letter away from a keyword, to be left as they are."""

LIGHT = _words(
    """
    a an the this that these those it its it's i i'm im i'd id i've i'll me my mine we we're we'd
    we'll us our you you're your he she they them their his her is are was were be been being am do
    does did done don't dont have has had having can can't could would wouldn't should shall will
    won't may might must let let's lets want wanna need like love prefer wish hope looking look
    looks see check know find get got getting give make made making take put set go going come keep
    try use please kindly just only also too as well so then than and or but if when while because
    since until at in on of for from to by with without about into over under up out off per via not
    no yes yeah yep ok okay sure fine great good nice perfect cool alright right oh hi hello hey
    dear there here now again once more one ones some any all every each both either another other
    same next last first second third new anything something everything nothing what which who whom
    whose where why how much many long big something's what's whats that's thats there's theres
    how's hows when's possible maybe perhaps probably actually really very quite rather instead
    sorry thanks thank help change changed mind move moved switch shift push meant mean think
    thought said say tell ask asking ah um uh er hmm wait hold course absolutely definitely exactly
    indeed total altogether today's tomorrow's around approximately roughly sharp able available
    free whether still already yet ever everyone everybody somebody someone together would've don
    didn doesn isn wasn aren't isn't wasn't starting start starts begin beginning begins ending end
    ends finish finishing lasting duration lasts reserve book booking bookings reservation
    reservations rent hire hiring schedule arrange organise organize hall halls room rooms venue
    venues space spaces place places date day days time times slot slots hour hours minute minutes
    week weeks month months year people guests persons price prices cost costs rate fee booked busy
    taken occupied vacant open closed opening details info information number till til thru list show shows
    cheapest cheap expensive biggest largest smallest small large

    и а но да нет или либо же бы ли не ни ну вот это этот эта эту эти этого этой этом тот та то те
    того той том там тут здесь туда сюда я ты вы мы он она оно они меня мне мной тебя тебе вас вам
    нас нам нами его ее их им ему ей мой моя мое мои мою моей моего моих ваш ваша ваше ваши вашу
    вашей ваших наш наша наше наши нашу нашей твой твои свой свои свою в во на с со к ко о об обо от
    до по из у за для при про над под без через между около примерно где-то где когда как какой
    какая какое какие какую каких каком какого что чего чем чему кто кого кому сколько почему зачем
    куда откуда чтобы чтоб если тогда потом затем еще ещё уже тоже также так такой такая такое такие
    такую только лишь просто очень можно нужно надо нужен нужна нужны необходимо хочу хотим хотел
    хотела хотели хотелось хочется могу может можем можете мог могла могли будет будем буду будут
    быть был была было были есть имеется давай давайте пожалуйста пусть пускай прошу подскажите
    подскажи скажи скажите сделай сделайте сделать поставь поставьте поставить перенеси перенесите
    перенести сдвинь сдвиньте измени измените поменяй поменяйте лучше вместо ой ох ах хм мм эм ладно
    хорошо ок окей ага угу конечно отлично супер класс здорово привет здравствуй здравствуйте добрый
    доброе день утро вечер спасибо сегодняшний завтрашний именно точнее вернее говоря имел имела
    имею виду ввиду думаю передумал передумала передумали решил решила решили снова опять другой
    другая другое другие другую другого раз разок часов часа час минут минуты минуту дня дней неделя
    неделю месяц год года число числа время времени времена людей человек гостей начало начиная
    конец окончание всего все всё весь вся всю целый целую ровно итого вообще зал зала залу зале
    залом залы залов залах комната комнату комнате помещение помещения площадка площадку место места
    бронь брони броней бронирование бронирования резерв заявку заявка забронируй забронируйте
    забронировать забронируем бронируй бронируйте бронировать снять снимите арендовать аренда аренду
    аренды заказать закажи закажите зарезервируй зарезервируйте зарезервировать оформи оформите
    оформить цена цену цены стоимость стоит стоить стоило обойдется выйдет свободен свободна
    свободно свободны занят занята занято заняты доступен доступна доступно любой любую какой-нибудь
    какую-нибудь какой-то нибудь кто-нибудь что-нибудь прайс прайса тариф тарифы плюс минус список
    хотя возможно возможность ближайший ближайшую собираемся планируем планирую
    """
)
"""Words that say nothing about what is wanted, or that a rule reads anyway."""

GENERIC = _words(
    """
    hall halls room rooms venue space place hal holl haal roon romm

    зал зала залу зале залом холл холла холле комната комнату комнате комнаты помещение помещения
    помещении площадка площадку площадке площадки
    """
)
"""Words that any hall's name may have."""


def small(word: str) -> bool:
    """Whether `word` (lower case) can't be part of a name that nobody has told us."""
    return word in KEYWORDS or word in LIGHT or word in MISSPELT


def ordinary(word: str) -> bool:
    """Whether `word` (lower case) is one of the language's own rather than a misspelt name."""
    return word in KEYWORDS or word in LIGHT or word in LOOK_ALIKES or word in MISSPELT
