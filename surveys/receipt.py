"""Receipts: what was handed in, kept word for word, with a number and a checksum to check it by.

The checksum is the SHA-256 of the content as canonical JSON. In the content lies a salt that is never
shown: without it, one who knows a checksum and most of the answers could try out the rest.
"""

import hashlib
import hmac
import json
import re
import secrets

from django.utils import timezone

from surveys import checking, copies, corrections, queries
from surveys import sheet as sheets
from surveys.models import Receipt

# What people compare and type: the first 64 bits, far more than anyone can try out on a web page.
SHORT = 16
SEPARATORS = re.compile(r"[\W_]+")


def keep(step):
    """Write the receipt of a hand-in; in the same transaction, so that neither is without the other."""
    response = step.response
    content = _content(response)
    return Receipt.objects.create(
        response=response,
        step=step,
        number=content["number"],
        submitted_at=response.submitted_at,
        submitted_by=response.submitted_by,
        checksum=checksum(content),
        content=content,
    )


def _content(response):
    sheet = sheets.of(response)
    progress = queries.progress_of(sheet)
    explanations = checking.explanations_that_hold(response)
    organisation = response.organisation
    return {
        "number": queries.receipt_number(response),
        "questionnaire": response.questionnaire.title,
        "organisation": organisation.name,
        "receiver": organisation.parent.name if organisation.is_kommun else "Socialstyrelsen",
        "submitted_at": timezone.localtime(response.submitted_at).isoformat(),
        "submitted_by": str(response.submitted_by),
        "answered": progress.answered,
        "asked": progress.asked,
        "sections": copies.answered(sheet, explanations, corrections.of(response)),
        "salt": secrets.token_hex(16),
    }


def canonical(content):
    """The text the checksum is made of: the same whatever order the database keeps the keys in."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(content):
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def short(checksum):
    """As people read it aloud: 9F3C-21AB-77D0-4E1B."""
    return "-".join(re.findall("....", checksum[:SHORT].upper()))


def find(number, typed):
    """The receipt with that number and that checksum, short or whole; otherwise None.

    Whether it is the number or the checksum that is wrong shows neither in the answer nor in the time.
    """
    receipt = (
        Receipt.objects.filter(number=number.strip().lower())
        .select_related("response__organisation")
        .defer("content")
        .first()
    )
    typed = SEPARATORS.sub("", typed).lower()
    right = receipt.checksum if receipt else secrets.token_hex(32)
    if len(typed) == SHORT:
        right = right[:SHORT]
    is_right = hmac.compare_digest(typed.encode(), right.encode())
    return receipt if is_right else None
