"""A plain nameko service with one method, as nameko's own examples have it: the yardstick of what RPC costs."""

import shared.green  # noqa: F401, I001 - before anything else is imported

import signal
import sys
from typing import Any

import eventlet
from nameko.rpc import rpc
from nameko.runners import ServiceRunner


class Echo:
    """Gives back what it gets."""

    name = "echo"

    @rpc  # type: ignore[untyped-decorator]
    def echo(self, data: Any) -> Any:
        """The same again."""
        return data


def main(amqp_uri: str) -> None:
    """Serve until SIGTERM."""
    runner = ServiceRunner({"AMQP_URI": amqp_uri})
    runner.add_service(Echo)
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))
    signal.signal(signal.SIGINT, lambda *_: eventlet.spawn_n(runner.stop))
    runner.start()
    runner.wait()


if __name__ == "__main__":
    main(sys.argv[1])
