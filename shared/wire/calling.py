"""Asking a service: from another service as itself, or from outside with a token; never for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import eventlet
from nameko.containers import WorkerContext
from nameko.exceptions import RemoteError, RpcTimeout, UnknownService
from nameko.extensions import DependencyProvider
from nameko.rpc import MethodProxy
from nameko.standalone.rpc import ClusterRpcProxy

from shared.contracts.base import Contract, Role
from shared.errors import Fault, refusal_from
from shared.messages import Json, Request
from shared.wire.guard import SafeReplyListener
from shared.wire.parts import parts_of

ANSWER_WITHIN = 20  # seconds
TOKEN_LIFE = 600  # seconds
TOKEN_KEY = "auth_token"

C = TypeVar("C", bound=Contract)


class ServiceClient(DependencyProvider):  # type: ignore[misc]
    """Another service's contract as an object whose methods are calls."""

    replies = SafeReplyListener()

    def __init__(self, contract: type[Contract], answer_within: float) -> None:
        self.contract = contract
        self.answer_within = answer_within
        super().__init__()

    def get_dependency(self, worker_ctx: Any) -> Any:
        """The calls of one worker; they carry this service's own token, not the caller's."""
        return _Calls(self.contract, worker_ctx, self.replies, self.answer_within)


class _Calls:
    def __init__(self, contract: type[Contract], worker_ctx: Any, replies: Any, answer_within: float) -> None:
        self._contract = contract
        self._worker_ctx = worker_ctx
        self._replies = replies
        self._answer_within = answer_within

    def __getattr__(self, name: str) -> Any:
        promise = self._contract.promised(name)
        parts = parts_of(self._worker_ctx.container)

        def call(request: Request) -> Any:
            token = parts.issuer.token(parts.service, Role.SERVICE, seconds=TOKEN_LIFE)
            data = {**self._worker_ctx.context_data, TOKEN_KEY: token}
            context = WorkerContext(self._worker_ctx.container, None, self._worker_ctx.entrypoint, data=data)
            proxy = MethodProxy(context, self._contract.name, name, self._replies)
            try:
                with eventlet.Timeout(self._answer_within):
                    return promise.answer.load(proxy(request.dump()))
            except RemoteError as error:
                raise refused(error) from None
            except (eventlet.Timeout, UnknownService):
                raise TimeoutError(f"{self._contract.name}.{name} did not answer") from None

        return call


def client(contract: type[C], answer_within: float = ANSWER_WITHIN) -> C:
    """Declare that a service asks another one; typed as that one's contract. ``answer_within`` is in seconds."""
    return cast(C, ServiceClient(contract, answer_within))


def refused(error: RemoteError) -> Exception:
    """The refusal that a service answered with, or a fault when it was something else."""
    return refusal_from(str(error.value)) or Fault("fault", type=error.exc_type)


class RpcClient:
    """A plain client outside of any service: one connection, one call at a time."""

    def __init__(self, amqp_uri: str, timeout: float = ANSWER_WITHIN) -> None:
        self._proxy = ClusterRpcProxy({"AMQP_URI": amqp_uri}, context_data={}, timeout=timeout)
        self._services = self._proxy.start()

    def call(self, service: str, method: str, data: Json, token: str | None) -> Json:
        """Ask, and give the answer as JSON; raises the refusal."""
        context = self._proxy._worker_ctx.data
        context.clear()
        if token is not None:
            context[TOKEN_KEY] = token
        try:
            return cast(Json, getattr(self._services[service], method)(data))
        except RemoteError as error:
            raise refused(error) from None
        except (TimeoutError, RpcTimeout, UnknownService):
            raise TimeoutError(f"{service}.{method} did not answer") from None
        except (OSError, RuntimeError):
            raise ConnectionError("the broker went away during the call") from None

    def close(self) -> None:
        """Give the connection back."""
        self._proxy.stop()


@contextmanager
def rpc_client(amqp_uri: str, timeout: float = ANSWER_WITHIN) -> Iterator[RpcClient]:
    """A plain client for a while."""
    asking = RpcClient(amqp_uri, timeout)
    try:
        yield asking
    finally:
        asking.close()
