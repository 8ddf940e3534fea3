"""The ops port of a process: is it alive, is it ready, what does it count. For operations, never for the public."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

READY_WITHIN = 2.0  # seconds to answer for the database


class Ops:
    """``/livez``: the process answers. ``/readyz``: broker and database are there. ``/metrics``: Prometheus."""

    def __init__(self, ready: Callable[[], dict[str, bool]], alive: Callable[[], bool], measure: Callable[[], None]):
        self._ready = ready
        self._alive = alive
        self._measure = measure

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        path = environ["PATH_INFO"]
        if path == "/livez":
            return _answer(start_response, self._alive(), {"alive": self._alive()})
        if path == "/readyz":
            try:
                with eventlet.Timeout(READY_WITHIN):
                    found = self._ready()
            except eventlet.Timeout:
                found = {"answered in time": False}
            return _answer(start_response, all(found.values()), found)
        if path == "/metrics":
            self._measure()
            start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            return [generate_latest()]
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"not found\n"]


def _answer(start_response: Any, good: bool, found: dict[str, bool]) -> Iterable[bytes]:
    status = "200 OK" if good else "503 Service Unavailable"
    start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(found).encode() + b"\n"]
