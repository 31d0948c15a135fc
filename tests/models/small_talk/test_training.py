import json
import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from models.small_talk.examples import NOT_LEARNED, example
from models.small_talk.loading import LoadError, load
from models.small_talk.plan import Outcome, Plan, Step, TrainingError
from models.small_talk.rows import BadRow, DataError, Row
from models.small_talk.training import train
from tests.models.small_talk.conftest import Trained
from tests.models.small_talk.tiny import write_dialogues


def learn(
    plan: Plan, tell: Callable[[Step], None] = lambda step: None, bad: list[BadRow] | None = None
) -> Outcome:
    return train(plan, tell, (bad if bad is not None else []).append)


def test_perplexity_falls_and_the_way_is_told(trained: Trained) -> None:
    outcome = trained.outcome
    assert outcome.before > 100
    assert outcome.after < 2
    assert (outcome.learned + outcome.held_out, outcome.bad) == (162, ())
    measured = [step.perplexity for step in trained.told if step.perplexity is not None]
    assert measured[0] > 2 * measured[-1]
    assert [step.number for step in trained.told] == sorted(step.number for step in trained.told)
    assert len([step for step in trained.told if step.loss is not None]) >= 10


def test_the_folder_has_a_card_and_a_model_that_others_can_open(trained: Trained) -> None:
    card = (trained.folder / "README.md").read_text("utf-8")
    assert f"{trained.outcome.before:.2f} before, {trained.outcome.after:.2f} after" in card
    assert "base_model: base" in card
    assert "seed 42" in card
    files = {file.name for file in trained.folder.iterdir()}
    assert {"model.safetensors", "config.json", "tokenizer.json", "chat_template.jinja"} <= files
    assert "checkpoints" not in files


def test_a_finished_folder_is_not_trained_over(trained: Trained) -> None:
    with pytest.raises(TrainingError, match="holds a finished model"):
        learn(trained.plan)


def test_a_folder_in_use_is_left_alone(untrained: Plan, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(TrainingError, match="is in use"):
        learn(replace(untrained, out=tmp_path))


def _stop_after(steps: int) -> Callable[[Step], None]:
    def tell(step: Step) -> None:
        if step.number > steps:
            raise KeyboardInterrupt

    return tell


def test_what_was_stopped_goes_on_from_its_last_whole_checkpoint(untrained: Plan, tmp_path: Path) -> None:
    plan = replace(untrained, out=tmp_path / "out", epochs=4)
    with pytest.raises(KeyboardInterrupt):
        learn(plan, _stop_after(22))
    newest = tmp_path / "out" / "checkpoints" / "checkpoint-20"
    (newest / "trainer_state.json").unlink()
    with pytest.raises(TrainingError, match="begun with other data or options"):
        learn(replace(plan, seed=1))
    told: list[Step] = []
    outcome = learn(plan, told.append)
    assert (outcome.resumed_at, outcome.steps) == (10, 40)
    assert told[0].number > 10

    whole = learn(replace(plan, out=tmp_path / "whole"))
    assert outcome.after == pytest.approx(whole.after, rel=1e-3)


def test_it_ends_early_once_it_no_longer_improves(untrained: Plan, tmp_path: Path) -> None:
    plan = replace(untrained, out=tmp_path / "out", epochs=40, learning_rate=0.5, patience=1)
    outcome = learn(plan)
    assert outcome.ended_early
    assert "ended early" in (plan.out / "README.md").read_text("utf-8")


def test_only_the_reply_and_its_end_are_learned(untrained: Plan) -> None:
    tokenizer, _model = load(untrained.base, for_training=True)
    made = example(Row(2, ("Who?", "You!", "Me?")), tokenizer, 64)
    assert made is not None
    assert tokenizer.decode(made["input_ids"]) == "Who?<|endoftext|>You!<|endoftext|>Me?<|endoftext|>"
    learned = [number for number in made["labels"] if number != NOT_LEARNED]
    assert tokenizer.decode(learned) == "Me?<|endoftext|>"


def test_a_long_talk_loses_its_oldest_turns_and_one_that_never_fits_is_listed(
    untrained: Plan, tmp_path: Path
) -> None:
    tokenizer, _model = load(untrained.base, for_training=True)
    made = example(Row(2, ("old " * 30, "new", "Me?")), tokenizer, 32)
    assert made is not None
    assert tokenizer.decode(made["input_ids"]) == "new<|endoftext|>Me?<|endoftext|>"

    data = write_dialogues(tmp_path / "talks.csv", times=1)
    with data.open("a", encoding="utf-8") as file:
        file.write(f"{'long ' * 200},short,\n,nothing,\n")
    bad: list[BadRow] = []
    learn(Plan(data, untrained.base, tmp_path / "out", epochs=1, batch=16), bad=bad)
    assert [row.line for row in bad] == [57, 56]
    assert "longer than 128 tokens" in bad[1].reason


def test_too_few_rows_are_refused_before_anything_is_written(untrained: Plan, tmp_path: Path) -> None:
    data = tmp_path / "talks.csv"
    data.write_text("response,context\na,b\nc,d\n")
    with pytest.raises(DataError, match="There are 2 rows to learn from; it takes at least 4"):
        learn(replace(untrained, data=data, out=tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_base_that_cannot_be_opened_is_told_in_a_sentence(untrained: Plan, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="There is no folder"):
        learn(replace(untrained, base=str(tmp_path / "none"), out=tmp_path / "out"))
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
    with pytest.raises(LoadError, match="can't be opened as a causal language model"):
        learn(replace(untrained, base=str(tmp_path / "base"), out=tmp_path / "out"))


@pytest.mark.parametrize("most", [60_000, 900_000], ids=["weights", "optimizer"])
def test_a_full_disk_is_told_in_a_sentence_and_training_goes_on_later(
    untrained: Plan, tmp_path: Path, most: int
) -> None:
    plan = replace(untrained, out=tmp_path / "out", epochs=1)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
    try:
        with pytest.raises(TrainingError, match=r"no room left on the disk .* goes on from the last"):
            learn(plan)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert learn(plan).steps == 10
