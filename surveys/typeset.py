"""Documents as tagged PDF (PDF/UA-1), set by typst from the templates in surveys/documents/.

Everything written by people reaches typst as JSON and is only ever shown as text, so nothing in it is
markup there. The fonts are those typst carries, and nothing is fetched: the same data give the same
document on every machine.
"""

import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path

import typst
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from surveys import copies, corrections, queries, receipt, rounds
from surveys import sheet as sheets

FOLDER = Path(__file__).parent / "documents"
# What the fonts can show: Latin, Greek, Cyrillic, Hebrew, Arabic, punctuation, currencies and signs.
SHOWABLE = re.compile(
    "[\u0020-\u007e\u00a0-\u04ff\u0591-\u05f4\u0621-\u063a\u0640-\u0652\u0660-\u0669"
    "\u1e00-\u2027\u2030-\u2040\u20a0-\u20c0\u2190-\u23ff\u2460-\u262f]"
)
LONG_WORD = re.compile(r"\S{40}(?=\S)")
MAY_BREAK = "\u200b"


def receipt_pdf(kept):
    """The document of a receipt, from the receipt alone."""
    content = kept.content
    at = datetime.fromisoformat(content["submitted_at"])
    data = {
        "title": f"Kvitto: {content['questionnaire']}, {content['organisation']}",
        "heading": content["questionnaire"],
        "kind": "Kvitto på inlämnat svar",
        "mark": kept.number,
        "author": content["organisation"],
        "facts": [
            ["Kvittonummer", kept.number],
            ["Uppgiftslämnare", content["organisation"]],
            ["Inlämnat", in_words(at)],
            ["Inlämnat av", content["submitted_by"]],
            ["Inlämnat till", content["receiver"]],
            ["Besvarade frågor", f"{content['answered']} av {content['asked']}"],
        ],
        "own": {
            "short": receipt.short(kept.checksum),
            "whole": kept.checksum,
            "address": _address("check_receipt"),
            "link": f"{_address('check_receipt')}?nummer={kept.number}",
        },
        "sections": content["sections"],
    }
    return _pdf("answers.typ", data, at)


def copy_pdf(response):
    """What a response holds right now, handed in or not."""
    sheet = sheets.of(response)
    progress = queries.progress_of(sheet)
    title, organisation = response.questionnaire.title, response.organisation.name
    now = timezone.localtime()
    data = {
        "title": f"Arbetskopia: {title}, {organisation}",
        "heading": title,
        "kind": "Arbetskopia – inte inlämnad",
        "mark": "Arbetskopia – inte inlämnad",
        "author": organisation,
        "facts": [
            ["Uppgiftslämnare", organisation],
            ["Svaren som de såg ut", in_words(now)],
            ["Svara senast", date_format(rounds.deadline_of(response), "j F Y")],
            ["Besvarade frågor", f"{progress.answered} av {progress.asked}"],
        ],
        "own": None,
        "sections": copies.answered(sheet, corrections=corrections.of(response)),
    }
    return _pdf("answers.typ", data, now)


def blank_pdf(response):
    """The questions with empty boxes, to read and talk over before starting."""
    title, organisation = response.questionnaire.title, response.organisation.name
    data = {
        "title": f"Frågorna i {title}",
        "heading": title,
        "kind": "Frågorna att läsa i förväg",
        "mark": "Läsexemplar",
        "author": "Socialstyrelsen",
        "facts": [
            ["Uppgiftslämnare", organisation],
            ["Svara senast", date_format(rounds.deadline_of(response), "j F Y")],
        ],
        "intro": response.questionnaire.intro,
        "sections": copies.blank(sheets.of(response), corrections.of(response)),
    }
    return _pdf("blank.typ", data, response.questionnaire.issued_at or timezone.now())


def in_words(at):
    local = timezone.localtime(at)
    return f"{date_format(local, 'j F Y')} klockan {date_format(local, 'H.i')}"


def _address(name, *args):
    return settings.PORTAL_ADDRESS + reverse(name, args=args)


def _pdf(template, data, at):
    """`data["own"]` is the portal's own words, which are shown, linked and copied as they are."""
    compiler = typst.Compiler(
        FOLDER / template,
        root=FOLDER,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_printable(data) | {"own": data.get("own")})},
    )
    options = {"format": "pdf", "timestamp": int(at.timestamp())}
    try:
        return compiler.compile(pdf_standards="ua-1", **options)
    except typst.TypstError:
        # A sign that no font has, after all: a document without the promise is better than none.
        return compiler.compile(**options)


def _printable(data):
    """The same data with every text such that the fonts can show it and a line can break in it."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, list):
        return [_printable(one) for one in data]
    if isinstance(data, dict):
        return {key: _printable(one) for key, one in data.items()}
    return data


def printable(text):
    """A sign no font has is shown as its number, [U+1F600]; signs that are never seen are left out."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return LONG_WORD.sub(rf"\g<0>{MAY_BREAK}", "".join(map(_showable, text)))


def _showable(sign):
    if sign in "\n\t\u2028\u2029":
        return " " if sign == "\t" else "\n"
    category = unicodedata.category(sign)
    if category in {"Cc", "Cf"}:
        return ""
    if category[0] != "C" and SHOWABLE.match(sign):
        return sign
    return f"[U+{ord(sign):04X}]"
