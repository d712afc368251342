"""The workshop's units, jobs and erasures, read for those who work there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.catalogue.models import Category, Item, ItemPhoto, StoragePlace, Unit, UnitSet
from app.core.errors import NotFound
from app.media.models import Photo
from app.workshop.burdens import Burdens as Burdens
from app.workshop.burdens import PartUsed as PartUsed
from app.workshop.burdens import burdens_of_unit as burdens_of_unit
from app.workshop.burdens import burdens_of_units as burdens_of_units
from app.workshop.erasure.state import DeviceState, device_state
from app.workshop.labels.queries import has_number
from app.workshop.models import Job, JobPart, JobPhoto, JobTask
from app.workshop.numbers import MOST, read_unit_numbers
from app.workshop.readiness import HAS_PASSED, IS_TO_DO, LAST_JOB_ID

T = TypeVar("T")


@dataclass(frozen=True)
class UnitFacts:
    """A unit with what stands around it; `job` is the one going on, or the last one since it was received."""

    unit: Unit
    category: Category
    device: DeviceState
    giver: Institution | None
    holder: Institution | None
    stands_at: Institution | None  # where it stays until somebody wants it
    place: StoragePlace | None
    item: Item | None
    unit_set: UnitSet | None
    job: Job | None

    @property
    def has_live_job(self) -> bool:
        return self.job is not None and self.job.ended_at is None

    @property
    def is_device(self) -> bool:
        """Whether it may bear data: its kind does, or a medium is listed in it."""
        return self.category.is_data_bearing or bool(self.device.media)

    @property
    def is_erased(self) -> bool:
        """The gate is open for it."""
        return self.device.is_erased

    @property
    def must_be_destroyed(self) -> bool:
        return self.device.must_be_destroyed


def find_unit(db: Session, number: str | None) -> Unit | None:
    """The unit with this number, or with the pre-printed label of this code; or None."""
    return db.exec(select(Unit).where(has_number([number]))).one_or_none() if number else None


def get_unit(db: Session, number: str | None) -> Unit:
    """The unit with this number."""
    return _found(find_unit(db, number))


def _found(row: T | None) -> T:
    if row is None:
        raise NotFound
    return row


def units_listed(db: Session, listed: str) -> list[Unit]:
    """The units of a list of numbers, in the order of their numbers; those that do not exist are left out."""
    numbers = read_unit_numbers(listed)
    return list(db.exec(select(Unit).where(has_number(numbers)).order_by(col(Unit.number))).all())


def units_like(db: Session, unit: Unit, *, passed: bool) -> list[Unit]:
    """This unit and those that came with it and are the same, as far as they too passed their check, or wait."""
    same = select(Unit).where(
        Unit.category_id == unit.category_id,
        Unit.title == unit.title,
        col(Unit.report_id).is_not_distinct_from(unit.report_id),
        col(Unit.item_id).is_not_distinct_from(unit.item_id),
        HAS_PASSED if passed else IS_TO_DO,
    )
    return list(db.exec(same.order_by(col(Unit.number)).limit(MOST)).all())


def units_of_report(db: Session, report_id: UUID) -> list[Unit]:
    """What was registered from this surplus report."""
    return list(db.exec(select(Unit).where(Unit.report_id == report_id).order_by(col(Unit.number))).all())


def units_of_item(db: Session, item: Item) -> list[Unit]:
    """All units of the item, wherever they are."""
    return list(db.exec(select(Unit).where(Unit.item_id == item.id).order_by(col(Unit.number))).all())


def facts_of_unit(db: Session, unit: Unit) -> UnitFacts:
    """The unit with what stands around it."""
    giver, holder, host = aliased(Institution), aliased(Institution), aliased(Institution)
    around: Any = (
        sa.select(Category, giver, holder, host, StoragePlace, Item, UnitSet, Job)
        .select_from(Unit)
        .join(Category, col(Category.id) == col(Unit.category_id))
        .outerjoin(giver, col(giver.id) == col(Unit.giver_id))
        .outerjoin(holder, col(holder.id) == col(Unit.holder_id))
        .outerjoin(host, col(host.id) == col(Unit.stands_at_id))
        .outerjoin(StoragePlace, col(StoragePlace.id) == col(Unit.storage_place_id))
        .outerjoin(Item, col(Item.id) == col(Unit.item_id))
        .outerjoin(UnitSet, col(UnitSet.id) == col(Unit.set_id))
        .outerjoin(Job, col(Job.id) == LAST_JOB_ID)
        .where(col(Unit.id) == unit.id)
    )
    category, *others = db.execute(around).one()
    return UnitFacts(unit, category, device_state(db, unit), *others)


def last_job(db: Session, unit: Unit) -> Job | None:
    """The unit's newest job since it was last received."""
    return db.exec(
        select(Job)
        .where(Job.unit_id == unit.id, Job.started_at >= unit.received_at)
        .order_by(col(Job.started_at).desc(), col(Job.id).desc())
    ).first()


