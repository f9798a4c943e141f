"""The letters' texts: what staff have written, or else the ones that come with the house, with the words
in braces filled in. No word holds an answer, so no letter can carry one."""

import re
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from surveys import rounds
from surveys.messages import mail
from surveys.models import Reason, Wording

FILE = Path(__file__).parent / "wordings.yaml"

EVERYWHERE = {
    "organisation": "uppgiftslämnarens namn",
    "questionnaire": "enkätens namn",
    "address": "adressen till enkäten, bakom inloggningen",
    "contact": "adressen dit man skriver med frågor; raden utelämnas om ingen finns",
}
IN_LETTERS = EVERYWHERE | {
    "name": "mottagarens namn",
    "year": "omgångens år",
    "deadline": "uppgiftslämnarens sista svarsdag",
}
IN_THANKS = EVERYWHERE | {
    "number": "kvittots nummer",
    "when": "dag och klockslag för inlämningen",
    "who": "den som lämnade in",
    "receiver": "den som tar emot svaret",
}
IN_CORRECTIONS = IN_LETTERS | {
    "number": "rättelsens nummer",
    "question": "frågan som rättelsen gäller",
    "correction": "rättelsen",
}
WORD = re.compile(r"\{([^{}]*)\}")


def words_for(reason):
    """{word: what it stands for} that the text of a letter may use."""
    return {Reason.THANKS: IN_THANKS, Reason.CORRECTED: IN_CORRECTIONS}.get(reason, IN_LETTERS)


@cache
def _first_texts():
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def first_text(reason):
    """(subject, body) as they come with the house."""
    text = _first_texts()[reason]
    return text["subject"], text["body"]


def text_of(reason):
    """(subject, body) in force."""
    edited = Wording.objects.filter(reason=reason).first()
    return (edited.subject, edited.body) if edited else first_text(reason)


def problems(reason, text):
    """Swedish sentences on what no letter could fill in."""
    known = words_for(reason)
    unknown = [word for word in WORD.findall(text) if word not in known]
    if unknown:
        return [mail("unknown_word", word=unknown[0], words=", ".join(f"{{{w}}}" for w in known))]
    if re.search(r"[{}]", WORD.sub("", text)):
        return [mail("lone_brace")]
    return []


@transaction.atomic
def edit(reason, subject, body, *, by):
    """Keep a text; the one that came with the house is kept by forgetting any other."""
    if (subject, body.strip()) == (first_text(reason)[0], first_text(reason)[1].strip()):
        Wording.objects.filter(reason=reason).delete()
        return
    text = {"subject": subject, "body": body, "by": by}
    Wording.objects.update_or_create(reason=reason, defaults=text)


def fill_in(text, words):
    """(subject, body) with the words in place. A line that asks for a contact where there is none is
    left out."""
    subject, body = text
    if not words.get("contact"):
        body = re.sub(r"^.*\{contact\}.*\n{0,2}", "", body, flags=re.MULTILINE)
    filled = [
        WORD.sub(lambda found: str(words.get(found[1], found[0])), part) for part in (subject, body)
    ]
    return " ".join(filled[0].split()), filled[1]


def letter_words(response, name, *, to_head=False):
    """The words that every letter of a round's calendar has."""
    page = reverse("front") if to_head else reverse("overview", args=[response.pk])
    return {
        "name": name,
        "organisation": response.organisation.name,
        "questionnaire": response.questionnaire.title,
        "year": response.questionnaire.round.year,
        "deadline": date_format(rounds.deadline_of(response), "j F Y"),
        "address": settings.PORTAL_ADDRESS + page,
        "contact": settings.CONTACT_EMAIL,
    }


def correction_words(correction):
    """The words that a letter about a correction has besides."""
    return {
        "number": correction.number,
        "question": correction.question.text,
        "correction": correction.text,
    }


def thanks_words(receipt):
    """The words of the letter about a hand-in, from its receipt."""
    page = reverse("numbered_receipt", args=[receipt.response_id, receipt.number])
    return {
        "organisation": receipt.content["organisation"],
        "questionnaire": receipt.content["questionnaire"],
        "number": receipt.number,
        "when": _moment(receipt.submitted_at),
        "who": receipt.content["submitted_by"],
        "receiver": receipt.content["receiver"],
        "address": settings.PORTAL_ADDRESS + page,
        "contact": settings.CONTACT_EMAIL,
    }


AN_EXAMPLE = {"number": 1, "question": "(frågans text)", "correction": "(rättelsens text)"}


def preview(reason, text, response, reader):
    """(subject, body) as the respondent would read them, with the reader in the place of its people."""
    if reason != Reason.THANKS:
        words = letter_words(response, reader.name, to_head=reason == Reason.HEAD)
        return fill_in(text, words | AN_EXAMPLE)
    year, survey = response.questionnaire.round.year, response.questionnaire.survey.code
    words = letter_words(response, reader.name) | {
        "number": f"{year}-{survey}-{response.organisation.code}-1",
        "when": _moment(timezone.now()),
        "who": reader.name,
        "receiver": "Socialstyrelsen",
    }
    return fill_in(text, words)


def _moment(at):
    at = timezone.localtime(at)
    return f"{date_format(at, 'j F Y')} klockan {date_format(at, 'H.i')}"
