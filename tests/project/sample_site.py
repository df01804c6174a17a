"""The site with the sample page beside its own addresses, for gunicorn."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.project.sample_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
