"""Which numbers lie far from the others."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import outliers

wholes = st.integers(-(10**6), 10**6)
many = st.lists(wholes, min_size=outliers.FEWEST, max_size=60)


def odd(numbers):
    fences = outliers.fences(numbers)
    return [number for number in numbers if fences and fences.is_odd(number)]


def test_one_that_lies_far_out_is_odd():
    assert odd([10, 12, 11, 13, 12, 11, 10, 900]) == [900]
    assert odd([10, 12, 11, 13, 12, 11, 10, 14]) == []


def test_the_fences_are_those_of_a_worked_example():
    # 1..8: quartiles 2.75 and 6.25, width 3.5, reach 5.25.
    fences = outliers.fences([5, 3, 8, 1, 7, 2, 6, 4])
    assert fences == outliers.Fences(*map(Decimal, ("2.75", "6.25", "-2.5", "11.5")))


@given(st.lists(wholes, max_size=outliers.FEWEST - 1))
def test_of_a_few_none_is_odd(numbers):
    assert outliers.fences(numbers) is None


@given(many)
def test_at_most_half_are_odd_and_never_those_in_the_middle(numbers):
    fences = outliers.fences(numbers)
    found = odd(numbers)
    assert len(found) <= len(numbers) / 2
    assert not [one for one in found if fences.lower <= one <= fences.upper]


@given(many, st.randoms(use_true_random=False))
def test_the_order_decides_nothing(numbers, chance):
    shuffled = [*numbers]
    chance.shuffle(shuffled)
    assert outliers.fences(shuffled) == outliers.fences(numbers)


@given(many, wholes, st.integers(1, 1000))
def test_the_same_are_odd_in_another_unit_and_from_another_zero(numbers, shift, scale):
    moved = [number * scale + shift for number in numbers]
    assert odd(moved) == [number * scale + shift for number in odd(numbers)]


@given(many)
def test_up_and_down_are_alike(numbers):
    assert sorted(-one for one in odd([-one for one in numbers])) == sorted(odd(numbers))


@given(many, st.sampled_from([-1, 1]))
def test_one_that_goes_far_enough_is_odd(numbers, way):
    far = way * 10**9
    assert odd([*numbers, far]) and far in odd([*numbers, far])


@given(many, st.integers(10**9, 10**12), st.integers(10**9, 10**12))
def test_how_wild_a_wild_number_is_moves_no_fence(numbers, one, other):
    assert outliers.fences([*numbers, one]) == outliers.fences([*numbers, other])


@pytest.mark.parametrize("value", [0, 7])
def test_among_equals_any_other_is_odd(value):
    assert odd([value] * 8) == []
    assert odd([value] * 8 + [value + 1]) == [value + 1]
