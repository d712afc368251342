"""What the sign-in page and the administrator's pages may send."""

from app.core.forms import Form


class SignInForm(Form):
    email: str
    password: str
    next: str = "/"
