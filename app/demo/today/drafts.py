"""Three things that came to the door this morning: photographed, not yet described."""

from app.demo.gallery import finish_here, picture
from app.demo.today.stage import Stage
from app.media.actions import receive_photo
from app.workshop.actions.drafts import register_draft

PICTURES = ("sofa-2-green", "desk-lamp-black", "monitor-27")


def photograph_new_things(stage: Stage) -> None:
    """Vagn takes a photo of each, and somebody else will say what they are."""
    by = stage.who("vagn")
    with stage.this_morning(20) as db:
        for name in PICTURES:
            photo = receive_photo(db, picture(name), upload_key=f"draft-{name}", by=by)
            register_draft(db, [photo], by=by)
            finish_here(db, photo, name)
