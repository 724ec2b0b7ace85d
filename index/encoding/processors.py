"""How the numeric libraries share the processors, with each other and with whoever else wants them."""

import os
import sys
import threading


def share_processors() -> None:
    """Have waiting threads sleep, in libraries that are imported after this.

    By default they spin for a while after each piece of work, so that the threads of the one
    library keep those of the other off the processors: a question takes half as long again.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def give_way() -> None:
    """Let everybody else go first, as far as this thread is concerned: it has long work to do.

    Threads have a priority of their own on Linux (setpriority(2)); elsewhere nothing changes.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW_PRIORITY)


_LOW_PRIORITY = 10
"""Between 0, what others have, and 19, with which hardly anything is left beside a busy process."""


def search_with_one_thread() -> None:
    """Have FAISS look for one question's vectors in this thread alone: others ask at the same time."""
    import faiss

    faiss.omp_set_num_threads(1)


def build_with_all_threads() -> None:
    """Have FAISS use every processor for what this thread does next."""
    import faiss

    faiss.omp_set_num_threads(os.cpu_count() or 1)
