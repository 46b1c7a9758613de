"""Who is spoken to and what is told: certificates are verified, credentials are shown to nobody else."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from common import is_one_line
from sparql_server import oxigraph_server
from test_cli import run  # noqa: F401 -- a fixture
from test_sync import Fault, Proxy, newsletters, proxied  # noqa: F401 -- a fixture among them

from lpipgraph.errors import RemoteError
from lpipgraph.store import open_store

PASSWORD = "wo:rd-that-nobody-may-see"
TOKEN = base64.b64encode(f"bob:{PASSWORD}".encode()).decode()


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    with oxigraph_server() as url:
        yield url


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def context(authority: trustme.CA, *names: str, expired: bool = False) -> ssl.SSLContext:
    """What a server needs, with a certificate for some names."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ended = datetime.now(UTC) - timedelta(days=1) if expired else None
    authority.issue_cert(*names, not_after=ended).configure_cert(made)
    return made


def not_struck(*_: object) -> bool:
    return False


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority is named as the documentation says."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@pytest.mark.usefixtures("trusted")
def test_a_server_of_an_own_authority_is_loaded_asked_and_kept_up_to_date(
    run,  # noqa: F811
    real: str,
    authority: trustme.CA,
    newsletters: Path,  # noqa: F811
) -> None:
    with proxied(real, not_struck, context(authority, "127.0.0.1")) as (url, _):
        shown = run("sync", newsletters, "--at", url, "-o", "graph")
        assert (shown.code, shown.err) == (0, "")
        assert "graphs loaded" in shown.out
        assert run("load", "graph/graph.trig", "--at", url, "--verify").code == 0
        assert "Abigail Taylor" in run("query", "theme-leads", "--at", url).out


@pytest.mark.parametrize("wrong", ["authority", "name", "expired"])
def test_a_wrong_certificate_is_refused_and_nothing_is_said(
    wrong: str, real: str, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LPIPGRAPH_CREDENTIALS", f"bob:{PASSWORD}")
    named = trustme.CA() if wrong == "authority" else authority
    named.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    made = context(authority, "store.example" if wrong == "name" else "127.0.0.1", expired=wrong == "expired")
    with proxied(real, not_struck, made) as (url, server):
        with pytest.raises(RemoteError, match=r"certificate is not trusted.*SSL_CERT_FILE") as caught:
            open_store(url)
        assert url in str(caught.value)
        assert server.seen == 0  # type: ignore[attr-defined]


def test_where_tls_is_not_spoken_it_is_said(real: str) -> None:
    with (
        proxied(real, not_struck) as (url, _),
        pytest.raises(RemoteError, match="cannot be reached, or broke off") as caught,
    ):
        open_store(url.replace("http:", "https:"))
    assert is_one_line(f"lpipgraph: {caught.value}\n")


def repeating(status: int) -> Fault:
    """Asks for credentials, and repeats them in its refusal."""

    def fault(handler: Proxy, _: bytes) -> bool:
        said = handler.headers.get("Authorization", "")
        body = f"{said} {PASSWORD} is not known here".encode()
        handler.answer(status if said else 401, "text/plain", body)
        return True

    return fault


@pytest.mark.parametrize("way", ["variable", "file", "netrc"])
@pytest.mark.parametrize("status", [401, 403, 500])
def test_no_command_shows_credentials(
    run,  # noqa: F811
    real: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    newsletters: Path,  # noqa: F811
    built_folder: Path,
    way: str,
    status: int,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    if way == "variable":
        monkeypatch.setenv("LPIPGRAPH_CREDENTIALS", f"bob:{PASSWORD}")
    elif way == "file":
        (tmp_path / "secret").write_text(f"bob:{PASSWORD}\n")
        monkeypatch.setenv("LPIPGRAPH_CREDENTIALS_FILE", str(tmp_path / "secret"))
    else:
        (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login bob password {PASSWORD}\n")
        (tmp_path / ".netrc").chmod(0o600)
    graph = built_folder / "graph.trig"
    with proxied(real, repeating(status)) as (url, server):
        commands = [
            ("load", graph, "--at", url),
            ("load", graph, "--at", url, "--dry-run"),
            ("load", graph, "--at", url, "--verify"),
            ("load", "--at", url, "--probe"),
            ("query", "theme-leads", "--at", url),
        ]
        if (way, status) == ("file", 403):
            commands.append(("sync", newsletters, "--at", url, "-o", "graph", "--report", "run.json"))
        for command in commands:
            shown = run(*command)
            assert shown.code == 2
            assert is_one_line(shown.err)
            assert f"answers {status}" in shown.err
            assert PASSWORD not in shown.out + shown.err
            assert TOKEN not in shown.out + shown.err
        assert server.seen >= 2 * len(commands)  # type: ignore[attr-defined]
    for report in tmp_path.glob("run.json"):
        assert PASSWORD not in report.read_text()
