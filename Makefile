# Needs make and Python 3.11 or newer. Every target is a task of tasks.py, which also runs without make.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
TASKS := course serve notebooks pdf lite test soak bench requirements clean environment

.PHONY: help $(TASKS)
help:
	@echo "make course        environment, website, the sample class marked"
	@echo "make test          everything that CI checks"
	@echo "make serve         the website on this machine"
	@echo "make pdf, lite     the course as one file to print; JupyterLite added to the website"
	@echo "make notebooks     source/ and solutions/ to notebooks, executed"
	@echo "make bench, soak   measurements; tests that take long"
	@echo "make requirements  pin requirements.txt anew;  make clean  remove what was made"

$(TASKS):
	@if [ -z "$(PYTHON)" ]; then echo "This course needs Python 3.11 or newer, and none was found."; exit 1; fi
	@$(PYTHON) tasks.py $@
