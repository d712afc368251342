"""The formulas give the figures worked out by hand, and refuse what cannot be."""

from decimal import Decimal

import pytest

from app.impact.formulas import (
    DISPLACEMENT,
    Answer,
    Factors,
    Group,
    ImpossibleFigure,
    Part,
    Triple,
    allocate,
    life_share,
    return_reversal,
    true_up,
    unused_share,
    use_phase,
    weigh,
    whole,
)
from app.impact.totals import Attribution, aggregate, attribute, money, sanity_ratio, waste_kept_back

EL, VAN = Decimal("0.15165"), Decimal("0.34584")
CHAIR = Triple(Decimal(76), Decimal(36), Decimal(150))


def decimals(*texts):
    return tuple(Decimal(text) for text in texts)


def group(count, answer=Answer.NEW):
    return Group(Decimal(count), DISPLACEMENT[answer])


def line(new_kg=CHAIR, *groups, **given):
    return Factors(new_kg=new_kg, groups=groups, el_kg_per_kwh=EL, van_kg_per_km=VAN, **given)


def ten_chairs(answer=Answer.NEW):
    return weigh(line(CHAIR, group(10, answer), kwh=Decimal("1.5"), trip_km=Decimal(18)))


def six_desks():
    return weigh(
        line(
            Triple(Decimal(160), Decimal(110), Decimal(180)),
            group(6),
            life_share=life_share("B"),
            kwh=Decimal(4),
            parts=(Part(Decimal(8), Decimal("3.47312")),),
            trip_km=Decimal(34),
        )
    )


def test_w1_ten_chairs_that_replace_new_ones():
    found = ten_chairs()

    assert (found.gross, found.refurb, found.transport) == (Decimal(760), Decimal("0.227475"), Decimal("6.22512"))
    assert (found.parts, found.use_phase, found.burden) == (0, 0, Decimal("6.452595"))
    assert (found.net, found.low, found.high) == (
        Decimal("753.547405"),
        Decimal("278.3211075"),
        Decimal("1496.7737025"),
    )


def test_w2_without_an_answer_the_default_displacement_counts():
    found = ten_chairs(Answer.UNKNOWN)

    assert (found.gross, found.net) == (Decimal(418), Decimal("411.547405"))
    assert (found.low, found.high) == (Decimal("98.3211075"), Decimal("1196.7737025"))


def test_w3_condition_and_new_steel_weigh_in():
    found = six_desks()

    assert (found.gross, found.parts, found.burden) == (Decimal(720), Decimal("27.78496"), Decimal("40.15012"))
    assert (found.net, found.low, found.high) == (Decimal("679.84988"), Decimal("335.77482"), Decimal("789.92494"))


def test_w4_mixed_answers_and_parts():
    parts = (Part(Decimal(12), Decimal("8.2")), Part(Decimal(5), Decimal(93)), Part(Decimal(6), Decimal("3.1")))
    groups = (group(8), group(7, Answer.UNKNOWN), group(5, Answer.NONE))
    laptop = Triple(Decimal(220), Decimal(150), Decimal(330))

    found = weigh(line(laptop, *groups, life_share=Decimal("0.6"), parts=parts, kwh=Decimal(10)))

    assert (found.gross, found.parts, found.net) == (Decimal("1564.2"), Decimal(582), Decimal("980.6835"))
    assert (found.low, found.high) == (Decimal("-110.27475"), Decimal("2401.04175"))


def test_w5_a_chair_nobody_needed_is_negative():
    found = weigh(line(Triple(Decimal(26), Decimal(18), Decimal(38)), group(1, Answer.NONE), trip_km=Decimal(80)))

    assert (found.net, found.low, found.high) == (Decimal("-27.6672"), Decimal("-41.5008"), Decimal("-13.8336"))


def test_w6_a_trip_is_shared_in_whole_grams():
    assert allocate(8784, [Decimal("1.20"), Decimal("0.80"), Decimal("0.35")]) == [4486, 2990, 1308]


def test_w7_the_same_chair_twice_is_not_credited_twice():
    correction = true_up(Decimal(76), Decimal(1), Decimal("0.75"), Decimal(2), Decimal(12))

    assert round(correction, 3) == Decimal("-44.333")
    assert round(57 + correction + 38, 3) == Decimal("50.667")


@pytest.mark.parametrize(
    "displaced, expected", [("10", (25000, 20400, 2450, 22850)), ("5.5", (13750, 9150, 2450, 11600))]
)
def test_w8_and_w9_money(displaced, expected):
    costs = {"internal": Decimal(400), "fee": Decimal(600), "external": Decimal(350), "labour": Decimal(1800)}

    found = money(Decimal(2500), Decimal(displaced), Decimal(10), **costs)

    assert (found.avoided, found.institution, found.workshop, found.group) == expected


