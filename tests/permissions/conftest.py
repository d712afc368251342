"""The whole matrix and the whole crawl run on SQLite every time, and on PostgreSQL with `make test-slow`.

Because the wall and the guards stand above the database, and each route's own tests run on both anyway.
"""

import pytest

LONG = ("test_every_cell", "test_nobody_sees", "test_a_stranger")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        is_long = "permissions" in item.path.parts and item.name.startswith(LONG)
        if is_long and "postgresql" in item.name:
            item.add_marker(pytest.mark.slow)
