"""One WSGI server per port and process, on eventlet; two checkouts never share a port."""

from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import structlog
from eventlet import wsgi

log = structlog.get_logger(__name__)

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def serve_wsgi(host: str, port: int, app: WsgiApp) -> None:
    """Listen, and answer in the background; bound without reuse_port, so a taken port is an error."""
    listening = eventlet.listen((host, port), reuse_port=False)
    eventlet.spawn(wsgi.server, listening, app, log_output=False, keepalive=True)
    log.info("listening", host=host, port=port)