def test_w10_two_lines_together():
    lines = [Triple(each.net, each.low, each.high) for each in (ten_chairs(), six_desks())]

    total = aggregate(lines)

    assert (total.net, total.low_env, total.high_env) == (
        Decimal("1433.397285"),
        Decimal("614.0959275"),
        Decimal("2286.6986425"),
    )
    assert (round(total.low_rss, 3), round(total.high_rss, 3)) == (Decimal("846.688"), Decimal("2184.731"))


def test_w11_an_old_fridge_loses():
    extra = use_phase(Decimal(350), Decimal(110), Decimal(5), EL)
    everything = Group(Decimal(1), Triple(Decimal(1), Decimal(1), Decimal(1)))
    fridge = Triple(Decimal(260), Decimal(260), Decimal(260))

    found = weigh(
        line(
            fridge,
            everything,
            life_share=Decimal("0.5"),
            transport_kg=Decimal(3),
            use_phase_kg=extra,
        ),
    )

    assert (found.gross, found.use_phase, found.net) == (Decimal(130), Decimal("181.98"), Decimal("-54.98"))


def test_w12_three_chairs_come_back():
    reversal = return_reversal(Decimal(760), Decimal(10), Decimal(3))

    assert reversal == -228
    assert ten_chairs().net + reversal - 18 * VAN == Decimal("519.322285")


def test_w13_a_new_factor_leaves_the_booked_line_alone():
    before = weigh(line(CHAIR, group(10)))
    after = weigh(line(Triple(Decimal(60), Decimal(36), Decimal(150)), group(10)))

    assert before.gross + after.gross == 1360
    assert 2 * after.gross == 1200


def test_w14_half_to_each_in_whole_grams():
    found = attribute(753547, Attribution.HALF)

    assert (found.receiver, found.donor) == (376774, 376773)
    assert attribute(753547).donor == 0


def test_w15_the_ratio_is_inside_the_band_and_waste_is_the_donors():
    found = sanity_ratio(Decimal("753.547405"), Decimal(25000))

    assert found.ratio is not None
    assert (round(found.ratio, 5), found.inside) == (Decimal("0.03014"), True)
    assert waste_kept_back(Decimal(10), Decimal(13), was_to_be_discarded=True) == 130
    assert waste_kept_back(Decimal(10), Decimal(13), was_to_be_discarded=False) == 0


@pytest.mark.parametrize("net, inside", [("0.00999", False), ("0.01", True), ("0.10", True), ("0.10001", False)])
def test_a_ratio_outside_the_band_is_flagged(net, inside):
    assert sanity_ratio(Decimal(net), Decimal(1)).inside is inside


def test_nothing_avoided_has_no_ratio():
    assert sanity_ratio(Decimal(5), Decimal(0)).ratio is None


def test_a_use_phase_that_saves_still_keeps_net_inside_its_interval():
    found = weigh(line(CHAIR, group(1, Answer.NONE), use_phase_kg=Decimal(-10)))

    assert (found.low, found.net, found.high) == decimals("5", "10", "15")


def test_halves_round_away_from_zero():
    assert [whole(Decimal(each)) for each in ("0.5", "1.5", "-0.5", "0.4999")] == [1, 2, -1, 0]


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: weigh(line(Triple(Decimal(76), Decimal(80), Decimal(150)), group(1))),
        lambda: weigh(line(CHAIR, Group(Decimal(-1), DISPLACEMENT[Answer.NEW]))),
        lambda: weigh(line(CHAIR, Group(Decimal(1), Triple(Decimal(1), Decimal(1), Decimal(2))))),
        lambda: weigh(line(CHAIR, group(1), life_share=Decimal("1.01"))),
        lambda: weigh(line(CHAIR, group(1), kwh=Decimal(-1))),
        lambda: weigh(line(CHAIR, group(1), trip_km=Decimal(1), transport_kg=Decimal(1))),
        lambda: life_share("E"),
        lambda: unused_share(Decimal(1), Decimal(1), Decimal(0)),
        lambda: return_reversal(Decimal(760), Decimal(10), Decimal(11)),
        lambda: allocate(10, []),
        lambda: allocate(10, [Decimal(1), Decimal(-1)]),
        lambda: waste_kept_back(Decimal(-1), Decimal(1), was_to_be_discarded=True),
    ],
)
def test_an_impossible_figure_is_refused_with_a_sentence(impossible):
    with pytest.raises(ImpossibleFigure, match=r"\.$"):
        impossible()
