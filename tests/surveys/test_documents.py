"""The documents: tagged, in Swedish, whole, and deaf to whatever is written in an answer."""

import io
import itertools
import re
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from surveys import copies, typeset, workflow
from surveys import sheet as sheets
from surveys.models import Receipt
from tests.factories import answered, issued, member, response, staff

pytestmark = pytest.mark.django_db

SECONDS = 1.0
UNSEEN = re.compile(r"[\s\u200b]+")
HEAD = re.compile("^Enkätnavet(2023-[a-z]+-(rss-)?[0-9]+-1|Läsexemplar|Arbetskopia–inteinlämnad)")
HOSTILE = {
    "code": '#panic("stop") #read("/etc/passwd") #sys.inputs',
    "markup": r"$x^2$ *fet* _kursiv_ `kod` @någon <etikett> \ \n // /* */ [a] {b} ] } ) # = - +",
    "quotes": '"citat" \'apostrof\' \\" \\u{41}',
    "headings": "= Rubrik\n== En till\n- lista\n/ ord: mening",
    "one long word": "x" * 4000,
    "long text": "Ett svar med många ord. " * 166,
    "hebrew": "שלום",
    "lines": "första\r\nandra\n\n\nfjärde",
    "swedish": "Åäö é – ” ½ ² ≤ → €",
}


@pytest.fixture
def lead():
    return member(name="Anna Ek")


@pytest.fixture
def kept(lead):
    """The receipt of region Stockholm's published answers."""
    workflow.submit(answered(by=lead), by=lead)
    return Receipt.objects.get()


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def bare(text):
    """A text without spaces and line ends, which a page breaks as it likes."""
    return UNSEEN.sub("", unicodedata.normalize("NFC", text))


def text_of(pdf):
    """What is read from the first page to the last, bare and without what stands on every page."""
    document = read(pdf)
    in_all = len(document.pages)
    text = ""
    for number, page in enumerate(document.pages, 1):
        foot = bare(f"{document.metadata.title}Sida {number} av {in_all}")
        text += HEAD.sub("", bare(page.extract_text())).removesuffix(foot)
    return text


def questions(content):
    return [q for section in content["sections"] for q in section["questions"]]


def documents(kept):
    return {
        "receipt": typeset.receipt_pdf(kept),
        "copy": typeset.copy_pdf(kept.response),
        "blank": typeset.blank_pdf(kept.response),
    }


# ---- for everyone ----


@pytest.mark.parametrize("name", ["receipt", "copy", "blank"])
def test_a_document_is_tagged_and_has_a_language_and_a_title(kept, name):
    pdf = read(documents(kept)[name])
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"].startswith("sv")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert "Regionenkäten 2023" in pdf.metadata.title
    assert pdf.metadata.author
    # What the document promises to be: PDF/UA-1.
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


