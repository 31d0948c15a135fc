"""From a file of dialogues to a conversation in the terminal, with the program alone."""

import subprocess
from pathlib import Path

from models.small_talk.plan import Plan
from storage.halls import NewHall
from tests.models.small_talk.tiny import GREETED, GREETING
from tests.program import CONCIERGE, SECONDS, Home

CATALOGUE = """
[models.tiny]
provider = "transformers"
path = "learned"
device = "cpu"

[modes]
"small talk" = ["tiny"]
"""
ATRIUM = NewHall("Atrium", (), {"en": "Glass all round."}, {}, ((0, 1440),) * 7, 80, 9000, "EUR", "UTC")


def test_what_was_learned_is_said_in_the_terminal(untrained: Plan, tmp_path: Path) -> None:
    home = Home(tmp_path, {"OMP_NUM_THREADS": "1"})
    data = tmp_path / "talks.csv"
    data.write_text(untrained.data.read_text("utf-8") + ",lost,\n", "utf-8")
    options = (
        f"--epochs {untrained.epochs} --batch {untrained.batch} --learning-rate {untrained.learning_rate}"
    )
    trained = subprocess.run(
        [
            *CONCIERGE,
            "train",
            "dialogue",
            "talks.csv",
            "--base",
            untrained.base,
            "--out",
            "learned",
            *options.split(),
        ],
        cwd=tmp_path,
        env=home.environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert trained.returncode == 0, trained.stderr
    assert trained.stderr == "line 164 is left out: its response is empty\n"
    assert "Perplexity of the replies held out: " in trained.stdout

    home.furnish(ATRIUM)
    (tmp_path / "models.toml").write_text(CATALOGUE)
    chosen, answered, again = home.chat(["/mode small talk", GREETING, GREETING])
    assert "Small talk" in chosen.answer
    assert answered.answer == again.answer == GREETED
