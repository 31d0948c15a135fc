import pytest

from graphs.routing import mode_named, route_by_rules

MODES = ("auto", "chat", "consultant", "translator", "summary", "voice notes", "small talk")
NAMES = ("Loft", "Лофт", "Grand Hall", "Winter Garden", "Зимний сад")


@pytest.mark.parametrize(
    ("text", "previous", "mode"),
    [
        ("What halls do you have?", None, "consultant"),
        ("Book the Loft tomorrow from 18 to 20", None, "consultant"),
        ("Сколько стоит зимний сад?", None, "consultant"),
        ("Зимний сад в субботу?", "chat", "consultant"),
        ("wintr garden on Sunday?", None, "consultant"),
        ("мои брони", None, "consultant"),
        ("no, 19 to 21", "consultant", "consultant"),
        ("the same on Friday", "consultant", "consultant"),
        ("нет, с 19 до 21", "consultant", "consultant"),
        ("и в пятницу", "consultant", "consultant"),
        ("Hello!", None, "chat"),
        ("спасибо", "consultant", "chat"),
        ("Tell me a joke about cats", None, None),
        (
            "Write a long essay on how the Roman roads were built, please, with all the detail",
            "consultant",
            None,
        ),
        ("no, 19 to 21", None, None),
        ("有哪些场地？", None, "consultant"),
        ("明天18点到20点预订阁楼", None, "consultant"),
        ("不，19 点到 21 点", "consultant", "consultant"),
        ("星期五呢？", "consultant", "consultant"),
        ("您好！", "consultant", "chat"),
        ("谢谢", "consultant", "chat"),
        ("给我讲个关于猫的笑话", None, None),
        ("Translate into German: the hall is free", "consultant", "translator"),
        ("Could you please translate this?", None, "translator"),
        ("переведи на английский: я тебя люблю", None, "translator"),
        ("переведи бронь на пятницу", None, "consultant"),
        ("请翻译成英语：我爱你", None, "translator"),
        ("Sum up what we said", None, "summary"),
        ("summarise: the price of the hall has risen", None, "summary"),
        ("Сделай краткое изложение", None, "summary"),
        ("帮我总结一下", None, "summary"),
        ("How do I translate a page?", None, None),
        ("请写一篇长文，介绍罗马道路当年如何修建，尽量详细一些，晚上我要用", "consultant", None),
    ],
)
def test_rules_are_sure_or_say_nothing(text: str, previous: str | None, mode: str | None) -> None:
    routed = route_by_rules(text, previous, NAMES)
    assert (routed and routed.mode) == mode


@pytest.mark.parametrize(
    ("answer", "mode"),
    [
        ("chat", "chat"),
        ("Consultant.", "consultant"),
        ("`chat`", "chat"),
        ("consult", "consultant"),
        ("**Translator** (they ask for one)", "translator"),
        ("voice notes", "voice notes"),
        ("I think so", None),
        ("a", None),
        ("", None),
    ],
)
def test_a_models_word_names_a_mode(answer: str, mode: str | None) -> None:
    assert mode_named(answer, MODES) == mode
