"""One bad photo cannot harm the worker: limits, secrets and every way a process may end."""

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.media import images, pixels, sandbox
from app.media.images import make_sizes
from app.media.sandbox import SandboxStopped, make_sizes_apart
from tests.media import samples
from tests.media.cleanliness import remains


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Puts another program in the place of the one that reads pictures."""

    def put(text: str) -> None:
        (tmp_path / "pixels.py").write_text("import os, resource, signal, sys, time\n" + text)
        monkeypatch.setattr(sandbox, "_SCRIPT", tmp_path / "pixels.py")

    return put


@pytest.mark.parametrize("data", [samples.phone_jpeg(), samples.phone_mpo(), samples.noted_png(), samples.noted_webp()])
def test_apart_gives_what_it_gives_here(data):
    sizes = make_sizes_apart(data)

    assert sizes == make_sizes(data)
    assert all(remains(file.data) == set() for file in sizes.files)


def test_what_inspection_refuses_starts_no_process(script):
    script("raise SystemExit('never to be run')")

    for data, refusal in [
        (b"text", images.NotAPicture),
        (samples.heic_head(), images.HeicPicture),
        (samples.empty_png(30_000, 30_000), images.TooManyPixels),
    ]:
        with pytest.raises(refusal):
            make_sizes_apart(data)


def test_a_picture_that_only_breaks_while_decoding_is_refused():
    whole = samples.noted_png()
    at = whole.index(b"IDAT") + 40

    for broken in (whole[:at] + bytes(60) + whole[at + 60 :], samples.empty_png(5_000, 5_000)):
        with pytest.raises(images.BrokenPicture):
            make_sizes_apart(broken)


@pytest.mark.slow
def test_the_largest_picture_we_take_fits_within_the_limits():
    """50 megapixels with transparency, the most memory a picture we accept can ask for."""
    sizes = make_sizes_apart(samples.large_png(10_000, 5_000))

    assert (sizes.width, sizes.height) == (10_000, 5_000)
    assert [file.width for file in sizes.files] == [320, 640, 960, 1600]


def test_too_little_memory_is_a_refusal(script):
    text = Path(pixels.__file__).read_text()
    script(text.replace("MEMORY_BYTES = 1024**3", "MEMORY_BYTES = 150 * 1024**2"))

    with pytest.raises(images.PictureRefused):
        make_sizes_apart(samples.large_png(8_000, 6_000))


def test_the_limits_are_one_gigabyte_and_twenty_seconds(script):
    text = Path(pixels.__file__).read_text()
    limits = (
        "[resource.getrlimit(each)[0] for each in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)]"
    )
    script(
        text.replace(
            "    try:\n        sizes = draw", f"    raise SystemExit(str({limits}))\n    try:\n        sizes = draw"
        )
    )

    with pytest.raises(SandboxStopped, match=r"\[1073741824, 20, 0\]"):
        make_sizes_apart(samples.phone_jpeg())


@pytest.mark.parametrize(
    "end",
    [
        "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "os.kill(os.getpid(), signal.SIGKILL)",
        "os.abort()",
    ],
    ids=["endless", "crash", "out of memory", "abort"],
)
def test_a_picture_that_kills_its_process_is_refused_with_a_sentence(script, end):
    script("resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n" + end)

    with pytest.raises(images.PictureRefused) as refusal:
        make_sizes_apart(samples.phone_jpeg())

    assert type(refusal.value) is images.PictureRefused
    assert "Vi kan ikke bruge billedet" in str(refusal.value)


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGTERM)", "import no_such_library", "sys.exit(3)"])
def test_what_is_not_the_fault_of_the_picture_is_tried_again(script, end):
    script(end)

    with pytest.raises(SandboxStopped):
        make_sizes_apart(samples.phone_jpeg())


def test_a_process_that_hangs_is_stopped(script, monkeypatch):
    script("time.sleep(60)")
    monkeypatch.setattr(sandbox, "_PATIENCE_SECONDS", 0.3)
    began = time.monotonic()

    with pytest.raises(SandboxStopped):
        make_sizes_apart(samples.phone_jpeg())

    assert time.monotonic() - began < 5


def test_the_process_sees_no_secrets_and_none_of_our_code(script, monkeypatch):
    monkeypatch.setenv("OMLOB_SECRET_KEY", "CANARY-secret")
    script(
        "raise SystemExit(repr(dict(os.environ)) + os.getcwd() + str([p for p in sys.path if p in ('', os.getcwd())]))"
    )

    with pytest.raises(SandboxStopped) as seen:
        make_sizes_apart(samples.phone_jpeg())

    assert "CANARY-secret" not in str(seen.value)
    assert "OMLOB" not in str(seen.value)
    assert str(seen.value).endswith("/[]\n")


def test_the_script_imports_nothing_of_the_application():
    ours = "[name for name in sys.modules if name.startswith(('app', 'sqlmodel'))]"
    listing = f"import sys, runpy; runpy.run_path(sys.argv[1]); print({ours})"

    done = subprocess.run(
        [sys.executable, "-I", "-c", listing, pixels.__file__], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def children() -> set[str]:
    """The processes this one has started and not yet seen the end of, zombies too."""
    return {pid for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()}


def test_no_process_is_left_behind():
    before, already_there = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, children()

    make_sizes_apart(samples.phone_jpeg())

    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before
    assert children() == already_there
    assert signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL
