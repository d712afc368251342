"""Omløb: an internal reuse marketplace for municipalities."""

from sqlmodel import SQLModel

# Because a constraint gets its name when its table class is made, the naming rule stands before any model.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