@pytest.mark.parametrize("name", ["receipt", "copy", "blank"])
def test_its_tags_are_headings_and_lists_in_reading_order(kept, name):
    root = read(documents(kept)[name]).trailer["/Root"]["/StructTreeRoot"]
    kinds = list(tags(root))
    assert {"/H1", "/H2", "/P", "/L", "/LI"} <= set(kinds)
    assert kinds.count("/H1") >= len(kept.content["sections"])
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def tags(node):
    """The kinds of all elements below, as a screen reader meets them."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, dict):
            if "/S" in child:
                yield child["/S"]
            yield from tags(child)


# ---- the receipt ----


def test_the_receipt_holds_every_question_and_every_answer(kept):
    text = text_of(typeset.receipt_pdf(kept))
    for question in questions(kept.content):
        assert bare(question["text"]) in text
        for line in question["lines"]:
            assert bare(line["label"] if question["kind"] == "multi" else line["shown"]) in text
            assert bare(line["label"]) in text


def test_the_receipt_says_who_handed_in_when_and_how_to_check_it(kept, settings):
    settings.PORTAL_ADDRESS = "https://portal.example"
    pdf = typeset.receipt_pdf(kept)
    first = bare(read(pdf).pages[0].extract_text())
    for said in (
        kept.number,
        "Region Stockholm",
        "Anna Ek",
        typeset.in_words(kept.submitted_at),
        kept.checksum,
        "https://portal.example/kvitto/kontrollera/",
    ):
        assert bare(said) in first
    links = [a.get_object()["/A"]["/URI"] for a in read(pdf).pages[0]["/Annots"]]
    assert links == [f"https://portal.example/kvitto/kontrollera/?nummer={kept.number}"]


def test_number_checksum_and_address_are_copied_out_of_it_as_they_are(kept, settings):
    settings.PORTAL_ADDRESS = "https://ett-ganska-langt-namn-for-enkatnavet.socialstyrelsen.example"
    first = read(typeset.receipt_pdf(kept)).pages[0].extract_text()
    assert kept.number in first
    assert kept.checksum in first
    assert "\u200b" not in first


def test_every_page_has_the_number_and_says_which_page_it_is(kept):
    pages = read(typeset.receipt_pdf(kept)).pages
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert kept.number in text
        assert f"Sida {number} av {len(pages)}" in text


def test_explanations_stand_in_the_receipt():
    rss = member("rss", "rss-01", name="Rut")
    workflow.submit(answered("rss", "rss-01", by=rss), by=rss)
    kept = Receipt.objects.get()
    explained = sum(len(q["explanations"]) for q in questions(kept.content))
    assert text_of(typeset.receipt_pdf(kept)).count("Viharkontrollerat") == explained


def test_the_same_receipt_is_the_same_document_to_the_byte(kept):
    assert typeset.receipt_pdf(kept) == typeset.receipt_pdf(Receipt.objects.get(pk=kept.pk))


def test_the_salt_of_the_checksum_is_shown_nowhere(kept):
    assert kept.content["salt"] not in text_of(typeset.receipt_pdf(kept))


def test_documents_are_there_at_once(kept):
    started = time.perf_counter()
    documents(kept)
    assert time.perf_counter() - started < SECONDS


# ---- what people write ----


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
def test_an_answer_is_text_whatever_stands_in_it(lead, answer):
    """All the way: typed, saved, handed in, set."""
    marked = {"naravard_insatser.annat_omrade_arbetsatt": "ja", "naravard_insatser_annat": answer}
    workflow.submit(answered(by=lead, **marked), by=lead)
    text = text_of(typeset.receipt_pdf(Receipt.objects.get()))
    assert bare(answer) in text or bare(answer)[::-1] in text  # read from right to left


def test_hostile_words_elsewhere_are_text_too(kept):
    content = kept.content
    content["organisation"] = content["submitted_by"] = '#panic("namn") $ \\'
    content["sections"][0]["title"] = "#panic() = $x"
    question = questions(content)[0]
    question["text"] = "*#panic()* fråga"
    question["explanations"] = [
        {
            "about": "#panic()",
            "values": [{"label": "$a", "value": "#b"}],
            "text": "#panic() $",
            "by": "<x>",
        }
    ]
    text = text_of(typeset.receipt_pdf(kept))
    assert bare("*#panic()* fråga") in text
    assert bare("$a: #b · <x>") in text


def test_a_sign_that_no_font_has_stands_as_its_number_and_unseen_signs_are_left_out():
    assert typeset.printable("Bra 😀 漢") == "Bra [U+1F600] [U+6F22]"
    assert typeset.printable("a\x00\x07b\u202ec\u200dd") == "abcd"
    assert typeset.printable("två\tord\u2028ny rad") == "två ord\nny rad"


def test_every_sign_said_to_be_showable_can_be_shown(kept):
    """A newer typst with other fonts would be noticed here."""
    signs = [chr(n) for n in range(0x20, 0x3000) if typeset._showable(chr(n)) == chr(n)]
    assert len(signs) > 2500
    kept.content["organisation"] = " ".join(signs)
    assert is_ua(typeset.receipt_pdf(kept))


def is_ua(pdf):
    return b"pdfuaid:part" in read(pdf).trailer["/Root"]["/Metadata"].get_data()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=st.text(max_size=300))
def test_any_text_at_all_becomes_an_accessible_document(kept, answer):
    content = {**kept.content, "sections": [dict(kept.content["sections"][0])]}
    line = {"label": "", "value": answer, "shown": answer}
    question = {**questions(kept.content)[0], "kind": "text", "lines": [line]}
    content["sections"][0]["questions"] = [question]
    pdf = typeset.receipt_pdf(Receipt(number=kept.number, checksum=kept.checksum, content=content))
    assert is_ua(pdf)


# ---- copies ----


def test_a_copy_of_a_draft_holds_the_answers_and_says_it_is_not_handed_in(lead):
    marked = {
        "naravard_insatser.annat_omrade_arbetsatt": "ja",
        "naravard_insatser_annat": "Så långt har vi kommit",
        "breddinfort": "",
    }
    one = answered(by=lead, **marked)
    pdf = typeset.copy_pdf(one)
    assert bare("Så långt har vi kommit") in text_of(pdf)
    assert all("inte inlämnad" in page.extract_text() for page in read(pdf).pages)


@pytest.mark.parametrize("survey, code", [("region", "01"), ("rss", "rss-01"), ("kommun", "0114")])
def test_the_blank_copy_holds_every_question_its_help_and_its_options(survey, code):
    one = response(survey, code)
    text = text_of(typeset.blank_pdf(one))
    for question in one.questionnaire.questions.all():
        assert bare(question.text) in text
        assert bare(question.help) in text
        assert all(bare(option.label) in text for option in question.options.all())


def test_the_blank_copy_holds_no_answer(lead):
    one = answered(by=lead, landsbygd_insatser="Hemligt utkast")
    assert "Hemligt" not in text_of(typeset.blank_pdf(one))


def test_the_blank_copy_says_when_a_question_comes():
    text = text_of(typeset.blank_pdf(response()))
    assert (
        bare(
            "Besvaras om ni svarat ”Ja” på: Har regionen under 2023 breddinfört insatser som "
            "tidigare bedrivits i projektform?"
        )
        in text
    )
    assert bare("Besvaras om ni markerat ”Annan målgrupp” på:") in text


def test_every_condition_of_this_year_is_said_in_words():
    for survey, code in (("region", "01"), ("rss", "rss-01"), ("kommun", "0114")):
        for section in copies.blank(sheets.of(response(survey, code))):
            for question in section["questions"]:
                assert question["condition"] != copies.DEPENDS


CONDITIONS = """
sections:
  - code: s
    title: Avsnitt
    questions:
      - {code: grund, kind: yesno, text: "Har ni en plan?"}
      - code: val
        kind: single
        text: "Vilken sort?"
        options: [{code: lang, label: Lång}, {code: kort, label: Kort}]
      - {code: nejfraga, kind: text, text: "Varför inte?", visible_when: svar.grund == "nej"}
      - {code: valfraga, kind: text, text: "Hur lång?", visible_when: svar.val == 'lang'}
      - {code: bada, kind: text, text: "Båda?", visible_when: svar.grund == 'ja' && svar.val == 'kort'}
      - {code: omvand, kind: text, text: "Omvänt?", visible_when: svar.grund != 'ja'}
