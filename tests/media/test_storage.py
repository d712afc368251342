"""One interface over a local folder and an S3 server: the same promises on both."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from app.media.storage import (
    AlreadyStored,
    NotStored,
    Storage,
    original_key,
    photo_folder,
    photo_key,
    storage_from_url,
)

PHOTO = UUID("01936f5e-0000-7000-8000-00000000000a")
OTHER = UUID("01936f5e-0000-7000-8000-00000000000b")


def test_what_is_put_can_be_got(stored: Storage):
    data = bytes(range(256)) * 40_000

    stored.put(photo_key(PHOTO, 640), data)

    assert stored.get(photo_key(PHOTO, 640)) == data
    assert stored.exists(photo_key(PHOTO, 640))


def test_an_empty_file_is_a_file(stored: Storage):
    stored.put("received/empty", b"")

    assert stored.get("received/empty") == b""


def test_a_file_is_never_replaced(stored: Storage):
    stored.put(photo_key(PHOTO, 640), b"first")

    with pytest.raises(AlreadyStored):
        stored.put(photo_key(PHOTO, 640), b"second")

    assert stored.get(photo_key(PHOTO, 640)) == b"first"


def test_of_many_at_once_one_is_stored_whole(stored: Storage):
    def put(number: int) -> int | None:
        try:
            stored.put("received/race", bytes([number]) * 100_000)
        except AlreadyStored:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        winners = [each for each in pool.map(put, range(8)) if each is not None]

    assert len(winners) == 1
    assert stored.get("received/race") == bytes(winners) * 100_000


def test_what_is_not_there_is_said_so(stored: Storage):
    with pytest.raises(NotStored):
        stored.get(photo_key(PHOTO, 640))

    assert not stored.exists(photo_key(PHOTO, 640))
    stored.delete(photo_key(PHOTO, 640))


def test_what_is_deleted_is_gone_and_may_come_again(stored: Storage):
    stored.put(original_key(PHOTO), b"one")
    stored.delete(original_key(PHOTO))

    assert not stored.exists(original_key(PHOTO))
    assert list(stored.list()) == []
    stored.put(original_key(PHOTO), b"two")
    assert stored.get(original_key(PHOTO)) == b"two"


def test_a_folder_lists_its_own_files_only(stored: Storage):
    for key in (photo_key(PHOTO, 320), photo_key(PHOTO, 640), photo_key(OTHER, 320), original_key(PHOTO)):
        stored.put(key, b"x")

    assert sorted(stored.list(photo_folder(PHOTO))) == [photo_key(PHOTO, 320), photo_key(PHOTO, 640)]
    assert len(list(stored.list("photos"))) == 3
    assert len(list(stored.list())) == 4
    assert list(stored.list("phot")) == []


def test_long_lists_are_whole(stored: Storage):
    keys = {f"photos/{number:04d}" for number in range(120)}
    for key in keys:
        stored.put(key, b"x")

    assert set(stored.list("photos")) == keys


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "../x",
        "photos/../../x",
        "/etc/passwd",
        "photos//x",
        "photos/.x",
        "a\0b",
        "a b",
        "Å",
        "x#1",
        "photos/",
        "A",
    ],
)
def test_a_key_cannot_leave_its_place(stored: Storage, key: str):
    for use in (stored.get, stored.delete, stored.exists):
        with pytest.raises(ValueError, match="not a storage key"):
            use(key)
    with pytest.raises(ValueError, match="not a storage key"):
        stored.put(key, b"x")


def test_a_new_folder_is_for_its_owner_alone(tmp_path):
    storage_from_url(str(tmp_path / "new" / "media"))

    assert (tmp_path / "new" / "media").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("prefix", ["", "file://"])
def test_a_folder_is_given_by_path_or_file_address(tmp_path, prefix):
    storage_from_url(f"{prefix}{tmp_path}/media").put("received/x", b"here")

    assert (tmp_path / "media" / "received" / "x").read_bytes() == b"here"


def test_a_relative_folder_stands_where_the_program_was_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    storage_from_url("var/media").put("received/x", b"here")

    assert (tmp_path / "var" / "media" / "received" / "x").read_bytes() == b"here"


def test_a_bucket_may_be_shared_by_giving_a_folder_in_it(bucket):
    address = bucket.replace("?", "/omlob/demo?")
    storage_from_url(address, access_key="test", secret_key="test").put("received/x", b"here")

    whole = storage_from_url(bucket, access_key="test", secret_key="test")

    assert whole.get("omlob/demo/received/x") == b"here"


@pytest.mark.parametrize("url", ["", "ftp://host/x", "s3://", "s3://bucket?endpont=http://x", "file://"])
def test_an_address_that_means_nothing_is_refused(url):
    with pytest.raises(ValueError, match="s3://"):
        storage_from_url(url)


def test_a_write_that_breaks_off_leaves_no_half_file(tmp_path):
    """The disk refuses after so many bytes, for several numbers of bytes; only the last lets the file through."""
    limits = (0, 1, 65_536, 1_000_000, 2_999_999, 3_000_000)
    code = (
        "import sys, resource; from app.media.storage import storage_from_url\n"
        "for limit in map(int, sys.argv[2:]):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))\n"
        "    try: storage_from_url(sys.argv[1]).put(f'received/{limit}', b'x' * 3_000_000)\n"
        "    except Exception as broken: print(limit, type(broken).__name__)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), *map(str, limits)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."})

    stored = storage_from_url(str(tmp_path))

    assert len(done.stdout.splitlines()) == len(limits) - 1, done.stdout
    assert list(stored.list()) == ["received/3000000"]
    assert len(stored.get("received/3000000")) == 3_000_000
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["3000000"]
