"""The wall between municipalities, kept by every session: reads are narrowed, foreign writes refused.

Because a forgotten `where` must not show a neighbour's things, the narrowing is added here and not in each query.
Core statements (lists built once) are not rewritten; they must say `:municipality_id` themselves, or they raise.
"""

from typing import Any, ClassVar
from weakref import WeakSet

from sqlalchemy import column, event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.schema import Table
from sqlmodel import Session

from app.core.db import ForeignTenant, TenantMissing, TenantRow, WriteWhileReading


class Tenancy:
    """The wall's switch. Only the tests' control turns it off, to see that they would notice."""

    is_on: ClassVar[bool] = True


_checked: WeakSet[Any] = WeakSet()


def _tenant_column(row: Any) -> Any:
    # Because SQLAlchemy first tries the criteria on the base class, which has no mapped column of its own.
    return getattr(row, "municipality_id", column("municipality_id"))


def _touches_tenants(state: ORMExecuteState) -> bool:
    return any(issubclass(mapper.class_, TenantRow) for mapper in state.all_mappers)


def _check_core_statement(statement: Any) -> None:
    if statement in _checked:
        return
    parts = list(visitors.iterate(statement))
    tenant_tables = [p.name for p in parts if isinstance(p, Table) and "municipality_id" in p.c]
    asked = any(isinstance(p, BindParameter) and str(p.key).startswith("municipality_id") for p in parts)
    if tenant_tables and not asked:
        raise TenantMissing(f"say :municipality_id in a statement on {sorted(set(tenant_tables))}")
    _checked.add(statement)


@event.listens_for(Session, "do_orm_execute")
def narrow_to_tenant(state: ORMExecuteState) -> None:
    """Add the session's municipality to every ORM statement; raise where there is none."""
    info = state.session.info
    if info.get("reading") and not state.is_select and (state.is_update or state.is_delete or state.is_insert):
        raise WriteWhileReading(str(state.statement))
    if info.get("unscoped") or not Tenancy.is_on:
        return
    if not state.all_mappers:
        if state.is_select:
            _check_core_statement(state.statement)
        return
    if not _touches_tenants(state):
        return
    tenant = info.get("municipality_id")
    if tenant is None:
        raise TenantMissing(str(state.statement))
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(
            with_loader_criteria(TenantRow, lambda row: _tenant_column(row) == tenant, include_aliases=True)
        )


@event.listens_for(Session, "before_flush")
def refuse_foreign_rows(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Refuse to write while reading, and to write a row of a municipality other than the session's."""
    changed = [*session.new, *session.dirty, *session.deleted]
    if changed and session.info.get("reading"):
        raise WriteWhileReading(repr(changed[0]))
    if session.info.get("unscoped"):
        return
    tenant = session.info.get("municipality_id")
    for row in changed:
        if isinstance(row, TenantRow) and row.municipality_id != tenant:
            raise ForeignTenant(type(row).__name__)
