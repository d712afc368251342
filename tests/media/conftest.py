"""A local folder and a real S3 server, so that the same tests run against both."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from app.media.storage import Storage, storage_from_url


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The address of an S3 server of our own, on a free port."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_endpoint) -> str:
    """The s3:// address of an empty bucket."""
    import httpx

    name = f"photos-{uuid4().hex}"
    httpx.put(f"{s3_endpoint}/{name}", timeout=60).raise_for_status()
    return f"s3://{name}?endpoint={s3_endpoint}&region=us-east-1"


@pytest.fixture(params=["folder", "bucket"])
def stored(request, tmp_path) -> Storage:
    """An empty storage, of each kind."""
    if request.param == "folder":
        return storage_from_url(str(tmp_path / "media"))
    return storage_from_url(request.getfixturevalue("bucket"), access_key="test", secret_key="test")
