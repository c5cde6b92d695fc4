"""A picture that a telephone reads an address from."""

from markupsafe import Markup


def qr(address: str) -> Markup:
    """The address as a QR code, as SVG to stand in a page; a quarter of it may be unreadable.

    >>> str(qr("webcal://example.org/feeds/x.ics"))[:4]
    '<svg'
    """
    import segno  # noqa: PLC0415 - only the page of calendars waits for it

    code = segno.make(address, error="q", micro=False)
    return Markup(code.svg_inline(scale=4, dark="#000", light="#fff", svgclass="qr", lineclass=None))  # noqa: S704 - no text in it
