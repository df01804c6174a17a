import gc
import os

from django.core.wsgi import get_wsgi_application

from commissioning import postgresql

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.settings")
postgresql.server.patience = postgresql.WEB_SECONDS
application = get_wsgi_application()

# What is loaded by now stays for good: the collector of cycles need not walk through it again and again. A page makes
# tens of thousands of objects, which Python's own limit of 700 would look through a hundred times.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
