"""The factor sets a municipality has used: each is kept whole, the newest is in force, and none is ever changed."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from time import monotonic
from typing import Final, Protocol
from uuid import UUID

from sqlmodel import Session, col, select

from app.catalogue.models import Category
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.history.work import lock_chain
from app.impact.factors import (
    PRICE_FILE,
    FactorSet,
    digest_of_all,
    factor_set,
    read_factor_set,
    shipped_texts,
)
from app.impact.formulas import whole
from app.impact.frozen import canonical, loaded
from app.impact.loading import FactorFile
from app.impact.models import FactorSetVersion


class Loader(Protocol):
    """Whoever loads a set."""

    @property
    def person_id(self) -> UUID: ...

    @property
    def municipality_id(self) -> UUID: ...


class FactorsMovedOn(DomainError):
    message = _("The factors have changed since you looked. Send the file again and see what differs now.")


@lru_cache(maxsize=64)
def _read(_id: UUID, content: str) -> FactorSet:
    return read_factor_set(loaded(content))


_contents: dict[UUID, str] = {}
_shown: dict[UUID, tuple[float, FactorSet]] = {}
_SHOWN_FOR_SECONDS: Final = 60


def _set_of(db: Session, row_id: UUID) -> FactorSet:
    """The set of a row, read from the database and parsed once in each process: a row never changes."""
    if row_id not in _contents:
        _contents[row_id] = db.exec(select(FactorSetVersion.content).where(FactorSetVersion.id == row_id)).one()
    return _read(row_id, _contents[row_id])


def factors_in_force(db: Session) -> FactorSet:
    """The newest set of the session's municipality; the one that ships with Omløb until there is another."""
    newest = db.exec(select(FactorSetVersion.id).order_by(col(FactorSetVersion.number).desc()).limit(1)).first()
    return factor_set() if newest is None else _set_of(db, newest)


def factors_to_show(db: Session) -> FactorSet:
    """The set in force, at most a minute old: for pages that show what a thing saves, and book nothing."""
    municipality_id, moment = db.info["municipality_id"], monotonic()
    read_at, known = _shown.get(municipality_id, (0.0, factor_set()))
    if municipality_id not in _shown or moment - read_at > _SHOWN_FOR_SECONDS:
        known = factors_in_force(db)
        _shown[municipality_id] = moment, known
    return known


def factors_of_version(db: Session, version: str) -> FactorSet | None:
    """The set a booked line was computed with; None where nobody has it any more."""
    found = db.exec(select(FactorSetVersion.id).where(FactorSetVersion.version == version).limit(1)).first()
    if found is not None:
        return _set_of(db, found)
    return factor_set() if factor_set().version == version else None


def texts_in_force(db: Session) -> dict[str, str]:
    """The files of the set in force, by name."""
    newest = db.exec(select(FactorSetVersion).order_by(col(FactorSetVersion.number).desc()).limit(1)).first()
    # Because a set of older days holds no rates: those that ship with Omløb were in force then.
    return {**shipped_texts(), **(loaded(newest.content) if newest else {})}


def hash_in_force(db: Session) -> str:
    """What tells the files in force from any others, rates too."""
    return digest_of_all(texts_in_force(db))


def versions_of(db: Session) -> list[FactorSetVersion]:
    """Every set there has been, newest first."""
    return list(db.exec(select(FactorSetVersion).order_by(col(FactorSetVersion.number).desc())).all())


def keep_first_set(db: Session, municipality_id: UUID) -> None:
    """Keep the set that ships with Omløb as the municipality's first, unless it has one: booked lines point to it."""
    if db.exec(select(FactorSetVersion.id).limit(1)).first() is None:
        _add(db, municipality_id, 1, dict(shipped_texts()), None)


def load_factors(db: Session, file: FactorFile, *, stands_on: str, by: Loader) -> FactorSetVersion:
    """Put a set in force in which the file's rows are as they stand there; booked lines keep theirs.

    New prices become those of the kinds of things; what stands on a thing already stays. `stands_on` is the hash of
    the files the loader compared with: `FactorsMovedOn` where others came in between.
    """
    lock_chain(db, by.municipality_id)
    keep_first_set(db, by.municipality_id)
    if hash_in_force(db) != stands_on:
        raise FactorsMovedOn
    before = versions_of(db)[0]
    made = _add(db, by.municipality_id, before.number + 1, file.merged(texts_in_force(db)), by.person_id)
    told = {"version": made.version, "file": file.name, "changes": len(file.changes)}
    record(db, "factors_loaded", made, by=by, before={"version": before.version}, after=told)
    if file.name == PRICE_FILE:
        _price_kinds(db, file, by)
    _shown.pop(by.municipality_id, None)
    return made


def _price_kinds(db: Session, file: FactorFile, by: Loader) -> None:
    changed = {change.key for change in file.changes}
    for kind in db.exec(select(Category).where(col(Category.key).in_(changed))).all():
        row, before = file.rows[kind.key], kind.new_price_ore
        kind.new_price_ore = whole(Decimal(row["price_new_dkk_ex_vat"]) * 100)
        kind.new_price_source, kind.new_price_on = row["basis"][:200], date.fromisoformat(row["date"])
        db.add(kind)
        told = {"new_price_ore": kind.new_price_ore, "source": kind.new_price_source, "on": row["date"]}
        record(db, "category_priced", kind, by=by, before={"new_price_ore": before}, after=told)
    db.flush()


def _add(
    db: Session, municipality_id: UUID, number: int, texts: dict[str, str], loaded_by_id: UUID | None
) -> FactorSetVersion:
    made = FactorSetVersion(
        municipality_id=municipality_id, number=number, version=read_factor_set(texts).version,
        loaded_by_id=loaded_by_id, hash=digest_of_all(texts), content=canonical(texts),
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made
