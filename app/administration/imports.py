"""Import a spreadsheet: keep it while somebody looks at the preview, then read it in, whole or not at all."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import PurePath
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.administration.columns import INSTITUTIONS, ITEMS, PURCHASES
from app.administration.import_institutions import InstitutionPlan, import_institutions, plan_institutions
from app.administration.import_items import ItemPlan, import_items, plan_items
from app.administration.import_purchases import PurchasePlan, import_purchases, plan_purchases
from app.administration.models import ImportFile, ImportKind
from app.administration.spreadsheets import Unusable, read_sheet
from app.core.clock import now
from app.core.db import unscoped
from app.core.errors import DomainError, NotFound
from app.core.i18n import _
from app.history import record
from app.history.work import lock_chain

Plan = InstitutionPlan | ItemPlan | PurchasePlan
KEPT = timedelta(days=1)
SHOWN_ROWS = 50


class AlreadyImported(DomainError):
    message = _("This very file was read in before. Nothing has been added.")


def plan_import(db: Session, kind: ImportKind, data: bytes, *, by: Viewer | None = None) -> Plan:
    """What reading in the file would do; `Unusable` with every fault where a row stops it. Changes nothing."""
    plan: Plan
    if kind == ImportKind.INSTITUTIONS:
        plan = plan_institutions(db, read_sheet(data, INSTITUTIONS))
    elif kind == ImportKind.PURCHASES:
        plan = plan_purchases(db, read_sheet(data, PURCHASES), by=by)
    else:
        plan = plan_items(db, read_sheet(data, ITEMS))
    if plan.sheet.faults:
        raise Unusable(sorted(plan.sheet.faults, key=lambda fault: fault.row))
    return plan


def _refuse_second_time(db: Session, kind: ImportKind, data: bytes) -> None:
    same = select(ImportFile.id).where(
        ImportFile.kind == kind,
        ImportFile.sha256 == hashlib.sha256(data).hexdigest(),
        col(ImportFile.imported_at).is_not(None),
    )
    if kind != ImportKind.INSTITUTIONS and db.exec(same).first() is not None:
        raise AlreadyImported


def keep_file(db: Session, kind: ImportKind, name: str, data: bytes, *, by: Viewer | None) -> ImportFile:
    """Keep a file for the preview. `Unusable` names its faults; `AlreadyImported` where its things are here already."""
    _refuse_second_time(db, kind, data)
    plan = plan_import(db, kind, data, by=by)
    kept = ImportFile(
        municipality_id=db.info["municipality_id"], kind=kind, name=PurePath(name.replace("\\", "/")).name[:120],
        sha256=hashlib.sha256(data).hexdigest(), content=data, sent_by_id=by.person_id if by else None,
        rows=len(plan.sheet.rows),
    )  # fmt: skip
    db.add(kept)
    db.flush()
    return kept


def import_file(db: Session, kept: ImportFile, *, by: Viewer | None) -> Plan:
    """Read the kept file in, as things stand now. Two who press at the same time import it once."""
    # Because what is new in a file is told by what is registered, and two files may hold the same rows.
    lock_chain(db, kept.municipality_id)
    if kept.imported_at is not None:
        raise AlreadyImported
    _refuse_second_time(db, kept.kind, kept.content)
    plan = plan_import(db, kept.kind, kept.content, by=by)
    _claim(db, kept)
    if isinstance(plan, InstitutionPlan):
        import_institutions(db, plan, by=by)
    elif isinstance(plan, PurchasePlan):
        import_purchases(db, plan, by=by)
    else:
        import_items(db, plan, by=by)
    record(
        db, "file_imported", kept, by=by,
        after={"kind": kept.kind, "name": kept.name, "rows": kept.rows, "sha256": kept.sha256},
    )  # fmt: skip
    return plan


def _claim(db: Session, kept: ImportFile) -> None:
    claim = (
        sa.update(ImportFile)
        .where(col(ImportFile.id) == kept.id, col(ImportFile.imported_at).is_(None))
        .values(imported_at=now(), content=b"")
        .execution_options(synchronize_session=False)
    )
    try:
        claimed = db.execute(claim).rowcount  # type: ignore[attr-defined]
    except IntegrityError as clash:
        raise AlreadyImported from clash
    if claimed != 1:
        raise AlreadyImported
    db.refresh(kept, ["imported_at", "content"])


def get_kept_file(db: Session, file_id: UUID, *, viewer: Viewer, kinds: Collection[ImportKind]) -> ImportFile:
    """The file of one of these kinds that the viewer sent and has not yet read in."""
    found = db.exec(
        select(ImportFile).where(
            ImportFile.id == file_id,
            col(ImportFile.kind).in_(kinds),
            ImportFile.sent_by_id == viewer.person_id,
            col(ImportFile.imported_at).is_(None),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def past_imports(db: Session, *, at_most: int = 20) -> list[ImportFile]:
    """The files that were read in, newest first."""
    done = select(ImportFile).where(col(ImportFile.imported_at).is_not(None))
    return list(db.exec(done.order_by(col(ImportFile.imported_at).desc()).limit(at_most)).all())


def drop_kept_files(db: Session, *, before: datetime | None = None) -> None:
    """Forget files that were sent and not read in within a day."""
    with unscoped(db):
        stale = (col(ImportFile.imported_at).is_(None), col(ImportFile.sent_at) < (before or now() - KEPT))
        db.execute(sa.delete(ImportFile).where(*stale))


def drop_kept_file(db: Session, kept: ImportFile) -> None:
    """Forget a file that shall not be read in after all."""
    db.delete(kept)
