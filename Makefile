# Everything starts here: `make run` shows the site, `make test` proves it.
# The system's own Python first: distributions build it with optimisations that one compiled at home often lacks.
PYTHON ?= $(or $(wildcard /usr/bin/python3),python3)

.PHONY: run ready ready-dev lock check test test-long test-faults bench

# The site with its demo council, at http://127.0.0.1:8000 or on another PORT.
run:
	@$(PYTHON) scripts/house.py run

ready:
	@$(PYTHON) scripts/house.py ready

ready-dev:
	@$(PYTHON) scripts/house.py ready-dev

# Write requirements.lock and requirements-dev.lock anew from requirements.txt and requirements-dev.txt.
# UPGRADE=1 takes the newest versions of transitive packages.
lock:
	@$(PYTHON) scripts/lock.py

# Style, types, imports, templates, limits, names, reference pages: seconds.
check: ready-dev
	@.venv/bin/python scripts/check.py

# Every test on SQLite, what rests on the database on PostgreSQL too, then the browser and real servers: three quarters of an hour.
test: ready-dev
	@.venv/bin/python scripts/run_tests.py

# All of it on both databases, with the full numbers of the promises: longer.
test-long: ready-dev
	@LONG=1 .venv/bin/python scripts/run_tests.py

# The full numbers of what must survive killed workers, restarted servers and poisoned e-mails.
test-faults: ready-dev
	@LONG=1 .venv/bin/python scripts/run_tests.py tests/faults -rP

# How quick the pages are on 1,000, 10,000 and 100,000 cycles, into docs/performance.md: an hour and 25 GB of disk.
# `python -m bench --help` tells how to measure one size or few pages, and to keep the filled databases.
bench: ready-dev
	@.venv/bin/python -m bench
