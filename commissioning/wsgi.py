import gc
import os
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from commissioning import postgresql

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.settings")
postgresql.server.patience = postgresql.WEB_SECONDS
django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    return django_application(environ, start_response)


# Python keeps the frames of its calls in pieces of 16 KB, and asks the kernel for a piece, and gives it back, whenever
# calls pass the border between two. Templates call each other deeply: a loop at such a border does so hundreds of times
# in a page. A first call that declares a large frame brings one piece with room for all others (docs/adr/0044).
application.__code__ = application.__code__.replace(co_stacksize=32_000)

# Views are imported when the first address is resolved. Loaded here, in the process from which the web server forks its
# workers, they count as memory once (gunicorn.conf.py).
import_module(settings.ROOT_URLCONF)

# What is loaded by now stays for good: the collector of cycles need not walk through it again and again, nor touch
# it, which would copy it for each worker. A page makes tens of thousands of objects, which Python's own limit of 700
# would look through a hundred times.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 5)
