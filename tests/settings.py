"""The site's own settings, as the tests find them: a demonstration with its files under var/test."""

import os
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # a browser of the tests keeps an event loop in this thread

from commissioning.settings import *

FILE_CHECK_SECONDS = 30  # the machine may be busy with other tests; tests/uploads/test_heavy.py has the real figure
DISK_RESERVE_MB = 0
