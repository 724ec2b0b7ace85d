"""The names of local authorities: the one that is written, and what else people call them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "authorities.txt"
_COMMON_WORDS = re.compile(
    r"\b(?:the )?(?:London Borough of|Royal Borough of|City of|County of|"
    r"Metropolitan Borough(?: Council)?(?: of)?|(?:Borough|County|City|District|"
    r"Metropolitan|Unitary|Council|MBC))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority; `is_word` says that its name is a plain word too, as Reading's is."""

    name: str
    aliases: tuple[str, ...] = ()
    is_word: bool = False

    def named_in(self, text: str) -> list[tuple[int, int]]:
        """Return where a text names it, with what stands around the name ("London Borough of …'s")."""
        return [match.span() for match in _pattern(self).finditer(text)]


def named_authorities(text: str) -> tuple[str, ...]:
    """Return the known authorities that a text names, in its order; "York" is not in "New York".

    A name inside a longer one ("Northamptonshire" in "North Northamptonshire") is not named.
    """
    found = [(span, a.name) for a in known_authorities() for span in a.named_in(text)]
    whole = [
        (span, name)
        for span, name in found
        if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other, _ in found)
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(whole)))


@cache
def known_authorities() -> tuple[Authority, ...]:
    """Return England's authorities, in alphabetical order."""
    lines = (line.strip() for line in _FILE.read_text(encoding="utf-8").splitlines())
    found: list[Authority] = []
    for line in lines:
        if line and not line.startswith("#"):
            name, *aliases = (part.strip() for part in line.lstrip("~").split("|"))
            found.append(Authority(name, tuple(aliases), line.startswith("~")))
    return tuple(found)


def authority_of(name: str) -> Authority:
    """Return the authority that a name or another spelling of it stands for; one of its own if unknown."""
    return (
        _by_spelling().get(_spelling(name)) or _by_spelling().get(_spelling(_plain(name))) or Authority(name)
    )


def plain_name(name: str) -> str:
    """Return a name without "London Borough of", "Council" and the like, spelt as the list spells it."""
    return authority_of(name).name if _spelling(name) in _by_spelling() else authority_of(_plain(name)).name


def _plain(name: str) -> str:
    return " ".join(_COMMON_WORDS.sub(" ", name).split()).strip(" ,:–-")


@cache
def _by_spelling() -> dict[str, Authority]:
    return {
        _spelling(name): authority
        for authority in known_authorities()
        for name in (authority.name, *authority.aliases)
    }


def _spelling(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold().replace("&", " and ")))


@cache
def _pattern(authority: Authority) -> re.Pattern[str]:
    names = sorted((authority.name, *authority.aliases), key=len, reverse=True)
    spelt = "|".join(re.sub(r"(?:\\?[ -])+", r"[ -]", re.escape(name)) for name in names)
    # "Newcastle" must not be found in "Newcastle-under-Lyme", nor "York" in "New York".
    alone = rf"(?<![\w-])(?<!New )(?:{spelt})(?![\w]|-\w)(?:['’]s\b)?"
    flags = re.RegexFlag(0) if authority.is_word else re.I
    return re.compile(rf"(?:\b(?i:london borough of|royal borough of|city of) )?{alone}", flags)
