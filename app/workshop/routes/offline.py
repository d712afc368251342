"""The tablet without signal: its service worker, what it keeps, and the page of what waits to be sent."""

import hashlib
import json

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.accounts.guard import PerhapsSignedIn, SignedIn, allow, everyone
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.pages import asset, assets, built, page
from app.workshop.keeping import addresses_to_keep

router = APIRouter()
ANEW = {"Cache-Control": "no-cache"}


@router.get("/sw.js", dependencies=[everyone()])
def show_service_worker() -> Response:
    """The worker, with the files it keeps written before it: other files are another worker."""
    files = sorted(address for name, address in assets().items() if name != "sw.js")
    code = built("sw.js")
    version = hashlib.sha256("\n".join(files).encode() + code).hexdigest()[:12]
    told = f"self.OMLOB={json.dumps({'assets': files, 'version': version})};\n"
    return Response(told.encode() + code, media_type="text/javascript", headers=ANEW)


@router.get("/app.webmanifest", dependencies=[everyone()])
def show_manifest(viewer: PerhapsSignedIn) -> Response:
    """What the tablet needs to put the workshop on its start screen."""
    name = viewer.municipality.shop_name if viewer else "Omløb"
    icon = {"src": asset("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": name, "short_name": name, "lang": "da", "start_url": "/workshop", "scope": "/",
        "display": "standalone", "background_color": "#ffffff", "theme_color": "#ffffff", "icons": [icon],
    }  # fmt: skip
    return JSONResponse(told, media_type="application/manifest+json", headers=ANEW)


@router.get("/workshop/keep.json", dependencies=[allow(Permission.WORK_ON_UNITS)])
def show_addresses_to_keep(db: Db, viewer: SignedIn) -> Response:
    whose = {"X-Viewer": viewer.person_id.hex, "Cache-Control": "no-store"}
    return JSONResponse(addresses_to_keep(db, viewer), headers=whose)


@router.get("/workshop/waiting", dependencies=[allow(Permission.SHOP)])
def show_waiting(request: Request, viewer: SignedIn) -> Response:
    return page(request, "workshop/waiting.html")
