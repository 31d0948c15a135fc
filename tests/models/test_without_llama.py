"""Without the extra, a local model says what to install, and the built-in one answers."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = """
import asyncio, sys
sys.modules["llama_cpp"] = None  # as it is where the package isn't installed
from models.card import Card
from models.llama.files import LlamaFiles
from models.trouble import Trouble

async def main():
    files = LlamaFiles(lambda tools, choice: "")
    card = Card("tiny", "llama", path=sys.argv[1])
    await files.announce([card])
    try:
        await files.open(card)
    except Trouble as trouble:
        print(trouble.reason)
    await files.close()

asyncio.run(main())
"""


def test_the_owner_is_told_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "tiny.gguf"
    file.write_bytes(b"GGUF")
    command = [sys.executable, "-c", PROGRAM, str(file)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ".venv/bin/pip install 'concierge[local]'" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "not_there"
