from pathlib import Path

import pytest

from models.small_talk.rows import BadRow, DataError, Row, read


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "talks.csv"
    file.write_text(text, encoding=encoding, newline="")
    return file


def test_the_latest_context_stands_right_before_the_reply(tmp_path: Path) -> None:
    file = written(tmp_path, "context/1,response,context,context/0\none,four,three,two\n")
    assert read(file) == ([Row(2, ("one", "two", "three", "four"))], [])


def test_a_shorter_talk_leaves_older_contexts_empty(tmp_path: Path) -> None:
    file = written(tmp_path, "response,context,context/0\nc,b,a\nc,b,\n")
    assert [row.turns for row in read(file)[0]] == [("a", "b", "c"), ("b", "c")]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_usual_delimiter_and_a_byte_order_mark_are_read(tmp_path: Path, mark: str) -> None:
    text = f"Response {mark}note{mark} Context\nда{mark}x{mark}нет\n"
    assert read(written(tmp_path, text, "utf-8-sig"))[0] == [Row(2, ("нет", "да"))]


def test_bad_rows_are_named_by_the_line_they_begin_in(tmp_path: Path) -> None:
    text = 'response,context,context/0\n"a\nb",c,d\n,c,d\na,,\na,,b\na,b\n\na,b,c,d\nx,y,\n'
    rows, bad = read(written(tmp_path, text))
    assert rows == [Row(2, ("d", "c", "a\nb")), Row(10, ("y", "x"))]
    assert bad == [
        BadRow(4, "its response is empty"),
        BadRow(5, "its context is empty"),
        BadRow(6, "an empty context stands before a later one"),
        BadRow(7, "it has 2 columns instead of 3"),
        BadRow(9, "it has 4 columns instead of 3"),
    ]


def test_a_row_that_is_no_csv_is_left_out_and_the_next_one_read(tmp_path: Path) -> None:
    rows, bad = read(written(tmp_path, f"response,context\na,b\n{'x' * 200_000},c\nd,e\n"))
    assert [row.line for row in rows] == [2, 4]
    assert [row.line for row in bad] == [3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("response,context\n", "has column names but no rows"),
        ("reply,context\na,b\n", "has no column response. Its columns are: reply, context."),
        ("response,question\na,b\n", "has no column context. Its columns are: response, question."),
        ("response,context,context\na,b,c\n", "has a column twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_apart_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read(written(tmp_path, text))


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = written(tmp_path, "response,context\nhello,hi\nпривет,да\n", "cp1251")
    with pytest.raises(DataError, match=r"is not UTF-8: line 3 can't be read. Save it as UTF-8."):
        read(file)
