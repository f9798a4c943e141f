"""Passwords that others have had before.

`BREACHED_PASSWORDS` names a file of SHA-1 hashes of breached passwords, one a line as `HASH` or
`HASH:COUNT`, in order: the list of haveibeenpwned.com ordered by hash, or any part of it. It is
looked up where it lies, so that no password and no part of one leaves the house.
"""

import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

TOLD = "Lösenordet är ett av dem som prövas först av den som vill ta sig in. Välj något eget."
DISGUISES = str.maketrans("013457@$!", "oieastasi")
SHORTEST_WORD = 4


class _Refusing:
    def validate(self, password, user=None):
        if self.refuses(password):
            raise ValidationError(TOLD, code="password_too_common")

    def get_help_text(self):
        return self.help_text


class DressedUpPasswordValidator(_Refusing):
    """A common password made longer: by figures and signs at its ends, by signs for letters, or by
    saying it again."""

    help_text = "Ditt lösenord kan inte vara ett vanligt ord med siffror eller tecken runt om."

    def __init__(self):
        self.common = CommonPasswordValidator().passwords

    def refuses(self, password):
        lowered = password.lower()
        return any(
            len(word) >= SHORTEST_WORD and word in self.common
            for whole in (lowered, lowered.translate(DISGUISES))
            for bare in (whole, re.sub(r"^[\W\d_]+|[\W\d_]+$", "", whole))
            for word in (bare, once(bare))
        )


class BreachedPasswordValidator(_Refusing):
    """One that has been stolen somewhere and published."""

    help_text = "Ditt lösenord kan inte vara ett som har läckt från någon annan tjänst."

    def refuses(self, password):
        path = settings.BREACHED_PASSWORDS
        return bool(path) and is_listed(Path(path), password)


def once(text):
    """What a text is made of when it says the same several times over."""
    length = (text + text).find(text, 1) if text else 0
    return text[:length]


def is_listed(path, password):
    """Whether a password's hash stands in a file of hashes in order, found by halving."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    with path.open("rb") as hashes:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            hashes.seek(middle)
            if middle:
                hashes.readline()  # the rest of a line that was hit somewhere inside
            line = hashes.readline().decode("ascii")
            found = line.partition(":")[0].strip().upper()
            if found == wanted:
                return True
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
        hashes.seek(low)
        return hashes.readline().decode("ascii").partition(":")[0].strip().upper() == wanted
