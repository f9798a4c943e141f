"""Swedish order of names, where å, ä and ö come after z. The database's own order may be another."""

import unicodedata

# å ä ö as the three signs that follow z; the neighbours' letters sort as ours.
AFTER_Z = {"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "ü": "y"}


def swedish_key(text):
    """A sort key: case and other accents decide nothing but the order of otherwise equal names."""
    return _placed(text), text


def _placed(text):
    placed = text.casefold()
    if not placed.isascii():
        for letter, sign in AFTER_Z.items():
            placed = placed.replace(letter, sign)
    return placed if placed.isascii() else _bare(placed)


def in_swedish_order(texts):
    """The places of many texts in Swedish order. They are folded together, as one long text."""
    placed = _placed("\n".join(texts)).split("\n")
    if len(placed) != len(texts):
        return sorted(range(len(texts)), key=lambda n: swedish_key(texts[n]))
    return sorted(range(len(texts)), key=list(zip(placed, texts, strict=True)).__getitem__)


def _bare(text):
    """Without accents: é as e."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
