"""Where a person's hand begins a journey in the served demo."""

from tests.in_a_browser.demo import Visit
from tests.in_a_browser.pages import PageOf
from tests.journeys.hand import Hand


def hand_of(visit: Visit, who: str, path: str = "/", *, width: int = 1280) -> Hand:
    """The hand of this person, who is signed in and stands at the address."""
    visit.open(PageOf("start", who, path, "-"), width=width, height=900)
    hand = Hand(visit.page, javascript=True)
    hand.starts_at(path)
    return hand
