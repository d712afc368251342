"""Goals and campaigns in plain sentences."""

from collections.abc import Mapping
from typing import Final

from app.core.formats import kr_short, number
from app.core.i18n import Text, _, ngettext_
from app.reports.goals.models import Goal, GoalKind
from app.reports.goals.standing import Standing, State

KINDS: Final[Mapping[GoalKind, tuple[Text, Text]]] = {
    GoalKind.THINGS: (_("More things from reuse"), _("So many things got during the year")),
    GoalKind.MONEY: (_("More kroner saved"), _("Net, as in the report")),
    GoalKind.SHARE: (
        _("A larger share from reuse"),
        _("Percent of what was needed; asks for registered new purchases"),
    ),
    GoalKind.FEWER_NEW: (_("Fewer bought new"), _("At most so many new ones of one kind; asks for registered ones")),
}
STATES: Final[Mapping[State, tuple[Text, str, str]]] = {
    State.REACHED: (_("Reached"), "good", "circle-check"),
    State.ON_WAY: (_("On the way"), "good", "trending-up"),
    State.BEHIND: (_("Behind"), "warn", "clock"),
    State.MISSED: (_("Missed"), "bad", "alert-circle"),
    State.UNKNOWN: (_("Cannot be told"), "", "info-circle"),
}


def goal_name(goal: Goal, categories: Mapping[str, str]) -> Text:
    """What the goal is about."""
    kind = categories.get(goal.category_key, goal.category_key)
    general, of_kind = {
        GoalKind.THINGS: (_("Things from reuse"), _("From reuse: %(kind)s")),
        GoalKind.MONEY: (_("Saved, net"), _("Saved, net: %(kind)s")),
        GoalKind.SHARE: (_("Share of the need met by reuse"), _("Share of the need met by reuse: %(kind)s")),
        GoalKind.FEWER_NEW: (_("Fewer bought new"), _("Fewer bought new: %(kind)s")),
    }[goal.kind]
    return of_kind.fill(kind=kind) if kind else general


def short(kind: GoalKind, value: int) -> Text | str:
    """An amount where the words around it say of what: 1.200, 2,5 mio. kr., 40 %."""
    return number(value) if kind in (GoalKind.THINGS, GoalKind.FEWER_NEW) else amount(kind, value)


def amount(kind: GoalKind, value: int) -> Text | str:
    """An amount in the unit of its kind: 1.200 ting, 2,5 mio. kr., 40 %, 12 nye."""
    if kind is GoalKind.MONEY:
        return kr_short(value)
    if kind is GoalKind.SHARE:
        return _("%(percent)s %%", percent=value)
    if kind is GoalKind.FEWER_NEW:
        return ngettext_("%(num)s new one", "%(num)s new ones", value).fill(num=number(value))
    return ngettext_("%(num)s thing", "%(num)s things", value).fill(num=number(value))


def sentence(standing: Standing) -> Text:
    """Where it stands, and what is needed from now on."""
    kind, done = standing.goal.kind, standing.done
    if done is None and kind is GoalKind.FEWER_NEW:
        return _("No new purchase of the kind is registered, this year or last year, so nobody can tell.")
    if done is None:
        return _("No new purchase is registered, so nobody can tell the share.")
    if kind is GoalKind.SHARE:
        return _of_share(standing, done)
    if kind is GoalKind.FEWER_NEW:
        return _of_fewer(standing, done)
    if standing.state is State.REACHED:
        return (
            _("The goal is reached, with %(more)s to spare.", more=amount(kind, done - standing.goal.target))
            if done > standing.goal.target
            else _("The goal is reached.")
        )
    if standing.is_over:
        return _("The year ended %(left)s short of the goal.", left=amount(kind, standing.left))
    return _to_go(standing)


def _to_go(standing: Standing) -> Text:
    left = amount(standing.goal.kind, standing.left)
    if standing.a_month is None:
        days = ngettext_("%(count)s day is left", "%(count)s days are left", standing.days_left)
        return _("You lack %(left)s, and %(days)s.", left=left, days=days)
    a_month = amount(standing.goal.kind, standing.a_month)
    if standing.goal.kind is GoalKind.MONEY:
        return _("You lack %(left)s, or %(a_month)s a month for the rest of the year.", left=left, a_month=a_month)
    a_month = number(standing.a_month)
    return _("You lack %(left)s. That is %(a_month)s a month for the rest of the year.", left=left, a_month=a_month)


def _of_share(standing: Standing, done: int) -> Text:
    if standing.state is State.REACHED:
        return _("Reuse meets %(percent)s %% of the need. That is the goal or more.", percent=done)
    swap = ngettext_("%(count)s new thing", "%(count)s new things", standing.to_swap)
    return _("Reuse meets %(percent)s %% of the need. With reuse instead of %(swap)s, the goal would be met.",
             percent=done, swap=swap)  # fmt: skip


def _of_fewer(standing: Standing, done: int) -> Text:
    words = {"done": number(done), "most": number(standing.goal.target), "left": number(standing.left)}
    if done > standing.goal.target:
        return _("%(done)s are bought new. That is %(over)s more than the goal.").fill(
            over=number(done - standing.goal.target), **words
        )
    if standing.is_over:
        return _("%(done)s were bought new, and the goal was at most %(most)s.").fill(**words)
    if standing.a_month is None:
        return _("%(done)s of at most %(most)s are bought new. %(left)s are left for the rest of the year.").fill(
            **words
        )
    return _("%(done)s of at most %(most)s are bought new. %(left)s are left: %(a_month)s a month.").fill(
        a_month=number(standing.a_month), **words
    )


def change_since(now: int, then: int) -> Text:
    """How one count moved against another, as a count and not as a percentage of few."""
    if now == then:
        return _("As many")
    words = {"count": number(abs(now - then))}
    return (_("%(count)s more") if now > then else _("%(count)s fewer")).fill(**words)
