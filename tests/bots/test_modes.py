"""Modes as people choose them: by a command, on a panel, with what may be chosen of each; and who would answer."""

from pathlib import Path

from tests.bots.conftest import OpenTown, Town
from tests.bots.test_sessions import chosen, options
from tests.bots.test_suggestions import suggested
from tests.fakes.openai import FakeOpenAI, Reply, Request

CARDS = """
[models.fake-model]
provider = "compatible"
input_price = 1_000
output_price = 1_000

[models.cheap]
provider = "compatible"
url = "{url}"
input_price = 0
output_price = 0

[modes]
chat = ["default", "cheap"]
"""
LAWYER = "---\ntitle: Lawyer\ndescription: Knows contracts.\nmodel: cheap\n---\nYou are a lawyer.\n"


async def mode_of(town: Town) -> str:
    return (await town.session()).mode


async def test_a_mode_is_chosen_with_what_it_should_be_like(open_town: OpenTown) -> None:
    async with open_town() as town:
        for words, mode in (
            ("translator de", "translator:de"),
            ("Translator German", "translator:de"),
            ("translator", "translator"),
            ("translator: fr", "translator:fr"),
            ("summary bullets", "summary:bullets"),
            ("summary as bullet points", "summary:bullets"),
            ("voice notes", "voice notes"),
            ("small talk", "small talk"),
        ):
            panel = await town.say(f"/mode {words}")
            assert await mode_of(town) == mode, panel.text
        await town.say("Переведи это, пожалуйста")
        await town.say("/mode переводчик немецкий")
        assert await mode_of(town) == "translator:de"


async def test_what_a_mode_cannot_be_is_refused_with_what_it_can_and_changes_nothing(
    open_town: OpenTown,
) -> None:
    async with open_town() as town:
        for locale, words, said in (
            ("en", "translator klingon", "“klingon” English, Russian `/mode translator Russian` Latin"),
            ("en", "summary haiku", "“haiku” short, long, `/mode summary short`"),
            ("en", "chat hello", "nothing to choose `/mode chat`"),
            ("en", "poetry", "“poetry” Hall consultant, Translator"),
            ("ru", "переводчик клингон", "«клингон» английский, русский, `/mode переводчик английский`"),
            ("zh", "翻译成克林贡语", "“克林贡语” 英语、俄语 `/mode 翻译 英语`"),
        ):
            await town.say("/mode translator de", by=locale, locale=locale)
            refused = await town.say(f"/mode {words}", by=locale, locale=locale)
            for part in said.split():
                assert part in refused.text
            assert (await town.session(locale)).mode == "translator:de"


