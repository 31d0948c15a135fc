"""A panel's values come back from Discord as they went, whatever they are."""

import warnings
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.components import after_press, offered, panels, pressed
from graphs.dialogue import LASTING, Button, Input, Option, Panel, Select
from tests.fakes.discord.rules.components import MOST_ROWS, check_components

OWNER = "1" * 19

labels = st.text(max_size=120)
values = st.text(min_size=1, max_size=60).filter(lambda value: len(value.encode()) < 64)
buttons = st.builds(Button, labels, values, st.sampled_from(["plain", "primary", "danger"]))
inputs = st.builds(Input, labels, values, st.text(), st.booleans(), st.integers(-1, 9_999))
options = st.lists(
    st.builds(Option, labels, values, labels), min_size=1, max_size=30, unique_by=lambda option: option.value
).map(tuple)
selects = options.flatmap(
    lambda some: st.builds(Select, labels, st.just(some), st.sampled_from(["", *(one.value for one in some)]))
)
whole = st.builds(
    Panel,
    st.lists(st.lists(buttons, max_size=7).map(tuple), max_size=8).map(tuple),
    st.lists(selects, max_size=3).map(tuple),
    st.lists(inputs, max_size=6).map(tuple),
)


def presses(panel: Panel) -> Iterator[dict[str, Any]]:
    for rows in panels(panel, OWNER):
        for row in rows:
            for one in row["components"]:
                picked = one.get("options")
                for option in picked or [None]:
                    chosen = {"values": [option["value"]]} if option else {}
                    yield {"custom_id": one["custom_id"], "component_type": one["type"], **chosen}


@given(whole)
def test_every_value_comes_back_and_discord_takes_all_of_it(panel: Panel) -> None:
    for rows in panels(panel, OWNER):
        assert len(rows) <= MOST_ROWS
        assert list(check_components(rows, (), laid_out=False)) == []
    found = [pressed(data) for data in presses(panel)]
    assert all(one is not None and one.owner == OWNER for one in found)
    meant = [one.value for one in (*panel.buttons, *panel.inputs)]
    meant += [option.value for select in panel.selects for option in select.options]
    assert sorted(one.value for one in found if one) == sorted(meant)
    forms = [one.form for one in found if one and one.form]
    assert [form.lines for form in forms] == [one.lines for one in panel.inputs]
    assert all(1 <= form.longest <= 4000 for form in forms)


@given(whole)
def test_at_most_one_option_of_a_list_is_the_one_that_holds(panel: Panel) -> None:
    rows = [row for some in panels(panel, OWNER) for row in some]
    lists = [one for row in rows for one in row["components"] if "options" in one]
    defaults = [sum(option.get("default", False) for option in one["options"]) for one in lists]
    assert all(count <= 1 for count in defaults)
    assert sum(defaults) == sum(select.chosen != "" for select in panel.selects)


@given(whole)
def test_only_what_lasts_is_left_when_a_panel_ends(panel: Panel) -> None:
    lasting = [one.value for one in (*panel.buttons, *panel.inputs) if one.value.startswith(LASTING)]
    for rows in panels(panel, OWNER):
        left = offered(after_press(rows))
        assert set(left) <= set(offered(rows))
    kept = [
        found.value
        for rows in panels(panel, OWNER)
        for custom_id in offered(after_press(rows))
        if (found := pressed({"custom_id": custom_id})) is not None and found.value
    ]
    assert sorted(kept) == sorted(lasting)


def test_a_row_of_a_full_panel_stays_as_it_is_meant() -> None:
    rows = ((Button("A", "p:a"),), (Button("B", "p:b"), Button("C", "p:c")))
    (one,) = panels(Panel(rows, (Select("S", (Option("O", "p:o"),)),), (Input("I", "p:i"),)), OWNER)
    assert [len(row["components"]) for row in one] == [1, 2, 1, 1]
