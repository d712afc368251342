"""What people send: read it, keep what was typed, and say beside the field what is wrong."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData

from app.core.i18n import Text, _

F = TypeVar("F", bound="Form")

# Because pydantic's own sentences are for developers; an unlisted kind gets the last one.
SENTENCES: Mapping[str, Text] = {
    "missing": _("Fill in this field"),
    "string_too_short": _("Fill in this field"),
    "string_too_long": _("Write at most %(max_length)s characters"),
    "int_parsing": _("Write a number, for example 4"),
    "int_type": _("Write a number, for example 4"),
    "int_from_float": _("Write a whole number, for example 4"),
    "greater_than_equal": _("Write %(ge)s or more"),
    "greater_than": _("Write more than %(gt)s"),
    "less_than_equal": _("Write %(le)s or less"),
    "enum": _("Choose one of the options"),
    "literal_error": _("Choose one of the options"),
    "uuid_parsing": _("Choose one of the options"),
    "date_from_datetime_parsing": _("Choose a date"),
    "date_parsing": _("Choose a date"),
}
UNKNOWN = _("Check this field")


class Form(BaseModel):
    """Base of every form: trims what is typed and takes an empty field as not filled in."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore")


class Filled(Generic[F]):
    """A form as it was sent: what was typed, what is wrong with it, and its value where nothing is."""

    def __init__(self, values: dict[str, Any], errors: dict[str, Text | str], value: F | None) -> None:
        self.values, self.errors, self.value = values, errors, value

    def __getitem__(self, name: str) -> Any:
        """What was typed in the field; empty text where nothing was."""
        typed = self.values.get(name)
        return "" if typed is None else typed

    @classmethod
    def of(cls, _form: type[F], **values: Any) -> "Filled[F]":
        """A form that is filled in beforehand and not yet sent."""
        return cls(values, {}, None)

    def refuse(self, name: str, sentence: Text | str) -> "Filled[F]":
        """The same form with one more fault, found by a rule that needed the database."""
        return Filled(self.values, {**self.errors, name: sentence}, None)


def _list_fields(form: type[Form]) -> set[str]:
    return {name for name, field in form.model_fields.items() if str(field.annotation).startswith(("list", "set"))}


def typed_values(form: type[Form], data: FormData) -> dict[str, Any]:
    """What was typed, one value a field, a list where the form wants a list."""
    lists = _list_fields(form)
    typed = {
        name: data.getlist(name) if name in lists else data.get(name) for name in form.model_fields if name in data
    }
    return {name: without_nul(value) for name, value in typed.items()}


def without_nul(value: Any) -> Any:
    """The same without NUL characters: no keyboard types them, and PostgreSQL keeps none."""
    if isinstance(value, list):
        return [without_nul(each) for each in value]
    return value.replace("\x00", "") if isinstance(value, str) else value


def _sentence(error: Any) -> Text | str:
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        said: Text = context["error"].args[0]
        return said
    return SENTENCES.get(error["type"], UNKNOWN).fill(**context)


def read(form: type[F], data: FormData) -> Filled[F]:
    """Read what was sent. Nothing is lost: typed values stay beside their errors."""
    typed = typed_values(form, data)
    try:
        value = form.model_validate({k: v for k, v in typed.items() if v != ""})
    except ValidationError as refused:
        errors: dict[str, Text | str] = {}
        for error in refused.errors():
            errors.setdefault(str(error["loc"][0]) if error["loc"] else "form", _sentence(error))
        return Filled(typed, errors, None)
    return Filled(typed, {}, value)


async def sent(request: Request) -> FormData:
    """The form data of the request."""
    return await request.form()


Sent = Annotated[FormData, Depends(sent)]
