# make train: everything from nothing to a trained network.  make test: the same, and every test this machine can run.
# make check: style, types and the fast tests, in half a minute.  make lint: style and types alone.
# make test-browser: only the page, in Chromium.  make test-weights: what trains the shipped networks, with PyTorch.
# make test-jobs: jobs that are killed, and a cluster of two nodes on this machine.
# make test-faults: bad input and faults, a test for each row of docs/reliability.md, and all that prove it in detail.
# make fuzz: mutated bytes at every parser of untrusted bytes, a minute each; SECONDS=600 for ten.
# make weights: the networks that ship with the package, trained from nothing (two of the three: 83 minutes on two cores).
# make weights-onward: the network for printed paper, trained on from the file that is there.
# make compare: TensorFlow and PyTorch in an environment of their own, for benchmarks/training.py to compare with.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Every file that is fetched has the digest it had when the tests ran; requirements/make_requirements.py writes them.
PINNED := $(INSTALL) --require-hashes --requirement
ITSELF := $(INSTALL) --no-deps --no-build-isolation --editable .
WEIGHTS_INSTALL := .venv-weights/bin/python -m pip install --quiet --disable-pip-version-check \
	--constraint constraints-weights.txt

.PHONY: train test test-browser test-faults fuzz test-jobs test-weights weights weights-onward weights-reader \
	weights-sequence weights-judgement compare \
	lint all-tests check clean help

help:
	@sed -n 's/^# make/make/p' Makefile

train: .venv/train
	$(BIN)/digitwise train

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint
	$(BIN)/pytest tests -m fast

# Three at a time, a file each, since browsers and servers wait; and style and types beside them. Not in the order of
# their numbers of tests: tests/conftest.py puts first what takes long.
WORKERS ?= 3
test: .venv/dev
	$(MAKE) --no-print-directory --jobs 2 lint all-tests

# With bytecode kept even where Python is told to keep none: hundreds of processes would compile Digitwise again.
all-tests: .venv/dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

test-browser: .venv/dev
	$(BIN)/pytest tests/browser

# `make test` runs the quick tests of jobs; these take minutes.
# The cluster alone, afterwards: a node that waits long for a processor is taken for lost.
CLUSTER := tests/jobs/test_cluster.py
test-jobs: .venv/jobs
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest tests/jobs --ignore $(CLUSTER) -m "jobs or not jobs" \
		--numprocesses 2 --dist loadfile --no-loadscope-reorder
	$(BIN)/pytest $(CLUSTER) -m "jobs or not jobs"

test-faults: .venv/dev
	$(BIN)/pytest tests/faults tests/reading/test_worst_pictures.py tests/models/test_untrusted.py tests/test_text.py \
		tests/cli/test_output_text.py tests/training/test_interrupts.py tests/training/test_resume.py \
		tests/workers tests/web/test_tiny_chunks.py tests/web/test_models_list.py tests/jobs/test_kills.py tests/jobs/test_run.py

SECONDS ?= 60
SEED ?= 0
fuzz: .venv/dev
	$(PINNED) requirements/fuzz.txt
	for target in card idx npz onnx picture; do $(BIN)/python benchmarks/fuzzing.py $$target $(SECONDS) $(SEED) || exit 1; done

# `make test` skips the few of these that need PyTorch, which its environment does not have.
test-weights: .venv-weights/ready
	$(WEIGHTS_INSTALL) pytest
	KERAS_BACKEND=torch .venv-weights/bin/python -m pytest tests/training/test_recipe.py tests/training/test_sequence_recipe.py \
		tests/training/test_torch_mirror.py tests/training/test_torch_training.py tests/training/test_continuing.py

# Side by side: each trains on one core, so that its sums are always in the same order. The longer one goes first, so
# that both end together.
weights: .venv-weights/ready
	$(MAKE) --no-print-directory --jobs 2 weights-sequence weights-reader
	$(MAKE) --no-print-directory weights-judgement

# Reads with the networks, so it comes after them; it needs no PyTorch.
weights-judgement: .venv/train
	.venv/bin/python -m digitwise.training.shipped.judgement_recipe

weights-sequence: .venv-weights/ready
	nice -n 5 .venv-weights/bin/python -m digitwise.training.shipped.sequence_recipe

weights-reader: .venv-weights/ready
	nice -n 19 .venv-weights/bin/python -m digitwise.training.shipped.reader_recipe

# From the network for printed paper that is there, not from nothing; the judgement has to be fitted to it afterwards.
weights-onward: .venv-weights/ready
	nice -n 5 .venv-weights/bin/python -m digitwise.training.shipped.paper_recipe

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/train: .venv/bin/python pyproject.toml requirements/train.txt
	$(PINNED) requirements/train.txt
	$(ITSELF)
	@touch $@

.venv/dev: .venv/bin/python pyproject.toml requirements/dev.txt
	$(PINNED) requirements/dev.txt
	$(ITSELF)
	@touch $@ .venv/train

.venv/jobs: .venv/dev requirements/jobs.txt
	$(PINNED) requirements/jobs.txt
	@touch $@

.venv-weights/ready: pyproject.toml constraints-weights.txt
	$(PYTHON) -m venv .venv-weights
	$(WEIGHTS_INSTALL) --editable '.[weights]'
	@touch $@

compare: .venv/train .venv-compare/ready

.venv-compare/ready: constraints-compare.txt
	$(PYTHON) -m venv .venv-compare
	.venv-compare/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-compare.txt \
		keras tensorflow-cpu torch
	@touch $@

clean:
	rm -rf .venv .venv-weights .venv-compare build dist
