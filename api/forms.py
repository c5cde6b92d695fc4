"""Forms that pages send: from this site, and from the session that was given them."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from api.access import Principal
from api.errors import HttpError
from api.sessions import form_token, is_form_token
from governance.messages import _

MOST_FIELDS = 20
FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field
BLANK = "form-token-of-the-session"
"""What stands for the token of its forms in a page that is kept for several sessions."""


def same_origin(request: Request[Any, Any, Any]) -> None:
    """Refuse a form that another site's page sent in the reader's name.

    Raises
    ------
    HttpError
        When the browser says that the form came from elsewhere.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    here = request.app.state.settings.public_url
    if (site is not None and site != "same-origin") or (site is None and origin is not None and origin != here):
        raise HttpError("forbidden", _("this form came from another site; open the page here and send it again"))


def fields(body: bytes) -> dict[str, str]:
    """The fields of a form as browsers send them; of one that is there twice the last counts.

    Raises
    ------
    HttpError
        When there are too many.

    >>> fields("account=an&password=m%E1%BA%ADt+kh%E1%BA%A9u".encode())
    {'account': 'an', 'password': 'mật khẩu'}
    """
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise HttpError("malformed", _("the form has more fields than its page")) from None


def checked(request: Request[Principal, Any, Any], body: bytes) -> dict[str, str]:
    """The fields of a form that was given to this session.

    Raises
    ------
    HttpError
        When it came from another site, or carries no token or another session's.
    """
    same_origin(request)
    found = fields(body)
    if not is_form_token(request.user.secret, found.get(FORM_TOKEN, "")):
        raise HttpError("forbidden", _("this form belongs to another session, or to none; open the page again and send it anew"))
    return found


def filled(page: str, secret: str) -> str:
    """A page that is kept for several sessions, with the token of this one."""
    return page.replace(BLANK, form_token(secret))
