"""Nothing heavy is loaded before it is used, but for what would hold up everybody once people are there."""

import json
import subprocess
import sys
from pathlib import Path

from app.bench.needs import EXTRAS

OPEN = """
import asyncio, json, sys
from pathlib import Path
from app.settings import Settings
from app.wiring import open_house
from storage.migrate import upgrade

async def modules_of(folder, **more):
    settings = Settings(concierge_home=Path(folder), database_url=f"sqlite:///{folder}/concierge.db", **more)
    await asyncio.to_thread(upgrade, settings.database_url)
    async with open_house(settings, "http://127.0.0.1:8080"):
        return sorted(sys.modules)

alone = asyncio.run(modules_of(sys.argv[1]))
print(json.dumps([alone, asyncio.run(modules_of(sys.argv[1], openai_api_key="sk-nobody"))]))
"""


def test_a_house_loads_what_it_needs_at_its_start_and_nothing_else(
    clean_environment: None, tmp_path: Path
) -> None:
    """Each import of OpenAI's client holds the interpreter's lock for a tenth of a second."""
    command = (sys.executable, "-W", "ignore", "-c", OPEN, str(tmp_path))
    alone, with_a_server = map(set, json.loads(subprocess.check_output(command)))
    assert not alone & {*EXTRAS, "openai", "langchain_openai"}
    assert {"openai", "langchain_openai"} <= with_a_server
    assert not with_a_server & {*EXTRAS}
