"""A table of the options of a list with "Inget av alternativen": its row comes last of all."""

import pytest

from surveys import answers, workflow
from tests import factories
from tests.analysis.conftest import make_tables

pytestmark = pytest.mark.django_db

TEXT = """
sections:
  - code: a
    title: Avsnitt
    questions:
      - code: behov
        kind: multi
        text: Vilka behov
        none: true
        options:
          - {code: annat, label: Annat, last: true}
          - {code: vagar, label: Vägar}
          - {code: broar, label: Broar}
"""
SPEC = """
year: 2030
tables:
  - code: B
    title: Behov
    source: Regionernas svar.
    survey: region
    heading: Behov
    rows: {of: options, question: behov, order: ORDER}
    columns:
      - {code: antal, label: Antal regioner, measure: count}
"""


@pytest.fixture
def approved(tmp_path):
    """Three regions: two need nothing, one needs bridges."""
    factories.issued(tmp_path, TEXT)
    reviewer = factories.staff()
    for code, mark in (("01", "inget"), ("03", "inget"), ("04", "broar")):
        lead, one = factories.member("region", code), factories.response("region", code, 2030)
        answers.save(one, {f"behov.{mark}": "ja"}, by=lead)
        workflow.submit(one, by=lead)
        workflow.approve(one, by=reviewer)


@pytest.mark.parametrize(
    "order, rows",
    [
        ("falling", [("Broar", 1), ("Vägar", 0), ("Annat", 0), ("Inget av alternativen", 2)]),
        ("questionnaire", [("Annat", 0), ("Vägar", 0), ("Broar", 1), ("Inget av alternativen", 2)]),
    ],
)
def test_its_row_comes_last(approved, tmp_path, order, rows):
    (tmp_path / "2030.yaml").write_text(SPEC.replace("ORDER", order), encoding="utf-8")

    table = make_tables(2030, tmp_path)["B"]

    numbers = [table.cell(code, "antal").value for code in table.codes]
    assert list(zip(table.labels, numbers, strict=True)) == rows
