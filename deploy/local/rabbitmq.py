"""The stack's own RabbitMQ: finds or unpacks it, configures it, says when it answers."""

import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from deploy.local.memory import Memory, annex, write_private
from deploy.local.packages import unpack
from deploy.local.processes import Program

USER = "vinhdanh"
NODE = "vinhdanh@127.0.0.1"  # an address, so that no host name needs to be resolvable
HOMEBREW = (Path("/opt/homebrew"), Path("/usr/local"))


@dataclass(frozen=True)
class Installation:
    """Where RabbitMQ and its Erlang are; `path` has the folders with `erl` and `epmd`."""

    server: Path
    path: str


def installed() -> Installation | None:
    """The RabbitMQ of the system's package manager."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *(f"{brew}/bin" for brew in HOMEBREW)])
    if shutil.which("erl", path=path) and shutil.which("epmd", path=path):
        for place in (Path("/usr/lib/rabbitmq/bin"), *(brew / "opt/rabbitmq/sbin" for brew in HOMEBREW)):
            if (place / "rabbitmq-server").exists():
                return Installation(place / "rabbitmq-server", path)
    return None


def unpacked(folder: Path) -> Installation:
    """The RabbitMQ of the distribution's packages, unpacked for this stack at first use."""
    # RabbitMQ's scripts break on a path with spaces.
    root = (annex(folder) if len(str(folder).split()) > 1 else folder) / "rabbitmq-debs"
    if not root.exists():
        unpack(root, folder / "log" / "rabbitmq-debs.log")
    path = f"{root}/usr/lib/erlang/bin{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return Installation(root / "usr/lib/rabbitmq/bin/rabbitmq-server", path)


def uri(memory: Memory) -> str:
    """The private broker's address, for the default virtual host `/`."""
    return f"amqp://{USER}:{memory.password('rabbitmq')}@127.0.0.1:{memory.port('rabbitmq')}//"


def prepare(memory: Memory, folder: Path, installation: Installation | None = None) -> list[Program]:
    """Write the private broker's configuration; its two programs are Erlang's port mapper and the broker."""
    installation = installation or installed() or unpacked(folder)
    home = folder / "rabbitmq"
    if not memory.knows_password("rabbitmq"):
        shutil.rmtree(home, ignore_errors=True)
    (home / "data").mkdir(parents=True, exist_ok=True)
    cookie = home / ".erlang.cookie"
    if not cookie.exists():
        write_private(cookie, memory.password("erlang"))
    ports = {name: memory.claim_port(name) for name in ("epmd", "rabbitmq", "rabbitmq.nodes")}
    write_private(
        home / "rabbitmq.conf",
        f"listeners.tcp.default = 127.0.0.1:{ports['rabbitmq']}\n"
        f"default_user = {USER}\n"
        f"default_pass = {memory.password('rabbitmq')}\n"
        "vm_memory_high_watermark.absolute = 512MB\n"
        "disk_free_limit.absolute = 256MB\n"
        "log.console = true\n"
        "log.file = false\n",
    )
    write_private(home / "enabled_plugins", "[].\n")
    write_private(home / "env.conf", "")
    environment = {
        "HOME": str(home),
        "PATH": installation.path,
        "LC_ALL": "C.UTF-8",
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_CRASH_DUMP": str(folder / "log" / "erl_crash.dump"),
        "RUNNING_UNDER_SYSTEMD": "true",  # the script becomes the broker, instead of waiting for it
        "RABBITMQ_NODENAME": NODE,
        "RABBITMQ_USE_LONGNAME": "true",
        "RABBITMQ_DIST_PORT": str(ports["rabbitmq.nodes"]),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_CONF_ENV_FILE": str(home / "env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": str(home / "pid"),
    }
    mapper = shutil.which("epmd", path=installation.path)
    assert mapper, "looked for when the installation was found"
    return [
        Program(
            name="epmd",
            command=[mapper, "-port", str(ports["epmd"]), "-address", "127.0.0.1"],
            folder=str(home),
            environment=environment,
            ports={"epmd": ports["epmd"]},
        ),
        Program(
            name="rabbitmq",
            command=[str(installation.server)],
            folder=str(home),
            environment=environment,
            ports={name: ports[name] for name in ("rabbitmq", "rabbitmq.nodes")},
        ),
    ]


def answers(port: int) -> bool:
    """Whether a broker greets whoever speaks AMQP 0-9-1 to it: it does when it is ready."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"
    except OSError:
        return False
