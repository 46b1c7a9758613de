"""Finds credentials for a server in the environment, a file or ``~/.netrc``, and signs requests.

Credentials are not accepted on the command line or in an address, because other users, the shell history and
logs can read these. No message contains them.
"""

from __future__ import annotations

import base64
import netrc
import os
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import RemoteError

__all__ = ["Credentials", "credentials_for"]

#: ``name:password`` itself, and the file whose first line it is.
VARIABLE = "LPIPGRAPH_CREDENTIALS"
FILE = "LPIPGRAPH_CREDENTIALS_FILE"


@dataclass(slots=True)
class Credentials:
    """A name and a password for one server; empty where there are none.

    Nothing is sent until the server asks; then each request is signed in the way it asked for (RFC 7617 and
    RFC 7616).
    """

    name: str = ""
    password: str = field(default="", repr=False)
    _challenge: str = field(default="", repr=False, init=False)

    def sign(self, request: urllib.request.Request) -> None:
        """Adds the authorisation header that the server asked for."""
        if self._challenge and self.name:
            request.remove_header("Authorization")
            request.add_unredirected_header("Authorization", self._signature(request))

    def answer(self, request: urllib.request.Request, headers: Message | Mapping[str, str]) -> bool:
        """Signs a request that was refused with 401; False if there are no credentials, or they were already sent."""
        if not self.name:
            return False
        said = " ".join(headers.get_all("WWW-Authenticate") or ()) if isinstance(headers, Message) else ""
        digest = re.search(r"\bDigest\s+.*", said, re.IGNORECASE | re.DOTALL)
        challenge = digest.group() if digest else "Basic"
        if self._challenge == challenge:
            return False  # they were already sent, and are wrong
        self._challenge = challenge
        self.sign(request)
        return True

    def hidden(self, text: str) -> str:
        """A server's message without the password, which some servers repeat."""
        if not self.password:
            return text
        for secret in (self._basic(), self.password):
            text = text.replace(secret, "…")
        return text

    def _basic(self) -> str:
        return base64.b64encode(f"{self.name}:{self.password}".encode()).decode("ascii")

    def _signature(self, request: urllib.request.Request) -> str:
        if self._challenge == "Basic":
            return f"Basic {self._basic()}"
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, request.full_url, self.name, self.password)
        handler = urllib.request.HTTPDigestAuthHandler(known)
        fields = urllib.request.parse_keqv_list(
            urllib.request.parse_http_list(self._challenge.split(maxsplit=1)[1])
        )
        signature = handler.get_authorization(request, fields)
        if not signature:
            raise RemoteError(
                "the server asks for credentials in a way that is not known here", where=request.host
            )
        return f"Digest {signature}"


def credentials_for(url: str) -> Credentials:
    """The credentials for a server: from the environment, else from a file that it names, else from ``~/.netrc``.

    Raises
    ------
    RemoteError
        If the address contains them, or the file cannot be read.
    """
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise RemoteError(
            "credentials do not belong into an address, which others can read",
            where=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}",
            hint=f"set {VARIABLE}=name:password, or name the host in ~/.netrc",
        )
    said = os.environ.get(VARIABLE, "")
    if not said and (place := os.environ.get(FILE)):
        try:
            said = Path(place).read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise RemoteError(
                "the file with the credentials cannot be read", where=place, hint=f"see {FILE}"
            ) from error
    if said:
        name, _, password = said.partition(":")
        return Credentials(name, password)
    return _of_netrc(parts.hostname or "")


def _of_netrc(host: str) -> Credentials:
    try:
        found = netrc.netrc().authenticators(host)
    except (OSError, netrc.NetrcParseError):
        return Credentials()  # there is no such file, or it is not readable as netrc
    return Credentials(found[0], found[2]) if found and found[2] else Credentials()
