"""What the environment decides, read once into one frozen value."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Self, cast
from urllib.parse import urlsplit

from governance.errors import InvalidError, Problem
from governance.messages import LANGS, Lang, _

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation.

    Attributes
    ----------
    home
        The folder of its data (``EGOV_HOME``).
    database_url
        ``postgresql://…``, or ``sqlite:///path`` (``EGOV_DATABASE_URL``); the default is a file in ``home``.
    public_url
        Where people reach it, without a closing slash (``EGOV_PUBLIC_URL``). Every link is built from it, never from a request.
        Unless it is set, the address that the service of ``home`` was last served at, which it keeps there in a small file.
    lang
        The language for readers who ask for none (``EGOV_LANG``).
    proxies
        The addresses of the reverse proxies in front of it, with commas between (``EGOV_PROXIES``): only their word is taken for
        where a request comes from (``X-Forwarded-For``). Without one it is whoever connects.
    webhook_hosts
        The hosts that letters of what changed may go to, with commas between (``EGOV_WEBHOOK_HOSTS``). Without one none are sent.

    Examples
    --------
    >>> Settings.read({"EGOV_PUBLIC_URL": "https://egov.example/"}).secure
    True
    >>> Settings.read({"EGOV_LANG": "fr"})
    Traceback (most recent call last):
    governance.errors.InvalidError: 1 problem found; nothing was changed
      EGOV_LANG: fr is not one of vi, en
    """

    home: Path
    database_url: str
    public_url: str
    lang: Lang
    proxies: str = ""
    webhook_hosts: frozenset[str] = frozenset()

    @property
    def secure(self) -> bool:
        """Whether people reach it over https, so that cookies may demand it."""
        return self.public_url.startswith("https:")

    @property
    def hosts(self) -> frozenset[str]:
        """The names it answers to: its public one and this machine's own."""
        host = urlsplit(self.public_url).hostname or ""
        return _LOOPBACK | {f"[{host}]" if ":" in host else host}

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """The settings that an environment gives.

        Raises
        ------
        InvalidError
            Naming every setting that cannot be used.
        """
        problems: list[Problem] = []
        home = Path(environ.get("EGOV_HOME") or ".egov")
        database_url = environ.get("EGOV_DATABASE_URL") or f"sqlite:///{home / 'egov.sqlite'}"
        if not database_url.startswith(("sqlite:///", "postgresql://", "postgres://")):
            problems.append(Problem("EGOV_DATABASE_URL", _("give postgresql://… or sqlite:///path")))
        public_url = (environ.get("EGOV_PUBLIC_URL") or _served_at(home) or "http://127.0.0.1:8000").rstrip("/")
        if not _is_address(public_url):
            problems.append(Problem("EGOV_PUBLIC_URL", _("give http://host:port or https://host, without a path")))
        lang = environ.get("EGOV_LANG") or "vi"
        if lang not in LANGS:
            problems.append(Problem("EGOV_LANG", _("{value} is not one of {known}", value=lang, known=LANGS)))
        proxies = environ.get("EGOV_PROXIES") or ""
        if not all(_is_network(each) for each in proxies.split(",") if proxies):
            why = _("give addresses or networks with commas between, such as 10.0.0.7,10.1.0.0/16")
            problems.append(Problem("EGOV_PROXIES", why))
        if problems:
            raise InvalidError(problems)
        hooks = frozenset(each.strip().lower() for each in (environ.get("EGOV_WEBHOOK_HOSTS") or "").split(",") if each.strip())
        return cls(home, database_url, public_url, cast("Lang", lang), proxies, hooks)


SERVED_AT = "served-at"
"""The file in ``home`` that keeps the address at which its service was last served."""


def keep_served(settings: Settings) -> None:
    """Keep the served address for commands that make links; a folder that cannot be written keeps none."""
    with suppress(OSError):
        settings.home.mkdir(parents=True, exist_ok=True)
        (settings.home / SERVED_AT).write_text(settings.public_url + "\n", encoding="utf-8")


def _served_at(home: Path) -> str | None:
    try:
        kept = (home / SERVED_AT).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return kept if _is_address(kept) else None


def _is_network(text: str) -> bool:
    try:
        ip_network(text.strip())
    except ValueError:
        return False
    return True


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.path and not parts.query
    except ValueError:
        return False