def get_job(db: Session, job_id: UUID) -> tuple[Job, Unit]:
    """A job with its unit."""
    return _found(
        db.exec(select(Job, Unit).join(Unit, col(Unit.id) == Job.unit_id).where(Job.id == job_id)).one_or_none()
    )


def tasks_of(db: Session, job: Job) -> list[JobTask]:
    """The job's steps in their order."""
    return list(db.exec(select(JobTask).where(JobTask.job_id == job.id).order_by(col(JobTask.position))).all())


def get_task(db: Session, job: Job, task_id: UUID) -> JobTask:
    """One step of this job."""
    return _found(db.exec(select(JobTask).where(JobTask.id == task_id, JobTask.job_id == job.id)).one_or_none())


def parts_of(db: Session, job: Job) -> list[JobPart]:
    """What went into the thing during this job."""
    return list(db.exec(select(JobPart).where(JobPart.job_id == job.id).order_by(col(JobPart.id))).all())


def get_part(db: Session, job: Job, part_id: UUID) -> JobPart:
    """One part of this job."""
    return _found(db.exec(select(JobPart).where(JobPart.id == part_id, JobPart.job_id == job.id)).one_or_none())


def job_photos(db: Session, job: Job) -> list[JobPhoto]:
    """The photos of the job, oldest first."""
    return list(db.exec(select(JobPhoto).where(JobPhoto.job_id == job.id).order_by(col(JobPhoto.id))).all())


def get_item(db: Session, item_id: UUID) -> Item:
    """An item of the municipality, in the shop or not."""
    return _found(db.exec(select(Item).where(Item.id == item_id)).one_or_none())


def item_photos(db: Session, item: Item) -> list[ItemPhoto]:
    """The item's photos in their order."""
    wanted = select(ItemPhoto).where(ItemPhoto.item_id == item.id)
    return list(db.exec(wanted.order_by(col(ItemPhoto.position), col(ItemPhoto.id))).all())


def get_item_photo(db: Session, item: Item, photo_id: UUID) -> ItemPhoto:
    """One photo of this item."""
    wanted = select(ItemPhoto).where(ItemPhoto.item_id == item.id, ItemPhoto.photo_id == photo_id)
    return _found(db.exec(wanted).one_or_none())


def photos_listed(db: Session, photo_ids: Sequence[UUID]) -> list[Photo]:
    """These photos, in the order asked for."""
    found = {photo.id: photo for photo in db.exec(select(Photo).where(col(Photo.id).in_(photo_ids)))}
    return [found[each] for each in photo_ids if each in found]


def active_categories(db: Session) -> list[Category]:
    """The categories in use, by the reader's name for them."""
    return sorted(db.exec(select(Category).where(col(Category.is_active))), key=lambda each: each.name)


def get_category(db: Session, category_id: UUID) -> Category:
    """One category of the municipality."""
    return _found(db.exec(select(Category).where(Category.id == category_id)).one_or_none())


def same_before(db: Session, unit: Unit) -> Item | None:
    """The newest item of the same kind and name, which measures and colour can be taken from."""
    alike = select(Item).where(Item.category_id == unit.category_id, Item.title == unit.title)
    return db.exec(alike.order_by(col(Item.id).desc())).first()


def items_to_join(db: Session, unit: Unit) -> list[Item]:
    """Items of the same kind and name in the shop, which this unit could be one more of."""
    return list(
        db.exec(
            select(Item)
            .where(
                Item.category_id == unit.category_id,
                Item.title == unit.title,
                col(Item.published_at).is_not(None),
                col(Item.withdrawn_at).is_(None),
            )
            .order_by(col(Item.published_at).desc())
            .limit(3)
        ).all()
    )
