"""A letter as the message that is sent: headers that nobody can add to, plain text, and the same as simple HTML."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from app.core.config import settings
from app.core.pages import environment
from app.notifications.models import Letter


class NoAddress(ValueError):
    """The address cannot be written to; the text says why."""


def compose(letter: Letter) -> EmailMessage:
    """The message; the same letter gives the same Message-ID and date however often it is sent.

    Raises `NoAddress` where the address is not one plain e-mail address.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = settings().mail_from
    message["To"] = _address(letter.to_address)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    *paragraphs, sign_off = letter.body.split("\n\n")
    message.set_content("\n\n".join([*paragraphs, f"{letter.link_label}:\n{letter.link}", sign_off]) + "\n")
    html = environment().get_template("letters/letter.html")
    said = html.render(letter=letter, paragraphs=paragraphs, sign_off=sign_off)
    message.add_alternative(said, subtype="html")
    return message


def _address(written: str) -> Address:
    try:
        address = Address(addr_spec=written)
    except Exception as fault:
        # Because the parser raises errors of several kinds on what is not an address.
        raise NoAddress(f"not an e-mail address: {fault}") from fault
    if not address.username or not address.domain:
        raise NoAddress("not an e-mail address")
    return address
