"""The one family of errors that a user can mend."""


class UserError(Exception):
    """A problem that the person at the keyboard can mend.

    The message is one sentence: what is wrong, then what to do about it. The
    command line and the app catch this family and print the message; every
    other exception is a defect and keeps its traceback.
    """

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause}; {remedy}.")
        self.cause = cause
        self.remedy = remedy

    @property
    def sentence(self) -> str:
        """The message, beginning with a capital, as it stands by itself."""
        text = str(self)
        return text[0].upper() + text[1:]


class SourceError(UserError):
    """A document, or the record of sources, cannot be read."""


class LibraryError(UserError):
    """The library of documents is missing, newer than this program, or not writable."""


class IndexStateError(UserError):
    """The index is missing, damaged, out of date, or being built by someone else."""


class OtherModelError(IndexStateError):
    """An index was built with another model than is set; `model` names it."""

    def __init__(self, model: str, asked: str) -> None:
        self.model = model
        super().__init__(
            f"the index was built with the model '{model}', not '{asked}'",
            "run 'assistant index' to build it with this one",
        )


class QuestionError(UserError):
    """A question, or a filter on it, cannot be used."""


class ModelError(UserError):
    """The embedding model is missing or is not the file it should be."""
