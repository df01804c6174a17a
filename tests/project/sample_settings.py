"""The site's settings with one more address and one more folder of templates."""

from pathlib import Path

from commissioning.settings import *

ROOT_URLCONF = "tests.project.sample"
TEMPLATES[0]["DIRS"] += [Path(__file__).parent / "templates"]
