"""Isso with the portal's configuration.

In: the configuration file, which is Isso's own. Out: what the gate needs of Isso.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from isso import Isso, config, local_manager
from isso.core import ThreadedMixin
from itsdangerous import BadData

from .database import Database
from .exchange import Application
from .letters import Mail
from .reviewing import LIFE


class ConfigurationError(Exception):
    """What the configuration lacks, in Vietnamese."""


class _Isso(Isso, ThreadedMixin):  # type: ignore[misc]  # Isso ships no types
    pass


class IssoComments:
    """`listen` is `http://127.0.0.1:PORT` or `unix:///PATH`; `mail` is None where nobody is told by mail."""

    def __init__(self, file: Path) -> None:
        try:
            self._config = config.load(config.default_file(), str(file))
        except Exception as error:  # Isso lets every kind through
            raise ConfigurationError(f"Không đọc được cấu hình {file}: {error}") from error
        sites = [site.rstrip("/") for site in self._config.getiter("general", "host")]
        if not file.is_file() or not sites or not all(urlsplit(site).netloc for site in sites):
            raise ConfigurationError(f"{file} phải có [general] host: địa chỉ công khai của cổng.")
        self.site = sites[0]
        self.origins = frozenset(site.lower() for site in sites)
        self.path = urlsplit(self._config.get("server", "public-endpoint")).path.rstrip("/") + "/"
        if self.path == "/":
            raise ConfigurationError(f"{file} phải có [server] public-endpoint, như {self.site}/y-kien")
        self.listen = self._config.get("server", "listen")
        self.database = Database(Path(self._config.get("general", "dbpath")).expanduser())

    @property
    def mail(self) -> Mail | None:
        mail = self._config.section("smtp")
        if not mail.get("to"):
            return None
        return Mail(
            mail.get("host"),
            mail.getint("port"),
            mail.get("security"),
            mail.get("username") or "",
            mail.get("password") or "",
            mail.get("to"),
            mail.get("from") or mail.get("to"),
            mail.getint("timeout"),
        )

    def open(self) -> None:
        """Make the database where there is none, and start what removes comments that nobody reviewed."""
        logging.getLogger("isso").setLevel(logging.WARNING)  # it would write comments and links to the journal
        self.database.path.parent.mkdir(parents=True, exist_ok=True)
        self._isso = _Isso(self._config)
        self.database.prepare()
        self.application: Application = local_manager.make_middleware(self._isso)

    def sign(self, content: object) -> str:
        key: str = self._isso.sign(content)
        return key

    def unsign(self, key: str) -> object:
        """What was signed; None where the key is none or too old."""
        try:
            content: object = self._isso.unsign(key, max_age=LIFE)
        except BadData:
            return None
        return content

    def activate(self, comment: int) -> None:
        with self._isso.lock:
            self._isso.db.comments.activate(comment)

    def delete(self, comment: int) -> None:
        with self._isso.lock:
            self._isso.db.comments.delete(comment)


def split_listen(listen: str) -> dict[str, Any]:
    """How waitress is told where to listen; ConfigurationError where that is no address of this machine."""
    place = urlsplit(listen)
    if place.scheme == "unix" and place.path:
        return {"unix_socket": place.path, "unix_socket_perms": "660"}
    if place.scheme == "http" and place.hostname in {"127.0.0.1", "localhost", "::1"} and place.port:
        return {"host": place.hostname, "port": place.port}
    raise ConfigurationError(f"[server] listen = {listen}: chỉ nghe ở máy này, http://127.0.0.1:CỔNG hoặc unix:///TỆP.")
