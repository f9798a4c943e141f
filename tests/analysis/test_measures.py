"""The number rules, on any numbers."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures import (
    UNKNOWN,
    Share,
    combined,
    falling,
    is_rounded,
    plain,
    shown,
    total,
)
from analysis.ordering import swedish_key
from surveys.figures import round_half_up

numbers = st.decimals(0, 9999, places=1)
figures = st.lists(st.one_of(numbers, st.just(UNKNOWN), st.none()))
shares = st.lists(
    st.integers(1, 500).flatmap(
        lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole))
    ),
    min_size=1,
)


@given(figures)
def test_a_sum_is_a_lower_bound_exactly_when_something_is_not_in_it(given_figures):
    made = total(given_figures)

    assert made.is_lower_bound == any(f is None or f == UNKNOWN for f in given_figures)


@given(figures)
def test_what_was_not_given_as_a_number_adds_nothing(given_figures):
    known = [f for f in given_figures if f is not None and f != UNKNOWN]

    assert total(given_figures).value == total(known).value


@given(st.lists(numbers))
def test_a_total_is_the_sum_of_what_is_shown(given_numbers):
    assert total(given_numbers).value == sum(round_half_up(n) for n in given_numbers)


@given(st.lists(numbers), st.randoms())
def test_a_total_does_not_depend_on_order(given_numbers, random):
    shuffled = random.sample(given_numbers, len(given_numbers))

    assert total(shuffled) == total(given_numbers)


def test_zero_unknown_and_empty_are_three_things():
    assert total([Decimal(0)]) == (0, 0, 0)
    assert total([UNKNOWN]) == (0, 1, 0)
    assert total([None]) == (0, 0, 1)


@given(st.integers(0, 10_000))
def test_half_persons_are_rounded_up(whole):
    half = whole + Decimal("0.5")

    assert round_half_up(half) == whole + 1
    assert is_rounded(half)
    assert not is_rounded(Decimal(whole))


def test_the_half_persons_of_2020():
    assert total([Decimal("71.5"), Decimal("137.5")]).value == 210


def test_shares_are_put_together_by_their_parts():
    both = combined([Share(12, 15), Share(28, 51)])

    assert both == Share(40, 66)
    assert shown(both.percent) == "61"
    mean = (Share(12, 15).percent + Share(28, 51).percent) / 2
    assert shown(mean) == "67"


@given(shares)
def test_a_share_of_all_lies_between_the_least_and_the_largest(given_shares):
    parts = [Fraction(share.numerator, share.denominator) for share in given_shares]
    made = combined(given_shares)

    assert min(parts) <= Fraction(made.numerator, made.denominator) <= max(parts)


def test_a_share_of_nothing_is_no_number():
    assert Share(0, 0).percent is None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans())))
def test_rows_fall_with_ties_as_asked_and_others_last(given_rows):
    rows = [(n, number, last) for n, (number, last) in enumerate(given_rows)]
    made = falling(rows, number=lambda row: row[1], is_last=lambda row: row[2])

    assert sorted(made) == rows
    assert [row[2] for row in made] == sorted(row[2] for row in rows)
    for before, after in pairwise(made):
        if before[2] == after[2]:
            assert before[1] >= after[1]
            if before[1] == after[1]:
                assert before[0] < after[0]


@pytest.mark.parametrize(
    ("number", "decimals", "unit", "expected"),
    [
        ("1249", 0, "", "1\u00a0249"),
        ("16.94", 1, "%", "16,9\u00a0%"),
        ("-0.7", 1, "", "-0,7"),
        ("-0.04", 1, "", "0,0"),
        ("0", 1, "", "0,0"),
        ("1234567", 0, "", "1\u00a0234\u00a0567"),
    ],
)
def test_swedish_figures(number, decimals, unit, expected):
    assert shown(Decimal(number), decimals, unit) == expected


@given(st.decimals(-9999, 9999, places=4))
def test_numbers_that_go_out_are_worth_the_same(number):
    assert Decimal(str(plain(number))) == number


def test_swedish_order():
    names = ["Örebro", "Östergötland", "Zäta", "Åre", "Ärla", "Södermanland", "Skåne", "Uppsala"]
    names += ["Västra Götaland", "Västmanland", "Gävleborg", "Gotland", "Éa", "Ea", "örebro"]

    assert sorted(names, key=swedish_key) == [
        *("Ea", "Éa", "Gotland", "Gävleborg", "Skåne", "Södermanland", "Uppsala"),
        *("Västmanland", "Västra Götaland", "Zäta", "Åre", "Ärla"),
        *("Örebro", "örebro", "Östergötland"),
    ]
