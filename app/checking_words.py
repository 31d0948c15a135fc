"""What was found of a model, in words for the owner."""

from models.card import Card
from models.checking import Ability, Finding, Findings, Lack
from models.trouble import Reason, Trouble

_HEADINGS = {
    Ability.REPLY: "reply",
    Ability.STREAM: "stream",
    Ability.TOOL: "tool call",
    Ability.JSON: "JSON",
    Ability.USAGE: "usage",
}

_OTHERS = "Others answer in its place, the built-in model at last."
_THEREFORE = {
    Ability.REPLY: _OTHERS,
    Ability.STREAM: "People see each answer at once, when it is whole.",
    Ability.JSON: "Nothing depends on it: the assistant asks for words and tools only.",
    Ability.USAGE: "Tokens are estimated, for budgets too.",
}
_INSTEAD = {
    Lack.TROUBLE: _OTHERS,
    Lack.EMPTY: _OTHERS,
    Lack.TOO_SLOW: "People wait as long as words keep coming; if it falls silent, others answer in its place.",
    Lack.BROKEN: "Turns that ask it fail, so choose another model until that is mended.",
}
"""Whatever it was asked for: it is the asking that failed."""

_NO_TOOLS = (
    "It can talk, but books nothing: say tools = false for it in models.toml{where}, and other models answer where"
    " tools are needed."
)
_WHERE = {"compatible": " (under [models.compatible] if only OPENAI_BASE_URL names it)"}
_HOW_TO_CALL = {
    "compatible": (
        "Tools may have to be switched on: llama-server wants --jinja, vLLM --enable-auto-tool-choice and"
        " --tool-call-parser, llama_cpp.server --chat_format chatml-function-calling. "
    )
}

_LACKS = {
    Lack.TOO_SLOW: "it did not answer in time",
    Lack.EMPTY: "it answers nothing",
    Lack.ONE_PIECE: "the whole text comes in one piece",
    Lack.NO_CALL: "it did not call the tool",
    Lack.WRONG_CALL: "it called a tool in a way that can't be followed",
    Lack.UNUSED: "it called the tool, but said nothing about what came back",
    Lack.NO_JSON: "what it writes is no JSON",
    Lack.NOT_COUNTED: "it doesn't say how many tokens an answer took",
}


def heading(ability: Ability) -> str:
    return _HEADINGS[ability]


def shown(finding: Finding | None) -> str:
    """A cell of the table; "-" for what was not asked."""
    if finding is None or finding.lack is Lack.NOT_MEANT:
        return "-"
    return "yes" if finding.lack is None else "no"


def advice(findings: Findings) -> list[str]:
    """A sentence or two for each thing that doesn't work."""
    return [
        f"{_HEADINGS[ability]}: {_why(ability, finding, findings.card)}."
        f" {_therefore(ability, finding, findings.card)}"
        for ability, finding in findings.found.items()
        if finding.lack not in (None, Lack.NOT_MEANT)
    ]


def _therefore(ability: Ability, finding: Finding, card: Card) -> str:
    if ability is Ability.TOOL and not _passes(finding):
        how = _HOW_TO_CALL.get(card.provider, "")
        return how + _NO_TOOLS.format(where=_WHERE.get(card.provider, ""))
    if ability is not Ability.JSON and finding.lack is not None and finding.lack in _INSTEAD:
        return _INSTEAD[finding.lack]
    return _THEREFORE[ability]


def _passes(finding: Finding) -> bool:
    """Whether it may be another time that the same request is answered."""
    if finding.trouble is not None:
        return finding.trouble.reason not in (Reason.REJECTED, Reason.CUT_SHORT)
    return finding.lack in _INSTEAD


def _why(ability: Ability, finding: Finding, card: Card) -> str:
    if finding.trouble is not None:
        sentence = _trouble(finding.trouble, card)
        hint = ability is Ability.REPLY and finding.trouble.reason is Reason.REJECTED
        return f"{sentence}; look at the model's name and the address" if hint else sentence
    if finding.lack is Lack.BROKEN:
        return f"its library failed ({finding.detail})"
    return _LACKS[finding.lack] if finding.lack is not None else ""


def _trouble(trouble: Trouble, card: Card) -> str:
    status = f" (HTTP {trouble.status})" if trouble.status else ""
    where = f" at {card.address}" if card.address else ""
    sentences = {
        Reason.BUSY: f"the server{where} has too much to do{status}; try again in a minute",
        Reason.UNREACHABLE: f"the server{where} can't be reached, or fails{status}",
        Reason.REFUSED: f"the server{where} refuses {_key(card)}, or the account has no credit left{status}",
        Reason.REJECTED: f"the server{where} rejects the request{status}",
        Reason.NOT_THERE: f"it can't be opened ({trouble.detail or 'something is missing'})",
        Reason.CROWDED: "too many people wait for it",
        Reason.TOO_LONG: "even this question is too long for its window",
        Reason.CUT_SHORT: "the answer breaks off, or can't be read",
    }
    return sentences[trouble.reason]


def _key(card: Card) -> str:
    names = sorted(card.settings)
    return f"the key in {' and '.join(names)}" if names else "to answer without a key"
