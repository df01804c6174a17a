# Everything starts here: `make run` shows the site, `make test` proves it.
PYTHON ?= python3

.PHONY: run ready ready-dev

run:
	@$(PYTHON) scripts/house.py run

ready:
	@$(PYTHON) scripts/house.py ready

ready-dev:
	@$(PYTHON) scripts/house.py ready-dev
