"""Hand a message to the mail server, and tell refusals for good from troubles that pass."""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from app.core.clock import now
from app.core.config import settings

SECONDS_TO_ANSWER = 10.0
REST = timedelta(seconds=30)
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class BadServerAddress(ValueError):
    """OMLOB_SMTP_URL cannot be understood; the text says why, without the password."""


class Refused(Exception):
    """The server will never take this letter; the text says why."""


class ServerResting(Exception):
    """The server did not answer a moment ago, so it is left alone for a little while."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. The password is sent over an encrypted connection only."""

    host: str
    port: int
    is_tls: bool
    is_starttls: bool
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass
class _Rest:
    """Until when nobody asks the server, in this process."""

    until: datetime | None = None


_rest = _Rest()


def read_server(url: str) -> MailServer:
    """smtp://host, smtps://host or smtp+starttls://user:password@host:port. `BadServerAddress` otherwise."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        raise BadServerAddress(f"OMLOB_SMTP_URL must begin with one of {', '.join(f'{name}://' for name in PORTS)}")
    try:
        port = parts.port
    except ValueError as fault:
        raise BadServerAddress("the port in OMLOB_SMTP_URL is not a number") from fault
    if not parts.hostname:
        raise BadServerAddress("OMLOB_SMTP_URL names no server")
    user = unquote(parts.username or "")
    return MailServer(
        host=parts.hostname, port=port or PORTS[parts.scheme], is_tls=parts.scheme == "smtps",
        is_starttls=parts.scheme == "smtp+starttls" or (parts.scheme == "smtp" and bool(user)), user=user,
        password=unquote(parts.password or ""),
    )  # fmt: skip


def hand_in(message: EmailMessage, to_address: str) -> None:
    """Give the message to the server. `Refused` for good; anything else that is raised may pass, and is tried again.

    A server that does not answer is left alone for half a minute, so that waiting for it holds up nothing else.
    """
    if _rest.until is not None and now() < _rest.until:
        raise ServerResting(f"the mail server did not answer; asked again after {_rest.until:%H:%M:%S}")
    server = read_server(settings().smtp_url)
    try:
        with _connect(server) as connection:
            _rest.until = None
            _send(connection, message, to_address)
    except (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
        _rest.until = now() + REST
        raise


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS_TO_ANSWER, context=context)
        if server.is_tls
        else smtplib.SMTP(server.host, server.port, timeout=SECONDS_TO_ANSWER)
    )
    try:
        if server.is_starttls:
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _send(connection: smtplib.SMTP, message: EmailMessage, to_address: str) -> None:
    sender = parseaddr(settings().mail_from)[1]
    try:
        connection.send_message(message, from_addr=sender, to_addrs=[to_address])
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        _refuse(code, said, refused)
    except smtplib.SMTPDataError as refused:
        _refuse(refused.smtp_code, refused.smtp_error, refused)
    except smtplib.SMTPNotSupportedError as refused:
        raise Refused("the mail server does not take such an address") from refused


def _refuse(code: int, said: bytes | str, error: Exception) -> None:
    """5xx is for good, and this letter's own; 4xx passes."""
    if code < 500:
        raise error
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    raise Refused(f"{code} {words}"[:300]) from error
