"""Amounts are read as Danes write them, and never guessed at."""

import pytest
from starlette.datastructures import FormData

from app.core.amounts import Kroner, NotAnAmount, read_mm, read_ore, written_kroner
from app.core.forms import Form, read
from app.core.i18n import speak


@pytest.fixture(autouse=True)
def danish():
    speak("da")
    yield
    speak("da")


@pytest.mark.parametrize(
    "typed,ore",
    [
        ("1.250,50", 125_050), ("1250,5", 125_050), ("1250", 125_000), ("0", 0), ("0,05", 5), ("200 kr.", 20_000),
        ("kr. 200", 20_000), ("1.250,-", 125_000), ("1.000.000", 100_000_000), ("\N{NO-BREAK SPACE}12 ", 1_200),
    ],
)  # fmt: skip
def test_kroner_become_ore(typed, ore):
    assert read_ore(typed) == ore


@pytest.mark.parametrize(
    "typed",
    [
        "1.25",
        "1250.50",
        "1,250.50",
        "12,345",
        "-4",
        "1e5",
        "NaN",
        "Infinity",
        "",
        " ",
        "abc",
        "1 250",
        "٣",
        "10.000.001",
    ],
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(NotAnAmount):
        read_ore(typed)


def test_the_reader_s_language_decides_which_sign_parts_the_decimals():
    speak("en")

    assert read_ore("1,250.50") == 125_050
    assert written_kroner(125_050) == "1,250.50"
    with pytest.raises(NotAnAmount):
        read_ore("1.250,50")


def test_centimetres_become_millimetres():
    assert read_mm("62,5") == 625
    with pytest.raises(NotAnAmount):
        read_mm("62,55")


def test_written_kroner_can_be_read_again():
    for ore in (0, 5, 20_000, 125_050, 99_999_900):
        assert read_ore(written_kroner(ore)) == ore


class FeeForm(Form):
    fee: Kroner


def test_a_form_says_beside_the_field_how_an_amount_is_written():
    wrong = read(FeeForm, FormData({"fee": "1.25"}))
    right = read(FeeForm, FormData({"fee": "1.250,50"}))

    assert str(wrong.errors["fee"]) == "Skriv et tal, fx 1.250,50"
    assert wrong["fee"] == "1.25"
    assert right.value is not None
    assert right.value.fee == 125_050
