"""What this person's changes to the library are doing, again each second while one goes on."""

from collections.abc import Callable

import streamlit as st

from assistant.pages.state import own_jobs
from assistant.server.jobs import Job

_STATES = {"waiting": "running", "running": "running", "done": "complete", "failed": "error"}
_WORDS = {"waiting": "waiting", "running": "at work", "done": "done", "failed": "failed"}


def show_changes() -> None:
    """Draw every change with what became of each of its files."""
    _while_active(_show_all)


def show_changes_briefly() -> None:
    """Draw a line in the sidebar for each change that goes on, so that one can ask meanwhile."""
    if any(not job.finished for job in own_jobs()):
        with st.sidebar:
            _while_active(_show_active)


def _while_active(draw: Callable[[], None]) -> None:
    active = [job for job in own_jobs() if not job.finished]

    def drawn() -> None:
        if any(job.finished for job in active):
            st.rerun()
        draw()

    # Without a change going on nothing is drawn again: a list that somebody has open would close.
    st.fragment(drawn, run_every=1.0 if active else None)()


def _show_all() -> None:
    for job in own_jobs():
        _show(job, newest=job is own_jobs()[-1])


def _show_active() -> None:
    for job in own_jobs():
        if not job.finished:
            st.text(f"{job.label}: {_WORDS[job.state]}")
            _show_embedding(job)


def _show(job: Job, newest: bool) -> None:
    failed = any(outcome.status == "failed" for outcome in job.outcomes)
    state = "error" if failed else _STATES[job.state]
    with st.status(f"{job.label}: {_WORDS[job.state]}", state=state, expanded=newest or failed):  # type: ignore[arg-type]
        for outcome in job.outcomes:
            st.text(f"{'Not read: ' if outcome.status == 'failed' else ''}{outcome.sentence}")
        for number, name in enumerate(job.waiting):
            st.text(f"{name}: {'being read' if job.state == 'running' and number == 0 else 'waiting'}")
        _show_embedding(job)
        if job.problem:
            st.text(job.problem)


def _show_embedding(job: Job) -> None:
    if job.progress and not job.finished:
        st.progress(job.progress.files / job.progress.of_files, job.progress.sentence)
