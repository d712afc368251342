"""What somebody sends with a key is carried out once: clicked twice, sent again, or kept meanwhile without signal."""

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.core.clock import now
from app.core.csrf import token_for
from app.core.db import unscoped
from app.core.errors import DomainError
from app.core.i18n import _
from app.core.pages import Done, see_other
from app.history.models import Deed
from app.history.timed import every

KEPT: Final = timedelta(days=30)
HEADER, FIELD = "idempotency-key", "deed"
# What the fingerprint leaves out: they name the sending, and say nothing of what is sent.
_OF_THE_SENDING = frozenset({"csrf_token", FIELD})
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_CHUNK = 1 << 20
_TOKEN = "@csrf_token@"


class KeyMalformed(DomainError):
    status = 422
    message = _("That could not be read. Load the page again and try once more.")


class KeyReused(DomainError):
    """The key was used for something else: another address, or other fields."""

    status = 422
    message = _("This page has already sent something else. Load it again and try once more.")


class AlreadyDone(Exception):
    """The very same was carried out before; its answer is given again."""

    def __init__(self, done: Done) -> None:
        super().__init__(done.location)
        self.done = done


async def key_of(request: Request) -> str:
    """The key this was sent with, or "" where it carries none; `KeyMalformed` for what is no key."""
    if request.method != "POST":
        return ""
    key = request.headers.get(HEADER) or (await request.form()).get(FIELD) or ""
    if key and not (isinstance(key, str) and _KEY.fullmatch(key)):
        raise KeyMalformed
    return str(key)


def fingerprint(data: FormData) -> str:
    """SHA-256 over every field in its order, files by their content."""
    found = hashlib.sha256()
    for name, value in data.multi_items():
        if name in _OF_THE_SENDING:
            continue
        content = _digest(value) if isinstance(value, UploadFile) else value
        found.update(f"{len(name)}:{name}{len(content)}:{content}".encode())
    return found.hexdigest()


def _digest(upload: UploadFile) -> str:
    found = hashlib.sha256()
    while part := upload.file.read(_CHUNK):
        found.update(part)
    upload.file.seek(0)
    return found.hexdigest()


@asynccontextmanager
async def carried_out_once(request: Request, db: Session, viewer: Viewer) -> AsyncIterator[None]:
    """Let the request through unless the same came before; remember its answer in its own transaction.

    Only what was answered well is remembered: a refusal changed nothing and may be tried again.
    """
    key = await key_of(request)
    if not key:
        yield
        return
    deed = Deed(
        municipality_id=viewer.municipality_id, person_id=viewer.person_id, key=key, path=request.url.path[:300],
        fingerprint=await run_in_threadpool(fingerprint, await request.form()),
    )  # fmt: skip
    await run_in_threadpool(refuse_repeat, db, deed)
    yield
    done: Done | None = getattr(request.state, "done", None)
    if done is not None:
        deed.location, deed.notice = done.location[:500], done.notice[:300]
        deed.html = done.html.replace(token_for(request), _TOKEN)
        await run_in_threadpool(_keep, db, deed)


def refuse_repeat(db: Session, deed: Deed) -> None:
    """Raise `AlreadyDone` where the person did this before, `KeyReused` where its key stands for another thing."""
    # Because the same may arrive twice at once, one waits here for the other's answer.
    db.exec(select(Person.id).where(Person.id == deed.person_id).with_for_update(key_share=True)).one()
    before = db.exec(select(Deed).where(Deed.person_id == deed.person_id, Deed.key == deed.key)).first()
    if before is None:
        return
    if (before.path, before.fingerprint) != (deed.path, deed.fingerprint):
        raise KeyReused
    raise AlreadyDone(Done(before.location, before.notice, before.html))


def answer_again(request: Request, done: Done) -> Response:
    """What the first sending was answered, for the one who sends it again."""
    if done.location:
        return see_other(request, done.location, notice=done.notice or None)
    # Because the page that sends it again may have another token than the first.
    html = done.html.replace(_TOKEN, token_for(request))
    return HTMLResponse(html) if html else Response(status_code=204)


def _keep(db: Session, deed: Deed) -> None:
    db.add(deed)
    db.flush()


@every(timedelta(days=1))
def forget_old_deeds(db: Session) -> None:
    """Drop what was answered a month ago: nobody sends it again, and history keeps what happened."""
    with unscoped(db):
        db.execute(sa.delete(Deed).where(col(Deed.at) < now() - KEPT))
