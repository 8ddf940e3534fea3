"""Pages for people: server-rendered, read only, without scripts; a refusal is a page with the right status.

Whatever is not there answers with the same bytes, so that nobody can tell the unknown from the hidden.
"""

import hashlib
import mimetypes
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from shared.clock import shown
from shared.database import Transient
from shared.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Refusal
from shared.following import place_of

log = structlog.get_logger(__name__)

HERE = Path(__file__).parent
SANDBOX_BANNER = "DỮ LIỆU MINH HỌA - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

STATUS: dict[type[Refusal], int] = {Invalid: 400, Forbidden: 403, NotFound: 404, Conflict: 409, Fault: 500}

SAID = {
    400: ("Yêu cầu không hợp lệ", "Địa chỉ hoặc nội dung tìm kiếm không đọc được. Hãy kiểm tra rồi thử lại."),
    403: ("Không được phép", "Bạn không có quyền xem trang này."),
    404: ("Không tìm thấy", "Không có trang hoặc dữ liệu này, hoặc dữ liệu chưa được công khai."),
    405: ("Không hỗ trợ", "Cổng công khai chỉ để đọc."),
    409: ("Dữ liệu vừa thay đổi", "Hãy tải lại trang rồi thử lại."),
    500: ("Hệ thống gặp lỗi", "Hãy thử lại sau ít phút. Nếu vẫn gặp lỗi, hãy báo mã sau cho quản trị viên:"),
    503: ("Hệ thống đang tạm gián đoạn", "Hãy thử lại sau ít phút."),
}

Page = TypeVar("Page", bound=Callable[..., Response])


def page(path: str) -> Callable[[Page], Page]:
    """The address at which a method's page is found."""

    def placed(method: Page) -> Page:
        method.path = path  # type: ignore[attr-defined]
        return method

    return placed


class Pages:
    """A site of pages; a subclass has a method for each, marked with ``page``, and a folder of templates.

    ``known`` is what every template may use.
    """

    templates: ClassVar[Path]
    menu: ClassVar[dict[str, str]] = {}

    def __init__(self, *, sandbox: bool, **known: Any) -> None:
        self._static = {file.name: file.read_bytes() for file in (HERE / "static").iterdir()}
        self._environment = Environment(
            loader=FileSystemLoader([self.templates, HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["day"] = shown
        self._environment.globals.update(
            static=self._address, menu=self.menu, banner=SANDBOX_BANNER if sandbox else "", **known
        )
        self._map = Map(
            [Rule(method.path, endpoint=method, methods=["GET"]) for method in self._pages()],
            strict_slashes=False,
            merge_slashes=False,
        )

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        response = self._answer(request)
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response(environ, start_response)

    def render(self, template: str, **values: Any) -> Response:
        """A page from its template."""
        return Response(self._environment.get_template(template).render(values), mimetype="text/html")

    @page("/static/<name>")
    def static(self, request: Request, name: str) -> Response:
        """A style sheet or picture; its address changes with its content."""
        if name not in self._static:
            raise NotFound("unknown")
        response = Response(self._static[name], mimetype=mimetypes.guess_type(name)[0])
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    def _pages(self) -> list[Any]:
        found = (getattr(self, name) for name in dir(type(self)))
        return [method for method in found if hasattr(method, "path")]

    def _address(self, name: str) -> str:
        return f"/static/{name}?{hashlib.sha256(self._static[name]).hexdigest()[:12]}"

    def _answer(self, request: Request) -> Response:
        try:
            method, values = self._map.bind_to_environ(request.environ).match()
            response: Response = method(request, **values)
            return response
        except HTTPException as error:
            return self._refuse(405 if error.code == 405 else 404)
        except Refusal as refusal:
            return self._refuse(STATUS[type(refusal)])
        except Transient as error:
            log.warning("page-unavailable", error=type(error).__name__, place=place_of(error))
            return self._refuse(503)
        except Exception as error:
            id = str(uuid4())
            log.error("page-fault", id=id, error=type(error).__name__, place=place_of(error))
            return self._refuse(500, id)

    def _refuse(self, status: int, id: str = "") -> Response:
        title, sentence = SAID[status]
        response = self.render("refusal.html", title=title, sentence=sentence, id=id)
        response.status_code = status
        if status == 405:
            response.headers["Allow"] = "GET, HEAD"
        return response
