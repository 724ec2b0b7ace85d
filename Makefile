# Inspection Assistant. `make app` and `make test` set up all they need.
PYTHON ?= python3
BIN := .venv/bin
# A folder of real reports to measure references on, where there is one.
REPORTS ?= ../shared/reports
export HF_HUB_OFFLINE := 1

.PHONY: setup index app ask test eval eval-gate compare eight-bits report bench train check

setup: .venv/installed

# pip from outside installs into the environment, so Debian's python3-venv is not needed.
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv --without-pip --clear .venv
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check -r requirements.lock
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

index: setup
	@$(BIN)/assistant index

app: index
	@$(BIN)/assistant serve

ask: index
	@$(BIN)/assistant ask "$(Q)"

eval: index
	@$(BIN)/python -m evals
	@if [ -d $(REPORTS) ]; then $(BIN)/python -m evals references --reports $(REPORTS); fi

# Whether a measure has fallen since evals/baseline.json.
eval-gate: index
	@$(BIN)/python -m evals gate

# Other systems on the same questions, in an environment of their own.
COMPARED := .venv-compare/installed

$(COMPARED): evals/alternatives/requirements.lock
	$(PYTHON) -m venv --without-pip --clear .venv-compare
	$(PYTHON) -m pip --python .venv-compare/bin/python install --quiet --disable-pip-version-check -r $<
	touch $@

compare: index $(COMPARED)
	@$(BIN)/python -m evals compare

# The model in whole numbers of 8 bits, by packages that want an environment of their own.
EIGHT_BITS := .venv-eight-bits/installed

$(EIGHT_BITS): evals/alternatives/int8.lock
	$(PYTHON) -m venv --without-pip --clear .venv-eight-bits
	$(PYTHON) -m pip --python .venv-eight-bits/bin/python install --quiet --disable-pip-version-check -r $<
	touch $@

eight-bits: index $(EIGHT_BITS)
	@$(BIN)/python -m evals eight-bits --environment .venv-eight-bits --keep

# Measures all that can be measured here, and writes docs/accuracy.md and docs/accuracy.html.
report: index $(COMPARED)
	@$(BIN)/python -m evals report --environment .venv-compare $(if $(wildcard $(REPORTS)),--reports $(REPORTS))

# Grows libraries of up to a million passages, and writes docs/performance.md.
bench: setup $(COMPARED)
	@$(BIN)/python -m evals.scale --environment .venv-compare --keep

# Teaches the model the sector's words, from the pairs and the reports that they are about.
PAIRS ?= ../shared/training/pairs.jsonl
TRAINED ?= .trained
SEEDS ?= 7 11
TAUGHT_BY = --reports $(REPORTS) $(if $(wildcard $(PAIRS)),--pairs $(PAIRS))
# glibc gives freed memory back after each step by default, and fetching it again takes a third of the time.
MALLOC := glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=8000000000:glibc.malloc.trim_threshold=16000000000

train: setup
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check -r training/requirements.lock
	for seed in $(SEEDS); do GLIBC_TUNABLES=$(MALLOC) $(BIN)/python -m training train --seed $$seed $(TAUGHT_BY) $(TRAINED)-$$seed || exit 1; done
	$(BIN)/python -m training choose $(TAUGHT_BY) $(foreach seed,$(SEEDS),$(TRAINED)-$(seed))

test: setup
	@$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
