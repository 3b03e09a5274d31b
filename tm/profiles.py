"""What each CAT tool is told about a unit, in the words that its own penalties obey.

No CAT tool takes a score as a penalty, but each has a lever of its own; docs/cat-tools.md says
which. Names and values are those that the tools write themselves: Trados Studio's and memoQ's as
their own TMX files have them, Wordfast's as its manual describes its attributes. Only OmegaT was
run with what we write (tests/test_omegat_profiles.py).
"""

from collections.abc import Callable
from typing import Literal
from xml.sax.saxutils import escape

from tm.document import host
from tm.language_code import is_well_formed, language
from tm.segment import one_line, tidy_source
from tm.select import StoredUnit
from tm.tmx import Description, Pairs, describe

Profile = Literal["generic", "omegat", "trados", "memoq", "wordfast"]
PROFILES: tuple[Profile, ...] = ("generic", "omegat", "trados", "memoq", "wordfast")

# Studio makes a field for each of these when the memory is imported; the empty value declares it.
_TRADOS_FIELDS: Pairs = (
    ("x-Score:Integer", ""),
    ("x-Bead:SingleString", ""),
    ("x-Document:SingleString", ""),
    ("x-SourceDocument:SingleString", ""),
    ("x-TargetDocument:SingleString", ""),
)


def tmx_arguments(profile: Profile) -> tuple[Callable[[StoredUnit], Description], str, Pairs]:
    """Return `describe`, `o_tmf` and `header` for `tm.tmx.write_tmx`.

    OmegaT's lever is the folder that a file lies in (`tm.export`); its files are generic ones.
    """
    if profile == "trados":
        return trados, "SDL TM8 Format", _TRADOS_FIELDS
    if profile == "memoq":
        return memoq, "MemoQTM", ()
    if profile == "wordfast":
        return wordfast, "muwazi", ()
    return generic, "muwazi", ()


def generic(unit: StoredUnit) -> Description:
    """Say all that is known, so that muwazi itself reads back what it wrote.

    A review is written twice: as `changeid` and `changedate`, which CAT tools show, and as props.
    """
    said = describe(unit)
    properties = said.properties if unit.scored else said.properties[1:]
    if unit.status != "machine":
        properties += (("x-muwazi-status", unit.status),)
    if reviewer := one_line(unit.reviewer):
        properties += (("x-muwazi-reviewer", reviewer),)
    if reviewed := one_line(unit.reviewed):
        properties += (("x-muwazi-reviewed", reviewed),)
    return Description(
        said.attributes + _review(unit), properties, source=said.source, target=said.target
    )


def trados(unit: StoredUnit) -> Description:
    """Say it as Trados Studio does (TM8 format).

    `x-Origin` Alignment is what the project's alignment penalty looks at, `x-ConfirmationLevel`
    tells what a person approved, and `x-Score`, 0 to 100, rounded down, is a field for a filter
    with a penalty.
    """
    properties: Pairs = ()
    if unit.scored:
        properties += (("x-Score:Integer", str(int(unit.score * 100 + 1e-9))),)
    if unit.source_positions or unit.target_positions:
        properties += (("x-Bead:SingleString", unit.bead_type),)
    for name, value in (
        ("x-Document:SingleString", unit.document),
        ("x-SourceDocument:SingleString", unit.source_url),
        ("x-TargetDocument:SingleString", unit.target_url),
    ):
        if value := one_line(value):
            properties += ((name, value),)
    level = "ApprovedTranslation" if unit.approved else "Draft"
    origin = "TM" if unit.approved else "Alignment"
    properties += (("x-Origin", origin), ("x-ConfirmationLevel", level))
    return Description(describe(unit).attributes + _review(unit), properties)


def memoq(unit: StoredUnit) -> Description:
    """Say it as memoQ does.

    `aligned` yes is what the alignment penalty of memoQ's TM settings looks at; `corrected` yes
    stands where a person approved the unit. The contexts make 101 % matches possible.
    """
    domain = one_line(host(unit.source_url) or host(unit.target_url))
    properties: Pairs = (("domain", domain),) if domain else ()
    properties += (
        ("corrected", "yes" if unit.approved else "no"),
        ("aligned", "no" if unit.approved else "yes"),
    )
    if document := one_line(unit.document or unit.source_url):
        properties += (("x-document", document),)
    if unit.scored:
        properties += (("score-aligner", f"{unit.score:.4f}"),)
    contexts = (("pre", tidy_source(unit.previous)), ("post", tidy_source(unit.following)))
    return Description(
        describe(unit).attributes + _review(unit),
        properties,
        source=tuple(
            (f"x-context-{place}", f"<seg>{escape(text)}</seg>") for place, text in contexts if text
        ),
    )


def wordfast(unit: StoredUnit) -> Description:
    """Say it as Wordfast does, whose first attribute is the user.

    Units that nobody approved are ALIGN!'s, so that its penalties can single them out; `Score` is
    the band that the unit lies in, for the penalty on attributes.
    """
    said = describe(unit)
    user = one_line(unit.reviewer) or "REVIEW" if unit.approved else "ALIGN!"
    properties: Pairs = ()
    if unit.confidence is not None:
        properties += (("Score", f"{int(unit.confidence * 10 + 1e-9) * 10:03d}"),)
    if document := one_line(unit.document or unit.source_url):
        properties += (("Document", document),)
    return Description((*said.attributes, ("creationid", user)), properties)


def _review(unit: StoredUnit) -> Pairs:
    """Return who approved a unit and when, as attributes that every CAT tool knows."""
    if not unit.approved:
        return ()
    pairs: Pairs = ()
    when = unit.reviewed.replace("-", "").replace(":", "")
    if len(when) == 16 and when[8] == "T" and when[:8].isdigit() and when[9:15].isdigit():
        pairs += (("changedate", when),)
    if who := one_line(unit.reviewer):
        pairs += (("changeid", who),)
    return pairs


def check_languages(languages: tuple[str, str]) -> None:
    """Raise ValueError unless the two are well-formed codes of English and of Arabic."""
    for code, expected in zip(languages, ("en", "ar"), strict=True):
        if not is_well_formed(code) or language(code) != expected:
            kind = "English" if expected == "en" else "Arabic"
            raise ValueError(
                f"{code!r} is no code for {kind}: write {expected} or, for instance,"
                f" {'en-US' if expected == 'en' else 'ar-SY'}"
            )
