"""Where files lie: a local folder or an S3-compatible object store behind one small interface."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, S3Store

from app.core.config import settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*(\.[a-z0-9]+)?")


class AlreadyStored(Exception):
    """A file lies under this key already, and files are never replaced."""


class NotStored(Exception):
    """No file lies under this key."""


def photo_key(photo_id: UUID, width: int) -> str:
    """The key of one size of a photo; the content under a key never changes, so it may be cached for ever."""
    return f"photos/{photo_id}/{width}.webp"


def photo_folder(photo_id: UUID) -> str:
    """The folder that holds every size of a photo."""
    return f"photos/{photo_id}"


def original_key(photo_id: UUID) -> str:
    """The key of what was sent, private and gone as soon as the sizes are made."""
    return f"received/{photo_id}"


class Storage:
    """Files by key: lower-case words, digits, "-" and "_" between slashes, such as `photos/<uuid>/640.webp`."""

    def __init__(self, store: LocalStore | S3Store, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    def put(self, key: str, data: bytes) -> None:
        """Store the whole file or nothing; `AlreadyStored` where the key is taken. On disk when this returns."""
        try:
            obstore.put(self._store, _checked(key), data, mode="create", use_multipart=False)
        except AlreadyExistsError as taken:
            raise AlreadyStored(key) from taken
        if self._folder is not None:
            _flush(self._folder / key, self._folder)

    def get(self, key: str) -> bytes:
        """The whole file; `NotStored` where there is none."""
        try:
            return bytes(obstore.get(self._store, _checked(key)).bytes())
        except FileNotFoundError as missing:
            raise NotStored(key) from missing

    def delete(self, key: str) -> None:
        """Remove the file; removing what is gone already is no error."""
        with suppress(FileNotFoundError):
            obstore.delete(self._store, _checked(key))

    def exists(self, key: str) -> bool:
        """Whether a file lies under this key."""
        try:
            obstore.head(self._store, _checked(key))
        except FileNotFoundError:
            return False
        return True

    def list(self, folder: str = "") -> Iterator[str]:
        """The keys under a folder, at any depth; all keys without one."""
        for some in obstore.list(self._store, _checked(folder) if folder else None):
            yield from (each["path"] for each in some)


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key


def _flush(file: Path, top: Path) -> None:
    """Have the file, and the folders that name it, survive a power cut."""
    for path in (file, *(each for each in file.parents if each.is_relative_to(top))):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def storage_from_url(url: str, *, access_key: str = "", secret_key: str = "") -> Storage:
    """Open the storage at a folder (`var/media`, `file:///srv/media`) or bucket.

    A bucket is given as `s3://bucket/folder?endpoint=http://host:9000&region=eu-north-1`; endpoint and region may be
    left out. A folder that does not exist is made, readable by its owner alone. `ValueError` for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc:
        return Storage(_bucket(parts.netloc, parts.path, parse_qs(parts.query), access_key, secret_key))
    if parts.scheme not in ("", "file") or not parts.path:
        raise ValueError(f"not a folder or an s3:// address: {url!r}")
    folder = Path(unquote(parts.path) if parts.scheme else url).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Storage(LocalStore(folder, automatic_cleanup=True), folder)


def _bucket(name: str, path: str, options: dict[str, list[str]], access_key: str, secret_key: str) -> S3Store:
    unknown = set(options) - {"endpoint", "region"}
    if unknown:
        raise ValueError(f"unknown in the s3:// address: {', '.join(sorted(unknown))}")
    endpoint = options.get("endpoint", [""])[0]
    config: S3Config = {"region": options.get("region", ["us-east-1"])[0]}
    if endpoint:
        config["endpoint"] = endpoint
    if access_key:
        config["access_key_id"], config["secret_access_key"] = access_key, secret_key
    patience: ClientConfig = {
        "allow_http": endpoint.startswith("http://"),
        "timeout": "30s",
        "connect_timeout": "5s",
    }
    return S3Store(name, prefix=path.strip("/") or None, config=config, client_options=patience)


_opened = lru_cache(maxsize=8)(storage_from_url)


def storage() -> Storage:
    """The storage that OMLOB_MEDIA_URL names, opened once."""
    given = settings()
    return _opened(given.media_url, access_key=given.media_access_key, secret_key=given.media_secret_key)