async def test_the_mode_that_is_picked_again_keeps_its_choice(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await town.say("/mode translator de")
        panel = await town.choose(panel, "Mode", "Translator")
        assert chosen(panel, "Into") == "German"


async def test_a_mode_and_its_choice_are_picked_on_the_panel(open_town: OpenTown) -> None:
    async with open_town() as town:
        panel = await town.say("/mode")
        assert options(panel, "Into") == []
        panel = await town.choose(panel, "Mode", "Translator")
        assert chosen(panel, "Into") == "As it fits"
        assert chosen(panel, "Mode") == "Translator"
        panel = await town.choose(panel, "Into", "German")
        assert (chosen(panel, "Into"), await mode_of(town)) == ("German", "translator:de")
        assert "“Translator: German”" in panel.text
        assert "Translator: German" in (await town.say("/session")).text
        panel = await town.choose(panel, "Into", "As it fits")
        assert await mode_of(town) == "translator"
        panel = await town.choose(panel, "Mode", "Voice notes")
        assert await mode_of(town) == "voice notes"


async def test_modes_and_their_choices_are_suggested(open_town: OpenTown) -> None:
    async with open_town() as town:
        assert await suggested(town, "mode", "small") == ["Small talk"]
        assert "Translator: German" in await suggested(town, "mode", "translator ger")
        assert "Summary: short" in await suggested(town, "mode", "summary")


async def test_an_owners_mode_is_there_as_soon_as_its_file_is(open_town: OpenTown, tmp_path: Path) -> None:
    with FakeOpenAI(models=("fake-model", "cheap")) as server:
        (tmp_path / "models.toml").write_text(CARDS.format(url=server.url))
        async with open_town(server=server.url, built_in=True) as town:
            assert "There is no mode “lawyer”" in (await town.say("/mode lawyer")).text
            (tmp_path / "modes").mkdir()
            (tmp_path / "modes" / "lawyer.md").write_text(LAWYER)
            assert await suggested(town, "mode", "law") == ["Lawyer"]
            panel = await town.say("/mode lawyer")
            assert "**Lawyer**: Knows contracts." in panel.text
            assert "cheap answers now: it is the mode's own." in panel.text
            await town.say("May I?")
            (tmp_path / "modes" / "lawyer.md").unlink()
            assert "lawyer" in (await town.say("/mode")).text
            assert (await town.say("And now?")).text
    [request, _after] = server.chats[:2]
    assert "You are a lawyer." in str(request.messages[0]["content"])
    assert request.body["model"] == "cheap"


async def test_who_would_answer_is_told_with_its_reason(open_town: OpenTown, tmp_path: Path) -> None:
    with FakeOpenAI(models=("fake-model", "cheap")) as server:
        (tmp_path / "models.toml").write_text(CARDS.format(url=server.url))
        async with open_town(server=server.url, built_in=True) as town:
            await town.say("/mode chat")
            for command in ("/mode", "/info"):
                told = (await town.say(command)).text
                assert "fake-model answers now: it is the mode's own. Next in line: cheap." in told
            assert "cheap" not in (await town.say("/mode consultant")).text
            assert "Next in line: the built-in model." in (await town.say("/info")).text
            await town.say("/mode summary")
            assert "If it can't, what you write is kept" in (await town.say("/info")).text
            await town.say("/mode chat")
            told = (await town.say("/model cheap")).text
            assert "is answered by cheap. Next in line: fake-model." in told
            assert "cheap answers now: it was chosen for this session." in (await town.say("/info")).text


async def test_a_mode_with_another_model_says_so_in_the_list(open_town: OpenTown, tmp_path: Path) -> None:
    with FakeOpenAI(models=("fake-model", "cheap")) as server:
        cards = CARDS.format(url=server.url).replace("chat = [", "summary = ['cheap']\nchat = [")
        (tmp_path / "models.toml").write_text(cards)
        async with open_town(server=server.url, built_in=True) as town:
            told = (await town.say("/mode")).text
            assert "as points. cheap answers there." in told
            assert told.count("answers there") == 1


async def test_a_server_that_is_down_is_named_and_passed_over(open_town: OpenTown, tmp_path: Path) -> None:
    with FakeOpenAI(models=("cheap",)) as server:
        (tmp_path / "models.toml").write_text(CARDS.format(url=server.url))
        async with open_town(server="http://127.0.0.1:9/v1", built_in=True) as town:
            await town.say("/mode chat")
            assert (await town.say("one")).text == "You said: one"
            told = (await town.say("/info")).text
            assert "cheap answers now: it is the next in line." in told
            assert "fake-model is left out while its server doesn't answer." in told
            assert "fake-model is left out" in (await town.say("/model")).text
            await town.say("/mode summary")
            told = (await town.say("/info")).text
            assert "No model answers here right now. What you write is kept" in told
            assert "fake-model is left out while its server doesn't answer." in told


async def test_what_the_budget_does_not_reach_for_goes_to_a_cheaper_model(
    open_town: OpenTown, tmp_path: Path
) -> None:
    def answer(request: Request) -> Reply:
        return Reply(f"{request.body['model']} here", usage=(10, 10))

    with FakeOpenAI(models=("fake-model", "cheap"), respond=answer) as server:
        (tmp_path / "models.toml").write_text(CARDS.format(url=server.url))
        async with open_town(server=server.url, built_in=True, budgets="user=20usd") as town:
            await town.say("/mode chat")
            assert (await town.say("how are you these days?")).text == "fake-model here"
            await town.house.stores.users.change((await town.user()).id, budget="0.02usd")
            assert (await town.say("and how is it now?")).text == "cheap here"
            told = (await town.say("/mode")).text
            assert "cheap answers now: it is the next in line." in told
            assert "fake-model is left out: today's budget doesn't reach for it." in told
            await town.say("/mode consultant")
            for command in ("/mode", "/model", "/info"):
                assert "Your budget for today doesn't reach" in (await town.say(command)).text
            assert len(server.chats) == 2


async def test_without_a_model_a_mode_says_how_to_add_one(open_town: OpenTown) -> None:
    async with open_town(built_in=True) as town:
        assert "it needs an AI model" in (await town.say("/mode translator de")).text
        answer = await town.say("The hall is free on Friday")
        assert "OPENAI_API_KEY" in answer.text
        assert "“Translator”" in answer.text
