"""What surrounds every request bears whatever a browser sends along."""

import pytest

from tests.factories import make_person


@pytest.mark.parametrize("odd", ["a@b=1", "foo,bar=1", "x[0]=1", 'prefs="{"x":1}"', "expires=1"])
def test_the_cookies_of_other_sites_break_nothing(db, browse, odd):
    visitor = browse(make_person(db))
    own = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())

    answer = visitor.client.get("/", headers={"Cookie": f"{odd}; {own}; language=en"})

    assert answer.status_code == 200
    assert '<html lang="en"' in answer.text


def test_a_page_and_its_fragment_are_kept_apart(db, browse):
    visitor = browse(make_person(db))

    whole, part = visitor.get("/items"), visitor.get("/items", headers={"HX-Request": "true"})

    assert "<html" not in part.text
    assert whole.headers["vary"] == part.headers["vary"] == "HX-Request"
