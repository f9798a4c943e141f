"""Passwords that will not do, because others have had them."""

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal import passwords

TOLD = "Lösenordet är ett av dem som prövas först av den som vill ta sig in. Välj något eget."


def told(password):
    try:
        validate_password(password)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    "password",
    [
        "password2026!",
        "!!!!Password!!!!",
        "P@ssw0rd123456",
        "1234sunshine1234",
        "dragondragondragon",
        "Welcome-2026-11",
        "p4$$w0rdp4$$w0rd",
        "monkeymonkey99!!",
    ],
)
def test_a_common_password_in_other_clothes_is_still_common(password):
    assert TOLD in told(password)


@pytest.mark.parametrize(
    "password",
    [
        "en lång och säker fras",
        "korrekt-häst-batteri-häftklammer",
        "Tvåhundra gula cyklar",
        "x7Gq2!vPz09Lm",
        "sunshine over the harbour",
    ],
)
def test_words_of_ones_own_will_do(password):
    assert told(password) == []


@pytest.mark.parametrize("text", ["", "0", "!!!!!!!!!!!!", "å" * 12, "\x00" * 12, "🔑🔑🔑"])
def test_any_text_is_looked_at(text):
    assert passwords.DressedUpPasswordValidator().refuses(text) in (True, False)


# ---- the file of breached passwords ----


def hashes(words, ending=":17\n"):
    made = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in words)
    return "".join(one + ending for one in made)


@pytest.fixture
def breached(tmp_path, settings):
    def breached(text):
        path = tmp_path / "breached.txt"
        path.write_text(text, newline="")
        settings.BREACHED_PASSWORDS = str(path)
        return path

    return breached


WORDS = [f"ett läckt lösenord {n}" for n in range(300)]


@pytest.mark.parametrize("ending", [":17\n", "\n", ":3\r\n"])
def test_every_one_in_the_file_is_found_and_no_other(breached, ending):
    breached(hashes(WORDS, ending))
    assert all(TOLD in told(word) for word in WORDS)
    assert told("ett lösenord som inte har läckt") == []


@given(listed=st.lists(st.text(max_size=5), max_size=12), asked=st.text(max_size=5))
def test_halving_finds_what_reading_all_finds(tmp_path_factory, listed, asked):
    path = tmp_path_factory.mktemp("hashes") / "hashes"
    path.write_text(hashes(set(listed)))
    assert passwords.is_listed(path, asked) == (asked in listed)


def test_without_a_file_nothing_is_looked_up(settings):
    settings.BREACHED_PASSWORDS = ""
    assert told(WORDS[0]) == []


def test_a_file_with_one_line_without_an_end_is_read(breached):
    breached(hashes([WORDS[0]], ending=""))
    assert TOLD in told(WORDS[0])
