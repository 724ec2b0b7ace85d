"""What the numeric libraries run with: how they share the processors, and how they are imported quickly."""

import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


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


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Import without looking for garbage, of which there is none: that takes a third of the time.

    What was imported stays, so it is not looked through afterwards either.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


@contextmanager
def imported_when_called(name: str) -> Iterator[None]:
    """Import others without the module `name`: functions that they take from it import it when called.

    For functions only, and for modules that nobody imports in another thread meanwhile.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = _Later(name)
    try:
        yield
    finally:
        if isinstance(sys.modules.get(name), _Later):
            del sys.modules[name]


class _Later(ModuleType):
    def __getattr__(self, name: str) -> Callable[..., Any]:
        # The import system asks a module for what it may have, like `__path__`.
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), name)(*arguments, **named)

        return call
