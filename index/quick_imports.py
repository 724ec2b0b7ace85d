"""Import a large library in less time."""

import gc
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


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
