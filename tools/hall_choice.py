"""The hall that a person asks about, or the question which one they mean."""

from collections.abc import Sequence

from storage.halls import Hall
from texts import listed, translator
from tools.hall_names import find_hall
from tools.markdown import one_of
from tools.problem import Problem
from tools.typed import echo


def choose_hall(typed: str, halls: Sequence[Hall], locale: str) -> Hall | Problem:
    _ = translator(locale)
    match = find_hall(typed, halls)
    if match.hall is not None:
        return match.hall
    if not halls:
        return Problem(_("There are no halls to book yet."))
    if match.candidates:
        names = one_of([hall.name for hall in match.candidates], locale)
        return Problem(
            _("I am not sure which hall “{typed}” is. Did you mean {halls}?").format(
                typed=echo(typed), halls=names
            ),
            tuple(hall.name for hall in match.candidates),
        )
    names = listed((hall.name for hall in halls), locale)
    return Problem(
        _("There is no hall called “{typed}”. You can choose from: {halls}.").format(
            typed=echo(typed), halls=names
        )
    )
