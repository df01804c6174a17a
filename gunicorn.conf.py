"""How the web server runs, wherever it is started from this folder. `scripts/serve.py` says its address and workers."""

# Twenty people who send large files at once leave some free: a thread that waits for bytes costs next to nothing. Each
# may hold one connection to the database.
threads = 16
loglevel = "warning"
# The workers share what the application loads: see commissioning/wsgi.py.
preload_app = True
