"""Telegram counts text in UTF-16 code units."""


def units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, offset: int, length: int) -> tuple[str, str, str]:
    """What stands before, in and after a stretch of `text`, which is given in units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    begin, end = 2 * max(offset, 0), 2 * max(offset + length, 0)
    before, inside, after = encoded[:begin], encoded[begin:end], encoded[end:]
    return _decoded(before), _decoded(inside), _decoded(after)


def _decoded(encoded: bytes) -> str:
    return encoded.decode("utf-16-le", "replace")
