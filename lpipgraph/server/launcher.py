"""Starts and stops the server: granian with processes that run the application."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from shutil import rmtree
from urllib.request import ProxyHandler, build_opener

from ..errors import InputError, OutputError
from ..store.public import open_public, publish_public
from .settings import Settings

__all__ = ["run"]

#: Bytes that a request's head may have.
_HEAD = 32_768
#: Seconds for current answers to finish when the server stops.
_GRACE = 10
_STARTS = 30.0


def run(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    browser: bool = True,
    told: Callable[[str], object] = lambda _: None,
) -> int:
    """Serves until SIGTERM or Ctrl-C; current answers are finished first.

    Parameters
    ----------
    settings
        What is served.
    host, port
        Where. Only this machine reaches 127.0.0.1.
    workers
        The number of server processes.
    browser
        Whether to open the home page in a browser, if there is one.
    told
        Called with the address when the server answers.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    StoreError, OutputError, InputError
        If there is nothing to serve, or it cannot be served there.
    """
    try:
        from granian import Granian
        from granian.constants import HTTPModes, Interfaces, Loops
        from granian.http import HTTP1Settings
    except ImportError as error:
        raise InputError("the server needs granian", hint="pip install granian starlette jinja2") from error
    _free(host, port)
    # made once here, so that it is ready for the processes and errors of the build are reported first
    publish_public(Path(settings.store), Path(settings.cache))
    open_public(Path(settings.cache)).close()
    rmtree(Path(settings.cache) / "processes", ignore_errors=True)
    os.environ.update(settings.to_environment())
    os.environ["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    # a forked process has no threads of RocksDB, which was used above: it would wait for them for ever when it copies a new build
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        f"{__package__}.app:create",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        http=HTTPModes.http1,
        loop=Loops.auto,
        websockets=False,
        backlog=2048,
        log_enabled=False,
        http1_settings=HTTP1Settings(
            header_read_timeout=int(settings.header_seconds * 1000), max_buffer_size=_HEAD
        ),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=_GRACE,
    )
    address = f"http://{_shown(host)}:{port}{settings.base}/"
    threading.Thread(target=_greet, args=(address, browser, told), daemon=True).start()
    server.serve()
    rmtree(Path(settings.cache) / "processes", ignore_errors=True)
    return 0


def _free(host: str, port: int) -> None:
    """Checks that the address is free; granian would report this in a traceback."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except OSError as error:
        raise OutputError(
            f"this address cannot be had ({error.strerror or error})",
            where=f"{host}:{port}",
            hint="choose another with --port, or stop what listens there",
        ) from error


def _shown(host: str) -> str:
    """The host for a browser on this machine."""
    with suppress(ValueError):
        address = ip_address(host)
        if address.is_unspecified:
            return "localhost"
        return f"[{host}]" if address.version == 6 else host
    return host


def _greet(address: str, browser: bool, told: Callable[[str], object]) -> None:
    """Reports the address when the server answers, and opens it in a browser."""
    opener = build_opener(ProxyHandler({}))
    ends = time.monotonic() + _STARTS
    while time.monotonic() < ends:
        with suppress(OSError), opener.open(f"{address}health", timeout=2):
            told(address)
            if browser and _has_browser():
                webbrowser.open(address)
            return
        time.sleep(0.1)


def _has_browser() -> bool:
    """Whether there is a graphical session."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    with suppress(webbrowser.Error):
        webbrowser.get()
        return True
    return False
