"""Check that the migrations, run on an empty database, give exactly the tables of the models."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Return 0 when upgrading works and leaves no difference, otherwise show Alembic's words and return 1."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "OMLOB_DATABASE_URL": f"sqlite:///{Path(folder) / 'check.db'}"}
        for command in (["upgrade", "head"], ["check"]):
            done = subprocess.run(
                [sys.executable, "-m", "alembic", *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
            )
            if done.returncode:
                print(done.stdout + done.stderr, file=sys.stderr)
                return 1
    print("Migrations match the models.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
