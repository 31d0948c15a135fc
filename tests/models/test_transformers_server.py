"""`transformers serve` itself, with a tiny model that has learnt the check's answers by heart."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from sys import executable

import pytest

from models.checking import TOOL_RESULT, Ability, check
from models.provider import Models
from models.trouble import Reason, Trouble
from prompts import prompt
from tests.models.served import served
from tests.thorough import THOROUGH

if find_spec("transformers") is None or find_spec("torch") is None:
    pytest.skip("the extra small-talk is not installed", allow_module_level=True)
if not THOROUGH:
    pytest.skip("takes half a minute; CONCIERGE_TEST_NO_SKIP=1 runs it", allow_module_level=True)

from tests.models.tiny_qwen import tool_call, write_qwen

Make = Callable[..., Models]


def question(ability: Ability) -> dict[str, str]:
    return {"role": "user", "content": prompt(f"check_{ability}")}


LEARNT = [
    ([question(Ability.REPLY)], "Blue"),
    ([question(Ability.STREAM)], "one two three four five six"),
    ([question(Ability.TOOL)], tool_call("find_hall", {"hall": "Loft"})),
    (
        [
            question(Ability.TOOL),
            {"role": "assistant", "content": ""},
            {"role": "tool", "content": TOOL_RESULT},
        ],
        "60 people fit into it.",
    ),
    ([question(Ability.JSON)], '{"hall": "Loft", "people": 20}'),
    ([question(Ability.USAGE)], "Honey"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_qwen(tmp_path_factory.mktemp("tiny-qwen"), LEARNT, tool="find_hall")


@pytest.fixture(scope="module")
def transformers_server(folder: Path) -> Iterator[str]:
    program = str(Path(executable).with_name("transformers"))
    options = ["serve", str(folder), "--device", "cpu"]
    with served(lambda port: [program, *options, "--port", str(port)], folder) as address:
        yield address


async def test_it_can_do_it_all(make_models: Make, transformers_server: str, folder: Path) -> None:
    """It says JSON because it has learnt to: what it is told of a format it ignores."""
    candidate = make_models(transformers_server).candidates("chat")[0]
    findings = await check(candidate, lambda ability: prompt(f"check_{ability}"), 120)
    assert {ability: finding.lack for ability, finding in findings.found.items()} == dict.fromkeys(Ability)
    assert findings.card.model == str(folder)


async def test_another_model_s_name_is_turned_down(make_models: Make, transformers_server: str) -> None:
    model = await make_models(transformers_server, model="another").candidates("chat")[0].model()
    with pytest.raises(Trouble) as caught:
        await model.ainvoke("Hi")
    assert (caught.value.reason, caught.value.status) == (Reason.REJECTED, 400)
