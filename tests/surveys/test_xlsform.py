"""A questionnaire as an XLSForm, which the tools of others accept and which says the same."""

import io
import xml.etree.ElementTree as ET

import pytest
from pyxform.xls2xform import convert

from surveys import definition, xlsform
from tests.surveys.small import EVERY_KIND

ISSUED = [(2020, "region"), (2023, "region"), (2023, "rss"), (2023, "kommun")]
HEAD = "survey: region\nyear: 2030\ntitle: Enkät\n"


def read(text):
    return definition.read_bytes((HEAD + text).encode(), "region").text


def converted(text):
    return convert(io.BytesIO(xlsform.workbook(text)), file_type=".xlsx")


def binds(made):
    root = ET.fromstring(made.xform)
    return {
        one.get("nodeset").rsplit("/", 1)[1]: one.attrib
        for one in root.iter("{http://www.w3.org/2002/xforms}bind")
    }


@pytest.mark.parametrize("year, survey", ISSUED)
def test_every_questionnaire_is_accepted_with_all_its_boxes(year, survey):
    text = definition.read(definition.FOLDER / str(year) / f"{survey}.yaml").text

    made = converted(text)

    found = binds(made)
    for question in text.questions:
        if question.options and question.kind.is_numeric:
            assert {f"{question.code}__{o.code}" for o in question.options} <= set(found)
        else:
            assert question.code in found


def test_every_kind_of_question_becomes_the_like_of_it():
    found = binds(converted(read(EVERY_KIND)))

    assert found["lakare"]["type"] == "int"
    assert found["kostnad"]["type"] == "decimal"
    assert found["ord"]["constraint"] == "string-length(.) <= 20"
    assert found["omraden"]["constraint"] == "count-selected(.) <= 2"
    assert "selected(., 'inget')" in found["behov"]["constraint"]
    assert found["lagst"]["constraint"] == ". >= 10 and . <= 90"
    assert "required" not in found["fritt"]
    assert found["lakare"]["required"].startswith("not(selected(")
    assert found["kommuner"]["constraint"].startswith(". >= 0 and . <= ")


@pytest.mark.parametrize(
    "source, said",
    [
        ("svar.a == 'ja'", "${a} = 'ja'"),
        ("'stad' in svar.omraden", "selected(${omraden}, 'stad')"),
        ("org.kommun_count > 0.0", "${antal_kommuner_i_omradet} > 0.0"),
        ("svar.a == 'ja' && svar.b != \"nej\"", "${a} = 'ja' and ${b} != 'nej'"),
        ("size(svar.a) == 0", ""),
        ("svar.tabell.i_ar > 2.0", ""),
    ],
)
def test_a_condition_is_said_in_xpath_or_told_beside(source, said):
    assert xlsform.condition(source) == said
