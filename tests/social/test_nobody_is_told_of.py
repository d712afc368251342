"""No field for a person anywhere in the module, and one way out for its figures."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import SQLModel

from app.core.forms import Form
from app.core.pages import ROOT
from app.social import forms, models
from app.social.cells import EVERY
from app.social.export import HEADINGS

MODULE = ROOT / "app/social"
# What would tell of a person: in a field's name, whole words between underscores.
TELLING = re.compile(
    r"(^|_)(name|person|cpr|birth|diagnosis|notes?|text|comment|remark|scheme|unit|email|phone|address)(_|$)"
)
# A scheme stands only on a group whose value is worked out, as a key of the rates.
WORDS_KEPT = {"benefit_before", "benefit_after", "period", "content", "hash"}
# The true figures, and what is not yet suppressed.
SECRETS = {"SocialMonth", "SocialYear", "Progression", "ProgressionYear", "Figures"}


def fields() -> Iterator[tuple[str, str, object]]:
    """Every field of the module's tables and forms."""
    for module, base in ((models, SQLModel), (forms, Form)):
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, base) and each.__module__ == module.__name__:
                for name, field in each.model_fields.items():
                    yield each.__name__, name, field.annotation


def test_no_field_tells_of_a_person():
    found = list(fields())

    assert len(found) > 40
    assert [f"{owner}.{name}" for owner, name, _kind in found if TELLING.search(name)] == []


def test_no_field_takes_free_text():
    free = {f"{owner}.{name}" for owner, name, kind in fields() if kind is str and name not in WORDS_KEPT}

    assert free == set()


def test_a_field_for_a_name_would_be_found():
    class Tempting(Form):
        person_name: str

    assert [name for name in Tempting.model_fields if TELLING.search(name)] == ["person_name"]


def test_no_page_or_file_has_such_a_field():
    pages = "".join(path.read_text() for path in (ROOT / "templates/social").glob("*.html"))
    asked = {*re.findall(r'_form, "(\w+)"', pages), *re.findall(r'<(?:input|select)[^>]* name="(\w+)"', pages)}

    assert len(asked) > 15
    assert [name for name in {*asked, *HEADINGS, *(key.split(":")[1] for key in EVERY)} if TELLING.search(name)] == []
    assert "<textarea" not in pages
    assert "area_field" not in pages


def imports(path: Path) -> set[str]:
    """What a file imports, as module.name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def secrets_in(path: Path) -> set[str]:
    """What of the true figures a file takes: the tables, the reading of them, and what is not yet suppressed."""
    ours = {name for name in imports(path) if name.startswith("app.social")}
    named = {name for name in ours if name.rsplit(".", 1)[-1] in SECRETS}
    return named | {name for name in ours if name.startswith(("app.social.inputs", "app.social.disclosure.disclose"))}


def test_only_what_works_them_out_takes_the_true_figures():
    inside = ("models", "inputs", "cells", "actions", "handlers", "disclosure", "routes/inputs")
    allowed = {MODULE / f"{name}.py" for name in inside}
    files = [path for path in (ROOT / "app").rglob("*.py") if path not in allowed]

    assert len(files) > 100
    assert {str(path.relative_to(ROOT)): found for path in files if (found := secrets_in(path))} == {}


def test_a_shortcut_past_disclosure_would_be_found(tmp_path):
    shortcut = tmp_path / "shortcut.py"
    shortcut.write_text("from app.social.inputs import figures_of\nfrom app.social.models import Progression\n")

    assert secrets_in(shortcut) == {"app.social.inputs.figures_of", "app.social.models.Progression"}


def test_the_leaders_page_and_file_are_given_released_tables_only():
    for name in ("routes/report", "export", "words", "released"):
        assert secrets_in(MODULE / f"{name}.py") == set()
    report = (ROOT / "templates/social/report.html").read_text() + (ROOT / "templates/social/parts.html").read_text()
    assert not re.search(r"\b(months|progressions|figures)\b\s*[%.\[]", report)


def test_the_solver_is_not_loaded_until_it_is_asked():
    for path in (ROOT / "app").rglob("*.py"):
        tree = ast.parse(path.read_text())
        top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
        top |= {node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)}
        assert not [name for name in top if name.startswith(("scipy", "numpy"))], path
