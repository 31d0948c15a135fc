"""Limits of buttons and selects: https://discord.com/developers/docs/components/reference."""

from collections.abc import Callable, Iterator

from tests.fakes.discord.payload import Payload, objects
from tests.fakes.discord.rules.form import Path, Problem, bad_length, required_text, texts

ROW = 1
BUTTON = 2
STRING_SELECT = 3
SELECTS = (STRING_SELECT, 5, 6, 7, 8)
LINK = 5
PREMIUM = 6
MOST_ROWS = 5
ROW_WIDTH = 5
MOST_OPTIONS = 25
MOST_LAID_OUT = 40


def check_components(components: list[Payload], path: Path, *, laid_out: bool) -> Iterator[Problem]:
    """`laid_out` is the newer way (IS_COMPONENTS_V2), in which rows may stand beside other parts."""
    if laid_out:
        if len(list(walk(components))) > MOST_LAID_OUT:
            yield bad_length(path, 1, MOST_LAID_OUT)
    elif len(components) > MOST_ROWS:
        yield bad_length(path, 1, MOST_ROWS)
    for index, row in enumerate(components):
        if row.get("type") == ROW:
            yield from _check_row(row, (*path, index))
        elif not laid_out:
            message = 'Value of field "type" must be one of (1,).'
            yield Problem((*path, index), "UNION_TYPE_CHOICES", message)
    yield from _check_unique(components, path)


def walk(components: list[Payload]) -> Iterator[Payload]:
    """Each component with all that is inside it, outermost first."""
    for component in components:
        yield component
        yield from walk(objects(component, "components"))
        accessory = component.get("accessory")
        if isinstance(accessory, dict):
            yield accessory


def _check_row(row: Payload, path: Path) -> Iterator[Problem]:
    items = objects(row, "components")
    inside = (*path, "components")
    wide = sum(1 if item.get("type") == BUTTON else ROW_WIDTH for item in items)
    if not items or len(items) > ROW_WIDTH:
        yield bad_length(inside, 1, ROW_WIDTH)
    elif wide > ROW_WIDTH:
        message = "The specified component exceeds the maximum width"
        yield Problem(inside, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
    for index, item in enumerate(items):
        check = CHECKS.get(item.get("type", 0))
        if check:
            yield from check(item, (*inside, index))


def _check_button(button: Payload, path: Path) -> Iterator[Problem]:
    yield from texts(button, path, label=80)
    style = button.get("style")
    if style == LINK:
        yield from required_text(button, path, "url", 512)
        if button.get("custom_id"):
            message = "A custom id and url cannot both be specified"
            yield Problem((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    elif style != PREMIUM:
        yield from required_text(button, path, "custom_id", 100)
    if style != PREMIUM and not button.get("label") and not button.get("emoji"):
        message = "A button must have a label or an emoji"
        yield Problem((*path, "label"), "BUTTON_COMPONENT_REQUIRES_LABEL_OR_EMOJI", message)


def _check_select(select: Payload, path: Path) -> Iterator[Problem]:
    yield from required_text(select, path, "custom_id", 100)
    yield from texts(select, path, placeholder=150)
    if select.get("type") != STRING_SELECT:
        return
    options = objects(select, "options")
    if not 1 <= len(options) <= MOST_OPTIONS:
        yield bad_length((*path, "options"), 1, MOST_OPTIONS)
    seen: set[object] = set()
    for index, option in enumerate(options):
        here = (*path, "options", index)
        yield from required_text(option, here, "label", 100)
        yield from required_text(option, here, "value", 100)
        yield from texts(option, here, description=100)
        if option.get("value") in seen:
            message = "The specified option value is already used"
            yield Problem((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(option.get("value"))
    yield from _check_counts(select, path, len(options))


def _check_counts(select: Payload, path: Path, options: int) -> Iterator[Problem]:
    least, most = select.get("min_values"), select.get("max_values")
    low = least if isinstance(least, int) else 1
    high = most if isinstance(most, int) else 1
    if not 0 <= low <= MOST_OPTIONS or not max(low, 1) <= high <= min(MOST_OPTIONS, options):
        message = f"Cannot pick {low} to {high} of {options} options"
        yield Problem((*path, "max_values"), "SELECT_COMPONENT_INVALID_MAX_VALUES", message)


def _check_unique(components: list[Payload], path: Path) -> Iterator[Problem]:
    seen: set[object] = set()
    for component in walk(components):
        custom_id = component.get("custom_id")
        if custom_id and custom_id in seen:
            message = f"Component custom id cannot be duplicated: {custom_id}"
            yield Problem(path, "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        seen.add(custom_id)


CHECKS: dict[int, Callable[[Payload, Path], Iterator[Problem]]] = {
    BUTTON: _check_button,
    **dict.fromkeys(SELECTS, _check_select),
}
