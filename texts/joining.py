"""How the parts of a text are put together: in Chinese without spaces, and with marks of its own."""

from collections.abc import Iterable

from texts.translator import translator


def listed(parts: Iterable[str], locale: str) -> str:
    """Some of a kind, e.g. Loft, Garden Room."""
    return ("、" if _is_chinese(locale) else ", ").join(parts)


def clauses(parts: Iterable[str], locale: str) -> str:
    """What is told of one thing, e.g. Mon–Fri 10:00–22:00, Sat closed."""
    return ("，" if _is_chinese(locale) else ", ").join(parts)


def in_a_row(sentences: Iterable[str], locale: str) -> str:
    """One after the other; empty ones are left out."""
    return ("" if _is_chinese(locale) else " ").join(filter(None, sentences))


def labelled(label: str, text: str, locale: str) -> str:
    """E.g. Price: €60.00."""
    return f"{label}：{text}" if _is_chinese(locale) else f"{label}: {text}"


def labelled_boldly(label: str, text: str, locale: str) -> str:
    """Markdown, the label in bold. A full-width colon inside the bold would keep Markdown from ending it."""
    return f"**{label}**：{text}" if _is_chinese(locale) else f"**{label}:** {text}"


def _is_chinese(locale: str) -> bool:
    return translator(locale).locale == "zh"
