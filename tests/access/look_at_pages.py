"""Look at pages that are stored as files, with axe and at the width of a telephone: for `test_every_page`.

A program of its own: where Playwright drives a browser, Django takes the process for an asynchronous one, and gives it
other connections to the database than those over which the pages were made.
"""

from __future__ import annotations

import json
import os
import sys
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Route

from tests.services.chromium import chromium, faults, go, too_wide

SITE = "http://commissioning.test"
WIDE, NARROW = 1400, 320  # pixels
# Every day axe looks at the wide page alone, and the narrow one is only measured.
LOOKS = {WIDE: faults, NARROW: faults if os.environ.get("LONG") == "1" else too_wide}


def main(folder: Path) -> None:
    """Print as JSON the faults of each HTML file of the folder, by its name, where there are any."""
    settings.configure(STATIC_URL="/static/", STATICFILES_DIRS=[Path(__file__).resolve().parents[2] / "static"])
    django.setup()
    found = {}
    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", lambda route: _serve(route, folder))
        for file in sorted(folder.glob("*.html")):
            for width, look in LOOKS.items():
                page.set_viewport_size({"width": width, "height": 900})
                if width == WIDE or look is faults:
                    go(page, f"{SITE}/{file.name}")
                if told := look(page):
                    found[f"{file.stem} at {width} px"] = told
    print(json.dumps(found))


def _serve(route: Route, folder: Path) -> None:
    """A page of the folder, or a static file."""
    path = unquote(urlsplit(route.request.url).path)
    file = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else folder / path[1:]
    if file and Path(file).is_file():
        route.fulfill(path=file, content_type=guess_type(path)[0])
    else:
        route.fulfill(status=404)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
