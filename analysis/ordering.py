"""Swedish order of names, where å, ä and ö come after z. The database's own order may be another."""

import unicodedata

# å ä ö as the three signs that follow z; the neighbours' letters sort as ours.
AFTER_Z = {"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "ü": "y"}


def swedish_key(text):
    """A sort key: case and other accents decide nothing but the order of otherwise equal names."""
    placed = text.casefold()
    if not placed.isascii():
        for letter, sign in AFTER_Z.items():
            placed = placed.replace(letter, sign)
    return f"{placed if placed.isascii() else _bare(placed)}\0{text}"


def _bare(text):
    """Without accents: é as e."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
