"""Make the sizes of a stranger's picture in a process that may fail, so that the worker cannot.

The process gets no environment (so no secrets), writes no file, and has 1 GB of address space and 20 s of
processor time. It is started afresh rather than forked, because a fork of a process with threads can hang.
"""

import json
import signal
import subprocess
import sys
from pathlib import Path

from app.media.images import BrokenPicture, PictureRefused, inspect
from app.media.pixels import Size, Sizes

_SCRIPT = Path(__file__).with_name("pixels.py")
# Because a busy machine needs longer for 20 s of processor time, and the worker's claim on its task ends after 120 s.
_PATIENCE_SECONDS = 90
# The ways a picture can kill its process; every other end (stopped by an operator) is no fault of the picture.
_PICTURE_KILLED_IT = {
    -signal.SIGXCPU,
    -signal.SIGKILL,
    -signal.SIGSEGV,
    -signal.SIGABRT,
    -signal.SIGBUS,
    -signal.SIGFPE,
    -signal.SIGILL,
}


class SandboxStopped(Exception):
    """The process ended for a reason that lies outside the picture: try again later."""


def make_sizes_apart(data: bytes) -> Sizes:
    """Make all sizes in a process of their own.

    Raises `PictureRefused` (one of images.py) where the picture cannot be read or asks too much, and
    `SandboxStopped` where the process was stopped from outside or could not start.
    """
    found = inspect(data)
    command = [sys.executable, "-I", "-B", "-W", "ignore", str(_SCRIPT), found.format.value]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            env={},
            cwd="/",
            timeout=_PATIENCE_SECONDS,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as stuck:
        raise SandboxStopped("took too long") from stuck
    if done.returncode in _PICTURE_KILLED_IT:
        raise PictureRefused
    if done.returncode != 0:
        raise SandboxStopped(f"exit {done.returncode}: {done.stderr[-500:].decode(errors='replace')}")
    return _unpacked(done.stdout)


def _unpacked(answer: bytes) -> Sizes:
    head_line, _newline, body = answer.partition(b"\n")
    head = json.loads(head_line)
    if head.get("refused") == "memory":
        raise PictureRefused
    if "refused" in head:
        raise BrokenPicture
    files, at = [], 0
    for width, height, length in head["files"]:
        files.append(Size(width, height, body[at : at + length]))
        at += length
    return Sizes(head["width"], head["height"], head["placeholder"], tuple(files))