"""


def test_a_condition_too_knotty_for_a_sentence_says_that_it_depends(tmp_path):
    [section] = copies.blank(sheets.of(issued(tmp_path, CONDITIONS)))
    said = {q["code"]: q["condition"] for q in section["questions"]}
    assert said == {
        "grund": "",
        "val": "",
        "nejfraga": "Besvaras om ni svarat ”Nej” på: Har ni en plan?",
        "valfraga": "Besvaras om ni svarat ”Lång” på: Vilken sort?",
        "bada": copies.DEPENDS,
        "omvand": copies.DEPENDS,
    }


def test_questions_that_cannot_come_to_this_respondent_are_left_out():
    """RSS without kommuner are never asked how many of their kommuner do something."""
    sheet = sheets.of(response("rss", "rss-01"))
    with_kommuner = {q["code"] for s in copies.blank(sheet) for q in s["questions"]}
    sheet.organisation.kommun_count = 0
    without = {q["code"] for s in copies.blank(sheets.hide(sheet)) for q in s["questions"]}
    assert without < with_kommuner
    assert with_kommuner - without == sheet.hidden


def test_staff_read_the_blank_copy_as_the_respondent_does(client):
    client.force_login(staff())
    answer = client.get(f"/enkater/{response().pk}/blank.pdf")
    assert answer["Content-Disposition"] == 'inline; filename="fragor-2023-region-01.pdf"'
    assert read(answer.content).metadata.author == "Socialstyrelsen"
