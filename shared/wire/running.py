"""A process that serves: one or more services, an ops port, and an orderly end."""

import signal
from pathlib import Path
from typing import Any

import eventlet
import structlog
from nameko.constants import AMQP_URI_CONFIG_KEY, HEARTBEAT_CONFIG_KEY, MAX_WORKERS_CONFIG_KEY
from nameko.runners import ServiceRunner

from shared.following import lags
from shared.migration import Outdated, born_as, check, other_mode
from shared.outbox import Outbox
from shared.settings import Settings
from shared.web.metrics import FOLLOWER_PARKED, FOLLOWER_POSITION, LOG_LENGTH, OUTBOX_LAG
from shared.web.ops import Ops
from shared.web.server import serve_wsgi
from shared.wire.following import _Loop
from shared.wire.guard import Consumer
from shared.wire.parts import SETTINGS, parts_of
from shared.wire.serving import Service

log = structlog.get_logger(__name__)

WORKERS = 10
HEARTBEAT = 20  # seconds


def run(services: dict[type[Service], Path], settings: Settings) -> None:
    """Serve until SIGTERM; ``services`` maps each class to the folder of its schema."""
    config = {
        AMQP_URI_CONFIG_KEY: settings.amqp_uri,
        HEARTBEAT_CONFIG_KEY: HEARTBEAT,
        MAX_WORKERS_CONFIG_KEY: WORKERS,
        SETTINGS: settings,
    }
    runner = ServiceRunner(config)
    for service in services:
        runner.add_service(service)
    containers = list(runner.containers)
    try:
        for container in containers:
            _check(container, services[container.service_cls])
    except Outdated:
        for container in containers:
            parts_of(container).database.close()  # left open, a pool complains when the process ends
        raise
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))
    signal.signal(signal.SIGINT, lambda *_: eventlet.spawn_n(runner.stop))
    serve_wsgi(
        settings.host,
        settings.ops_port,
        Ops(lambda: _ready(containers), lambda: _alive(containers), lambda: _measure(containers)),
    )
    for container in containers:
        if settings.portal_port and hasattr(container.service_cls, "pages"):
            serve_wsgi(settings.host, settings.portal_port, container.service_cls.pages(parts_of(container)).wsgi_app)
    runner.start()
    log.info("started", services=[container.service_name for container in containers])
    runner.wait()
    log.info("stopped")


def _check(container: Any, folder: Path) -> None:
    parts = parts_of(container)
    check(parts.database, folder)
    born = born_as(parts.settings.database_url, parts.service)
    if born != parts.settings.mode:
        raise other_mode(born, parts.settings.mode)


def _of(container: Any, kind: type) -> list[Any]:
    return [one for one in container.extensions if isinstance(one, kind)]


def _ready(containers: list[Any]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for container in containers:
        name = container.service_name
        found[f"{name} broker"] = all(consumer.connected for consumer in _of(container, Consumer))
        try:
            with parts_of(container).database.transaction() as sql:
                sql.execute("SELECT 1")
            found[f"{name} database"] = True
        except Exception:
            found[f"{name} database"] = False
    return found


def _alive(containers: list[Any]) -> bool:
    return all(loop._thread is None or not loop._thread.dead for one in containers for loop in _of(one, _Loop))


def _measure(containers: list[Any]) -> None:
    for container in containers:
        parts = parts_of(container)
        provider = next((one for one in container.dependencies if one.attr_name == "log"), None)
        length = provider.get_dependency(None).length if provider else 0
        if provider:
            LOG_LENGTH.labels(parts.service).set(length)
        for lag in lags(parts.database):
            if lag.stream == Outbox.STREAM:
                OUTBOX_LAG.labels(parts.service).set(length - lag.position)
            else:
                FOLLOWER_POSITION.labels(parts.service, lag.stream).set(lag.position)
                FOLLOWER_PARKED.labels(parts.service, lag.stream).set(int(lag.parked))
