"""The languages that the translator offers, by their codes; a message may name any other."""

LANGUAGES = (
    *("en", "ru", "zh", "es", "de", "fr", "it", "pt", "uk", "pl", "nl", "tr"),
    *("ar", "he", "fa", "hi", "id", "vi", "th", "ja", "ko", "cs", "el", "sv"),
)
