"""Log lines: JSON, one a line, with no personal data and no token; ours and the libraries' alike."""

import logging
import sys

import structlog

QUIET = ("nameko.messaging", "nameko.rpc", "kombu", "amqp", "psycopg", "eventsourcing")


def configure(level: str, service: str) -> None:
    """Write JSON lines to standard output; libraries speak from warnings on."""
    processors: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.EventRenamer("event"),
    ]
    structlog.configure(
        processors=[*processors, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Terse(service))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)  # loops and borders log their own failures


class _Terse(logging.Formatter):
    """A library's line: where it comes from and what kind of error, never the error's text."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service
        self._render = structlog.processors.JSONRenderer(ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "service": self._service,
            "level": record.levelname.lower(),
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "logger": record.name,
            "event": str(record.msg)[:200],
        }
        if record.exc_info and record.exc_info[0]:
            said["error"] = record.exc_info[0].__name__
        return str(self._render(None, "", said))
