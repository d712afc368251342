"""Signed and unguessable texts."""

import base64
import hashlib
import hmac
import secrets

from app.core.config import settings


def random_token() -> str:
    """A new unguessable text, 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What we keep of a token, so that a copy of the database signs nobody in."""
    return hashlib.sha256(token.encode()).hexdigest()


def signature(purpose: str, text: str) -> str:
    """Prove later that this text came from us, for this purpose."""
    key = hashlib.sha256(f"{purpose}:{settings().secret_key}".encode()).digest()
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).decode().rstrip("=")


def sign(purpose: str, text: str) -> str:
    """The text with its proof, fit for a cookie."""
    packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{packed}.{signature(purpose, text)}"


def unsign(purpose: str, signed: str) -> str | None:
    """The text, where the proof holds; otherwise nothing."""
    packed, _dot, proof = signed.partition(".")
    try:
        text = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
    except ValueError:
        return None
    return text if same(signature(purpose, text), proof) else None


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
