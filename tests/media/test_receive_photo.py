"""A photo's way from what was sent to what is shown, and nothing left beside it, on both databases."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from PIL import Image
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.core.db import session_for
from app.core.i18n import gettext
from app.history import events_of
from app.history.models import BackgroundTask
from app.history.work import work_until_idle
from app.media import handlers, images
from app.media.actions import finish_photo, forget_photo, receive_photo
from app.media.models import Photo, PhotoState
from app.media.sandbox import make_sizes_apart
from app.media.storage import original_key, photo_folder, photo_key, storage
from app.media.sweep import remove_stray_files
from tests.factories import make_viewer
from tests.media import samples
from tests.media.cleanliness import remains


def files() -> set[str]:
    return set(storage().list())


def fresh(db: Session, photo: Photo) -> Photo:
    stored = select(Photo).where(Photo.id == photo.id).execution_options(populate_existing=True)
    found = db.exec(stored).one()
    db.commit()  # because on SQLite an open transaction keeps all others waiting
    return found


def made_ready(db: Session, engine, by, key: str = "a") -> Photo:
    photo = receive_photo(db, samples.phone_jpeg(), upload_key=key, by=by)
    db.commit()
    work_until_idle(engine)
    return fresh(db, photo)


def test_a_received_photo_waits_with_what_was_sent(db):
    data = samples.phone_jpeg()

    photo = receive_photo(db, data, upload_key="a", by=make_viewer(db))
    db.commit()

    assert photo.state is PhotoState.RECEIVED
    assert storage().get(original_key(photo.id)) == data
    assert photo.sha256 == hashlib.sha256(data).hexdigest()
    assert files() == {original_key(photo.id)}


def test_the_worker_makes_it_ready_and_removes_what_was_sent(db, engine):
    photo = made_ready(db, engine, make_viewer(db))

    assert (photo.state, photo.fault, photo.original_key) == (PhotoState.READY, "", None)
    assert (photo.width, photo.height) == (600, 800)
    assert photo.placeholder.startswith("data:image/webp;base64,")
    assert photo.ready_at is not None
    assert files() == {photo_key(photo.id, width) for width in (320, 600)}
    largest = storage().get(photo_key(photo.id, 600))
    assert photo.sha256 == hashlib.sha256(largest).hexdigest()
    assert Image.open(BytesIO(largest)).size == (600, 800)
    assert all(remains(storage().get(key)) == set() for key in files())
    assert [event.name for event in events_of(db, [photo])] == ["photo_received", "photo_ready"]


def test_the_same_key_from_the_same_person_is_the_same_photo(db, engine):
    one, other = make_viewer(db), make_viewer(db)

    first = receive_photo(db, samples.phone_jpeg(), upload_key="a", by=one)
    again = receive_photo(db, samples.phone_jpeg(), upload_key="a", by=one)
    next_key = receive_photo(db, samples.phone_jpeg(), upload_key="b", by=one)
    somebody_else = receive_photo(db, samples.phone_jpeg(), upload_key="a", by=other)
    db.commit()

    assert again.id == first.id
    assert len({first.id, next_key.id, somebody_else.id}) == 3
    assert len(files()) == 3
    assert work_until_idle(engine) == 3


def test_the_same_photo_sent_many_times_at_once_is_one(db, engine):
    viewer, municipality_id = make_viewer(db), db.info["municipality_id"]
    db.commit()

    def send(_number: int) -> object:
        with session_for(engine, municipality_id=municipality_id) as own:
            return receive_photo(own, samples.phone_jpeg(), upload_key="a", by=viewer).id

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(send, range(8)))

    assert len(ids) == 1
    assert len(files()) == 1
    assert len(db.exec(select(Photo)).all()) == 1


@pytest.mark.parametrize(
    "data, refusal",
    [
        (b"", images.BrokenPicture),
        (b"<svg/>", images.NotAPicture),
        (samples.heic_head(), images.HeicPicture),
        (samples.empty_png(30_000, 30_000), images.TooManyPixels),
        (samples.phone_jpeg()[:-4000], images.BrokenPicture),
    ],
    ids=["nothing", "svg", "heic", "bomb", "cut off"],
)
def test_a_refused_file_leaves_nothing_behind(db, data, refusal):
    viewer = make_viewer(db)

    with pytest.raises(refusal):
        receive_photo(db, data, upload_key="a", by=viewer)
    db.commit()

    assert db.exec(select(Photo)).all() == []
    assert db.exec(select(BackgroundTask)).all() == []
    assert files() == set()


def test_a_picture_that_breaks_in_the_making_fails_with_a_sentence_and_leaves_no_file(db, engine):
    photo = receive_photo(db, samples.empty_png(5_000, 5_000), upload_key="a", by=make_viewer(db))
    db.commit()

    work_until_idle(engine)

    photo = fresh(db, photo)
    assert photo.state is PhotoState.FAILED
    assert gettext(photo.fault).startswith("Billedet er beskadiget")
    assert (photo.original_key, photo.sha256, photo.width) == (None, "", 0)
    assert files() == set()
    assert events_of(db, [photo])[-1].name == "photo_failed"


def test_what_was_sent_and_then_lost_fails_with_a_sentence(db, engine):
    photo = receive_photo(db, samples.phone_jpeg(), upload_key="a", by=make_viewer(db))
    db.commit()
    storage().delete(original_key(photo.id))

    work_until_idle(engine)

    assert fresh(db, photo).state is PhotoState.FAILED


@pytest.mark.parametrize("how", ["rolled back", "closed"])
def test_a_request_that_fails_takes_its_file_back(db, engine, how):
    viewer, municipality_id = make_viewer(db), db.info["municipality_id"]
    db.commit()
    with Session(engine) as own:
        own.info["municipality_id"] = municipality_id
        receive_photo(own, samples.phone_jpeg(), upload_key="a", by=viewer)
        assert len(files()) == 1
        if how == "rolled back":
            own.rollback()

    assert files() == set()
    assert db.exec(select(Photo)).all() == []


def test_a_savepoint_neither_keeps_nor_removes_files(db, engine):
    viewer, municipality_id = make_viewer(db), db.info["municipality_id"]
    photo = made_ready(db, engine, viewer)
    before = files()
    with Session(engine) as own:
        own.info["municipality_id"] = municipality_id
        with own.begin_nested():
            receive_photo(own, samples.phone_jpeg(), upload_key="b", by=viewer)
            forget_photo(own, own.exec(select(Photo).where(Photo.id == photo.id)).one(), by=viewer)
        assert before < files()

    assert files() == before


def test_a_worker_that_fails_halfway_leaves_the_photo_to_be_tried_again(db, engine, monkeypatch):
    photo = receive_photo(db, samples.phone_jpeg(), upload_key="a", by=make_viewer(db))
    db.commit()

    def finish_and_break(own: Session, made: Photo, sizes: images.Sizes) -> None:
        finish_photo(own, made, sizes)
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(handlers, "finish_photo", finish_and_break)
        work_until_idle(engine)
    assert fresh(db, photo).state is PhotoState.RECEIVED
    assert files() == {original_key(photo.id)}

    with time_machine.travel(timedelta(hours=1)):
        work_until_idle(engine)
    assert fresh(db, photo).state is PhotoState.READY
    assert files() == {photo_key(photo.id, 320), photo_key(photo.id, 600)}


def test_done_twice_nothing_changes_the_second_time(db, engine):
    photo = made_ready(db, engine, make_viewer(db))
    before = files(), photo.ready_at

    handlers.make_photo_sizes(db, {"photo_id": str(photo.id)})
    db.commit()

    photo = fresh(db, photo)
    assert (files(), photo.ready_at) == before
    assert photo.state is PhotoState.READY


def test_a_forgotten_photo_is_gone_with_all_its_files(db, engine):
    viewer = make_viewer(db)
    kept, gone = made_ready(db, engine, viewer, "kept"), made_ready(db, engine, viewer, "gone")

    forget_photo(db, gone, by=viewer)
    assert list(storage().list(photo_folder(gone.id))), "files stay until the transaction holds"
    db.commit()

    assert db.exec(select(Photo.id)).all() == [kept.id]
    assert files() == {photo_key(kept.id, 320), photo_key(kept.id, 600)}


def test_a_photo_forgotten_before_it_is_made_leaves_nothing(db, engine):
    viewer = make_viewer(db)
    photo = receive_photo(db, samples.phone_jpeg(), upload_key="a", by=viewer)
    db.commit()
    forget_photo(db, photo, by=viewer)
    db.commit()

    work_until_idle(engine)

    assert files() == set()


def test_a_photo_of_a_stranger_municipality_is_not_there(db, engine):
    photo = made_ready(db, engine, make_viewer(db))
    with Session(engine) as other:
        other.info["municipality_id"] = photo.id

        assert other.exec(select(Photo)).all() == []


def test_the_database_keeps_the_promise_of_one_photo_per_key(db):
    viewer = make_viewer(db)
    receive_photo(db, samples.phone_jpeg(), upload_key="a", by=viewer)
    db.add(Photo(municipality_id=viewer.municipality_id, uploaded_by_id=viewer.person_id, upload_key="a"))

    with pytest.raises(IntegrityError):
        db.flush()


def test_stray_files_are_swept_after_a_day_and_owned_ones_never(db, engine):
    viewer = make_viewer(db)
    ready = made_ready(db, engine, viewer, "ready")
    waiting = receive_photo(db, samples.phone_jpeg(), upload_key="waiting", by=viewer)
    db.commit()
    owned = files()
    stray = Photo(municipality_id=viewer.municipality_id, upload_key="never stored")
    for key in (original_key(stray.id), photo_key(stray.id, 320), original_key(ready.id), photo_key(waiting.id, 320)):
        storage().put(key, b"left behind")

    assert remove_stray_files(db) == 0
    with time_machine.travel(timedelta(days=2)):
        assert remove_stray_files(db) == 4
        assert remove_stray_files(db) == 0
    assert files() == owned


def test_others_can_write_while_a_photo_is_being_made(db, engine, monkeypatch):
    viewer, municipality_id = make_viewer(db), db.info["municipality_id"]
    photo = receive_photo(db, samples.phone_jpeg(), upload_key="a", by=viewer)
    db.commit()

    def make_while_another_writes(data: bytes) -> images.Sizes:
        with session_for(engine, municipality_id=municipality_id) as other:
            receive_photo(other, samples.noted_png(), upload_key="meanwhile", by=viewer)
        return make_sizes_apart(data)

    monkeypatch.setattr(handlers, "make_sizes_apart", make_while_another_writes)
    work_until_idle(engine, at_most=1)

    assert fresh(db, photo).state is PhotoState.READY
    assert len(db.exec(select(Photo)).all()) == 2
