from pathlib import Path

from bots.terminal.shown import ShownAnswers


def test_what_was_shown_is_known_after_a_restart(tmp_path: Path) -> None:
    first = ShownAnswers(tmp_path / "home" / "shown")
    first.add("1 a")
    first.close()
    again = ShownAnswers(tmp_path / "home" / "shown")
    assert "1 a" in again
    assert "2 a" not in again
    again.close()


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "shown"
    shown = ShownAnswers(file, kept=10)
    for number in range(100):
        shown.add(f"{number} x")
    assert "99 x" in shown
    assert "50 x" not in shown
    shown.close()
    ShownAnswers(file, kept=10).close()
    assert file.read_text().splitlines() == [f"{number} x" for number in range(90, 100)]


def test_a_line_cut_short_does_not_swallow_the_next(tmp_path: Path) -> None:
    file = tmp_path / "shown"
    file.write_text("1 a\n2 b\n3")
    shown = ShownAnswers(file)
    shown.add("4 d")
    shown.close()
    assert file.read_text().splitlines()[-1] == "4 d"
