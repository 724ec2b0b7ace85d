"""The families of documents that the trade knows, each recognised by its own words."""

import re
from dataclasses import dataclass

from corpus.readers.blocks import Block
from corpus.types import Voice


@dataclass(frozen=True, slots=True)
class Family:
    """Documents of one sort.

    `titles` are what titles of the family hold, `name` in them the authority's. `words` is
    what the first page says where no title does. `publishers` are the inspectorates that publish
    the family, none for documents of councils; `framework` is None where there is none.
    """

    kind: str
    titles: tuple[re.Pattern[str], ...]
    words: re.Pattern[str] | None = None
    framework: str | None = None
    publishers: tuple[str, ...] = ("Ofsted",)

    @property
    def voice(self) -> Voice:
        """Whose voice speaks in documents of the family."""
        return "inspectors" if self.publishers else "council"

    def name_in(self, title: str) -> str | None:
        """Return the name of the authority as a title of the family has it; None in other texts."""
        found = (pattern.search(title) for pattern in self.titles)
        names = (match.groupdict().get("name") for match in found if match)
        return next((name for name in names if name and name[0].isupper()), None)


_JOINS_IN = {"HMI Probation": re.compile(r"\bHMI Prob(?:ation)?\b|Majesty[’']s Inspectorate of Probation")}
"""Who takes part in some joint inspections, told by the first page."""


def _family(
    kind: str,
    *titles: str,
    words: str | None = None,
    framework: str | None = None,
    publishers: tuple[str, ...] = ("Ofsted",),
) -> Family:
    sign = re.compile(words, re.I | re.S) if words else None
    return Family(kind, tuple(re.compile(title, re.I) for title in titles), sign, framework, publishers)


_SERVICES = r"(?:local authority )?(?:children[’']s services|services for children)"
_NAME = r"(?P<name>[^:,]+?)"
FAMILIES = (
    _family(
        "joint targeted area inspection",
        rf"^joint targeted area inspection\b.*\b(?:in|of) {_NAME}$",
        r"^joint targeted area inspection\b",
        words="joint targeted area inspection",
        framework="JTAI",
        publishers=("Ofsted", "CQC", "HMICFRS"),
    ),
    _family(
        "area SEND action plan letter",
        r"\b(?:written statement of action|priority action plan)\b.*\bSEND?\b",
        framework="Area SEND",
        publishers=("Ofsted", "CQC"),
    ),
    _family(
        "area SEND inspection",
        r"^(?:joint )?(?:local )?area (?:SEND )?(?:re-?)?(?:inspection|(?:SEND )?revisit)"
        rf" (?:of|in|to) {_NAME}(?: local area(?: partnership)?)?$",
        words="special educational needs.{0,400}local area|local area.{0,400}special educational needs",
        framework="Area SEND",
        publishers=("Ofsted", "CQC"),
    ),
    _family(
        "focused visit",
        rf"\bfocused visit (?:to|of) (?:the )?{_NAME}(?: {_SERVICES})?$",
        rf"^{_NAME} {_SERVICES}:? focused visit",
        words=r"\bfocused visit to\b",
        framework="ILACS",
    ),
    _family(
        "monitoring visit",
        rf"\bmonitoring visit (?:to|of) (?:the )?{_NAME}(?: {_SERVICES})?$",
        words=r"\bmonitoring visit to\b",
    ),
    _family(
        "inspection report",
        "^(?:re-?)?inspection of services for children in need of help",
        words="review of the effectiveness of the local safeguarding children board",
        framework="SIF",
    ),
    _family(
        "inspection report",
        rf"^(?:short )?inspection of (?:the )?{_NAME} {_SERVICES}$",
        rf"^{_NAME}:? (?:short )?inspection of {_SERVICES}$",
        words="impact of leaders on social work practice",
        framework="ILACS",
    ),
    _family(
        "inspection report",
        "^(?:short )?inspection of (?:looked after children|local authority arrangements|safeguarding and|"
        "adoption support|fostering)",
        rf"^{_NAME}:? (?:re-?)?inspection of {_SERVICES}",
    ),
    _family("inspection letter", r"\bunannounced inspection of contact, referral and assessment"),
    _family(
        "police inspection",
        r"\b(?:national )?child protection inspection\b",
        r"^PEEL\b",
        publishers=("HMICFRS",),
    ),
    _family(
        "review of health services",
        r"\breview of health services for children looked after",
        publishers=("CQC",),
    ),
    _family(
        "safeguarding practice review",
        r"\b(?:serious case|safeguarding practice|learning|rapid) review\b",
        publishers=(),
    ),
    _family("annual report", r"\bannual (?:report|review)\b", publishers=()),
    _family("minutes", r"^(?:draft )?minutes$", r"\bminutes of (?:the|a)\b", r"^agenda\b", publishers=()),
    _family(
        "committee paper",
        words=r"\breport (?:to|of|by) (?:the )?[^\n]{0,60}?\b(?:cabinet|committee|panel|board|director)\b|"
        r"\bwards? affected\b|\breport author\b|\brecommendations?:? that\b|"
        r"\b(?:committee|cabinet|panel|board) (?:is|are) (?:asked|recommended|invited) to\b",
        publishers=(),
    ),
)
"""The first that fits counts: the more special ones stand first."""
_LONGEST_TITLE = 45
"""Words; a longer block is no title."""


def read_family(front: tuple[Block, ...]) -> tuple[Family | None, Block | None]:
    """Return the family of a document with these first blocks, and the block that is its title.

    A title that fits decides; without one, what the blocks say. None where nothing does.
    """
    titles = [block for block in front if _may_be_title(block)]
    for family in FAMILIES:
        for block in titles:
            if any(pattern.search(block.text) for pattern in family.titles):
                return family, block
    opening = "\n".join(block.text for block in front)
    for family in FAMILIES:
        if family.words and family.words.search(opening):
            return family, None
    return None, None


def _may_be_title(block: Block) -> bool:
    short = len(block.text.split()) <= _LONGEST_TITLE
    return short and (block.kind == "heading" or block.text[-1] not in ".;,:")


def publishers_of(family: Family, opening: str) -> tuple[str, ...]:
    """Return the inspectorates that publish a document of a family, with those that joined in."""
    joined = (name for name, pattern in _JOINS_IN.items() if pattern.search(opening))
    return (*family.publishers, *joined) if len(family.publishers) > 1 else family.publishers
