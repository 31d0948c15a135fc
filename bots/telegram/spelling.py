"""Text as every store and every model takes it."""


def clean(text: str) -> str:
    """Without what is no character: halves of surrogate pairs, which JSON can spell, and NUL."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")
