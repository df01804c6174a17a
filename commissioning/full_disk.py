"""A page for a request that found a disk full: what to do, and nothing half-written is left."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from commissioning.errors import full

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
log = logging.getLogger(__name__)


class FullDisk:
    """Answer 503 where a file could not be written, unless the page said so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OSError) or exception.errno not in NO_ROOM:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""  # a path may hold a secret
        log.error("A disk is full or read-only, met at %s: %s", name, exception.strerror)
        return full(request)
