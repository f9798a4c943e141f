"""Numbers as people in Sweden write them."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys import figures

BREAK = "\u00a0"
numbers = st.decimals(
    min_value=-(10**10), max_value=10**10, places=4, allow_nan=False, allow_infinity=False
)


@pytest.mark.parametrize(
    "number, shown",
    [
        (0, "0"),
        ("-0", "0"),
        (1249, f"1{BREAK}249"),
        (1234567, f"1{BREAK}234{BREAK}567"),
        ("-0.7", "-0,7"),
        ("71.5000", "71,5"),
        ("1E+3", f"1{BREAK}000"),
        ("16.90", "16,9"),
    ],
)
def test_a_number_is_shown_as_it_was_given(number, shown):
    assert figures.swedish(Decimal(number)) == shown


@pytest.mark.parametrize(
    "number, decimals, shown",
    [
        ("71.5", 0, "72"),
        ("137.5", 0, "138"),
        ("72.5", 0, "73"),
        ("71.4999", 0, "71"),
        ("0.05", 1, "0,1"),
        ("-0.04", 1, "0,0"),
        ("1249.95", 1, f"1{BREAK}250,0"),
        ("16", 1, "16,0"),
    ],
)
def test_halves_are_rounded_up(number, decimals, shown):
    assert figures.swedish(Decimal(number), decimals) == shown


@pytest.mark.parametrize(
    "typed, number",
    [
        ("1249", "1249"),
        ("1 249", "1249"),
        (f"1{BREAK}249", "1249"),
        ("1\u202f249", "1249"),
        ("1\u2009249", "1249"),
        ("1 234 567,5", "1234567.5"),
        ("71,5", "71.5"),
        ("12.5", "12.5"),
        ("12,5 %", "12.5"),
        ("12,5%", "12.5"),
        ("\u22120,7", "-0.7"),
        ("-0,7", "-0.7"),
        ("+3", "3"),
        (" 007 ", "7"),
        ("0", "0"),
    ],
)
def test_what_people_write_for_a_number_is_read(typed, number):
    assert figures.read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "%",
        "-",
        ",5",
        "5,",
        "1,2,3",
        "1.249,5",
        "1 24",
        "12 34",
        "1 2345",
        "1e5",
        "0x10",
        "½",
        "²",
        "--1",
        "1-2",
        "cirka 5",
        "5 st",
        "nan",
        "Infinity",
        "1_000",
        "kan_ej_uppskattas",
    ],
)
def test_what_is_no_number_is_not_read_as_one(typed):
    assert figures.read_number(typed) is None


@given(numbers)
def test_what_is_shown_can_be_typed_back(number):
    assert figures.read_number(figures.swedish(number)) == number


@given(numbers)
@example(Decimal("-0"))
def test_what_is_written_plainly_can_be_typed_back_and_has_no_needless_signs(number):
    plain = f"{figures.plain(number):f}"

    assert figures.read_number(plain) == number
    assert "E" not in plain
    assert plain != "-0"
    assert "." not in plain or not plain.endswith(("0", "."))


@given(numbers, st.integers(min_value=0, max_value=3))
def test_rounding_moves_a_number_by_half_a_step_at_most_and_halves_upwards(number, decimals):
    step = Decimal(1).scaleb(-decimals)

    moved = figures.round_half_up(abs(number), decimals) - abs(number)

    assert -step / 2 < moved <= step / 2


@given(st.text())
def test_no_text_breaks_the_reading_of_numbers(text):
    number = figures.read_number(text)

    assert number is None or number.is_finite()
