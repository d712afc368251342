"""The stock of parts with two partners' gifts, a chair at an upholsterer, and a chair that became spare parts."""

from datetime import timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.clock import today
from app.demo.today.stage import Stage
from app.workshop.actions import receive_units
from app.workshop.actions.harvest import Harvested, take_unit_apart
from app.workshop.actions.parts import use_part_from_stock
from app.workshop.actions.repairs import send_out
from app.workshop.actions.scrap import Disposal
from app.workshop.actions.stock import add_part_to_stock, bring_in_parts
from app.workshop.leaving.models import Fraction
from app.workshop.models import Job, JobState
from app.workshop.stock.models import PartStock, PartUnit
from app.workshop.stock.queries import THOUSAND, parts_in_stock

# name, how many, price of one in øre, where it lies, when there is too little
PIECES = (
    ("Gaslift", 3, 18_500, "Skuffe 1", 3),
    ("Sæt med fem hjul", 14, 12_000, "Skuffe 1", 4),
    ("Dup til stoleben", 220, 600, "Skuffe 2", 40),
    ("Armlæn", 0, 0, "Hylde 4", 0),
    ("Låsecylinder", 9, 11_000, "Skuffe 3", 2),
)
# name, kilos, partner, factor, kilos below which there is too little
GIFTS = (
    ("Airbagstof", 42, "Autogenbrug Demo", "mat_textile", 5),
    ("Restetræ, eg", 180, "Snedkeriet Demo", "mat_wood", 20),
)


def fill_stock(stage: Stage) -> None:
    """What the workshop keeps, and what was done with it during the last days."""
    lise = stage.who("lise")
    with stage.ago(5, 9) as db:
        for name, count, price_ore, place, low in PIECES:
            part = add_part_to_stock(
                db, by=lise, name=name, price_ore=price_ore, place=place, low_at=low * THOUSAND
            )  # fmt: skip
            _bring(db, part, count, by=lise)
        for name, kilos, partner, factor, low in GIFTS:
            part = add_part_to_stock(
                db, by=lise, name=name, unit=PartUnit.KG, is_donated=True, partner=partner, factor_key=factor,
                place="Bag porten", low_at=low * THOUSAND,
            )  # fmt: skip
            _bring(db, part, kilos, by=lise)
    _send_chair_out(stage)
    _take_chair_apart(stage)


def _bring(db: Session, part: PartStock, amount: int, *, by: Viewer) -> None:
    if amount:
        bring_in_parts(db, part, Decimal(amount), by=by, price_ore=amount * part.price_ore)


def _send_chair_out(stage: Stage) -> None:
    """The grey chair that is half done gets a new cover: with the partner's fabric, by somebody who can."""
    vagn = stage.who("vagn")
    with stage.ago(1, 15) as db:
        begun = select(Job, Unit).join(Unit, col(Unit.id) == Job.unit_id)
        begun = begun.where(Unit.title == "Kontorstol, grå", Job.state == JobState.OPEN, Job.minutes > 0)
        job, chair = db.exec(begun.order_by(col(Job.started_at), col(Job.id)).limit(1)).one()
        _use(db, job, "Airbagstof", Decimal("0.6"), by=vagn)
        expected = today() + timedelta(days=9)
        send_out(db, chair, repairer="Polstreren Demo", expected_on=expected, note="Nyt betræk på sædet.", by=vagn)


def _use(db: Session, job: Job, name: str, amount: Decimal, *, by: Viewer) -> None:
    stock = next(part for part in parts_in_stock(db) if part.name == name)
    use_part_from_stock(db, job, stock, amount=amount, by=by)


def _take_chair_apart(stage: Stage) -> None:
    lise = stage.who("lise")
    with stage.ago(4, 11) as db:
        chair = receive_units(
            db, stage.town.categories["task_chair"], count=1, by=lise, title="Kontorstol, sort", condition=1,
            giver_id=stage.town.institutions["3103"].id,
        )[0]  # fmt: skip
    with stage.ago(3, 9) as db:
        take_unit_apart(
            db, chair, [Harvested("Armlæn", Decimal(2)), Harvested("Sæt med fem hjul", Decimal(1))], by=lise,
            note="Stellet er knækket",
            disposal=Disposal(
                grams={Fraction.METAL: 7_500, Fraction.TEXTILE: 900}, taker="Genbrugspladsen Demo",
                receipt_note="Vejeseddel 4471",
            ),
        )  # fmt: skip
