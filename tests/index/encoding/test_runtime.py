"""What a module offers is imported when it is called, and nobody finds anything in its place."""

import subprocess
import sys

import pytest

_PROGRAM = """
import sys
from index.encoding.encoder import SentenceTransformerEncoder
SentenceTransformerEncoder().load()
assert not any(name.partition(".")[0] == "sklearn" for name in sys.modules), "it was imported after all"
import numpy
from sentence_transformers.util import manhattan_sim
assert manhattan_sim(numpy.eye(2), numpy.eye(2)).tolist() == [[0, -2], [-2, 0]]
from sklearn.metrics import accuracy_score
assert accuracy_score([1, 0], [1, 1]) == 0.5
"""


def test_the_model_is_loaded_without_a_library_that_it_does_not_use() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_module_that_is_there_stays() -> None:
    import json

    from index.encoding.runtime import imported_when_called

    with imported_when_called("json"):
        assert sys.modules["json"] is json
    assert sys.modules["json"] is json


def test_an_import_that_fails_leaves_nothing_behind() -> None:
    from index.encoding.runtime import imported_when_called

    def fail() -> None:
        with imported_when_called("wave"):
            from wave import open as opened

            assert callable(opened)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert "wave" not in sys.modules
