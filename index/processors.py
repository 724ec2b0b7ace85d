"""How the numeric libraries, each with threads of its own, share the processors."""

import os


def share_processors() -> None:
    """Have waiting threads sleep, in libraries that are imported after this.

    By default they spin for a while after each piece of work, so that the threads of the one
    library keep those of the other off the processors: a question takes half as long again.
    Whoever only embeds many texts is faster with threads that spin, and does not call this.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def search_with_one_thread() -> None:
    """Have FAISS look for one question's vectors in this thread alone: others ask at the same time."""
    import faiss

    faiss.omp_set_num_threads(1)


def build_with_all_threads() -> None:
    """Have FAISS use every processor for what this thread does next."""
    import faiss

    faiss.omp_set_num_threads(os.cpu_count() or 1)
