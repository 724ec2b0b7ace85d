"""What can be wrong with a briefing's file."""

from corpus.errors import UserError


class BriefingFileError(UserError):
    """A briefing that cannot be read or written."""
