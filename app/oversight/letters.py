"""The letters about management control: a page waits, it still waits, and for those who check, it is overdue."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution, Person
from app.core.formats import long_date
from app.core.i18n import Text, _, ngettext_
from app.history import on
from app.history.models import Event
from app.notifications.write import Words, write_letter
from app.oversight.holders import people_who_check, tree_of
from app.oversight.models import Oversight
from app.oversight.words import quarter

SEE_PAGE = _("See the page and sign it")
SEE_PAGES = _("See your pages and sign them")


@on("oversight_opened")
def tell_holders(db: Session, event: Event) -> None:
    """One letter to each budget holder, with all the pages they are to sign."""
    _to_holders(db, event, _("Your oversight of %(quarter)s is ready"))


@on("oversight_reminded")
def remind_holders(db: Session, event: Event) -> None:
    """The same again to those whose pages are not signed."""
    _to_holders(db, event, _("Remember your oversight of %(quarter)s"))


@on("oversight_overdue")
def tell_checkers(db: Session, event: Event) -> None:
    """Those who check are told which pages nobody signed in time."""
    rows = _waiting(db, event)
    if not rows:
        return
    names = dict(db.exec(select(Institution.id, Institution.name)).all())
    late = [_("%(place)s, %(quarter)s", place=names[row.institution_id], quarter=quarter(row)) for row in rows]

    def say() -> Words:
        return Words(
            ngettext_("%(count)s oversight is overdue", "%(count)s oversights are overdue", len(late)),
            [_("Nobody has signed these in time:"), "\n".join(str(each) for each in late)],
            "/oversight/overview?state=overdue",
            _("See who has signed"),
        )

    for person in people_who_check(db):
        write_letter(db, event, person, say)


def _to_holders(db: Session, event: Event, subject: Text) -> None:
    tree = tree_of(db)
    people: dict[UUID, Person] = {}
    pages: Mapping[UUID, list[Oversight]] = defaultdict(list)
    for row in _waiting(db, event):
        for person in tree.holders_of(row.institution_id):
            people[person.id] = person
            pages[person.id].append(row)
    for person_id, person in people.items():
        write_letter(db, event, person, _Said(subject, pages[person_id], tree.places))


class _Said:
    """What the letter to one budget holder says."""

    def __init__(self, subject: Text, rows: Sequence[Oversight], places: Mapping[UUID, Institution]) -> None:
        self.subject, self.rows, self.places = subject, rows, places

    def __call__(self) -> Words:
        first, is_one = self.rows[0], len(self.rows) == 1
        places = "\n".join(sorted(self.places[row.institution_id].name for row in self.rows))
        due = long_date(min(row.due_on for row in self.rows))
        return Words(
            self.subject.fill(quarter=quarter(first)),
            [
                _("The quarter is over. Look through what was bought, collected and written off at:"),
                places,
                _("Sign by %(day)s at the latest. What you sign stands as you saw it.", day=due),
            ],
            f"/oversight/{first.institution_id}/{first.quarter}" if is_one else "/oversight",
            SEE_PAGE if is_one else SEE_PAGES,
        )


def _waiting(db: Session, event: Event) -> list[Oversight]:
    """The pages the event is about that nobody has signed yet."""
    ids = [UUID(each) for each in event.after["pages"]]
    asked = select(Oversight).where(col(Oversight.id).in_(ids), col(Oversight.signed_at).is_(None))
    return list(db.exec(asked.order_by(col(Oversight.first_on), col(Oversight.id))).all())
