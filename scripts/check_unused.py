"""Name the code nobody uses: not the application, not the tests, not a template."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from vulture import Vulture

FOLDERS = ("app", "scripts", "tests", "migrations")
# Called by a framework through its decorator, or by its name.
DECORATORS = (
    *(
        "@*.command*",
        "@*.callback*",
        "@*.exception_handler*",
        "@*.middleware*",
        "@*router.*",
        "@handles*",
        "@every*",
        "@on*",
        "@*.on*",
    ),
    *("@*validator*", "@computed_field*", "@*listens_for*", "@compiles*", "@*fixture*", "@*strategy*", "@*.hook*"),
    *("@in_step*", "@deed*", "@invariant*"),
)
NAMES = (
    "test_*",
    "Test*",
    "pytest_*",
    "upgrade",
    "downgrade",
    "handle_*",
    "process_bind_param",
    "process_result_value",
)
# Columns, members of an enum and fields of a form are read through the database and by name: too often a false alarm.
CERTAIN = 80
DEFINITIONS = {"function", "method", "property", "class"}


def unused() -> Iterator[str]:
    """Yield one line for each definition, import or variable that nothing mentions."""
    finder = Vulture(ignore_names=list(NAMES), ignore_decorators=list(DECORATORS))
    finder.scavenge([folder for folder in FOLDERS if Path(folder).exists()])
    in_templates = set(re.findall(r"\w+", " ".join(path.read_text() for path in Path("templates").rglob("*.*"))))
    for item in finder.get_unused_code(min_confidence=60):
        counts = item.confidence >= CERTAIN or item.typ in DEFINITIONS
        if counts and item.name not in in_templates:
            yield f"{Path(item.filename).relative_to(Path.cwd())}:{item.first_lineno}: unused {item.typ} {item.name}"


def main() -> int:
    """Return 1 and print the list when there is unused code."""
    found = sorted(unused())
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
