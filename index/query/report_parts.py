"""Parts that every inspection report has under its own heading, and questions that ask for one.

"What were the areas for development", "what did they tell us to improve" and "what was
recommended" ask for a list that is headed differently in each inspection framework.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A part of a report: what its headings say, and how people ask for it."""

    headings: re.Pattern[str]
    questions: re.Pattern[str]


_TO_DO = ReportPart(
    re.compile(
        r"what needs to improve|recommendations?$|priority (?:and immediate )?actions?"
        r"|areas? for (?:improvement|development|priority action)",
        re.I,
    ),
    re.compile(
        r"\brecommend(?:s|ed|ations?)?\b|\bpriority actions?\b"
        r"|\b(?:areas?|points?) (?:for|of) (?:\w+ )?(?:improvement|development|action)\b"
        r"|\b(?:needs?|needed|had|has|have|told|asked|areas?|things?|must|should|could)\b[^?.,;]{0,60}\bimprove\b"
        r"|\b(?:told|asked|had|needed) to (?:do better|put right|fix|sort out|work on)\b",
        re.I,
    ),
)
_DONE_WELL = ReportPart(
    re.compile(r"\bstrengths\b(?! and weaknesses)", re.I),
    re.compile(r"\bstrengths?\b(?! and difficult)|\b(?:do|does|did|doing|done|works?|working) well\b", re.I),
)
_PARTS = (_TO_DO, _DONE_WELL)


def part_asked_for(question: str) -> ReportPart | None:
    """Return the part of a report that a question asks for, None where it asks for none or for several."""
    asked = [part for part in _PARTS if part.questions.search(question)]
    return asked[0] if len(asked) == 1 else None
