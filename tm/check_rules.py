"""The rules of `tm.check`: what is looked for, how bad it is, who chokes on it, what to do.

The names are stable: scripts may rely on them. Who chokes was measured (OmegaT 3.6, Translate
Toolkit 3.20, the schema) or read in the tool's code, manual or issues (OmegaT 6, Weblate, Poedit,
Maxprograms' TMXValidator). "schema" stands for the TMX 1.4 DTD and the XSD made from it; OmegaT 6.1
refuses the whole file where the XSD does.
"""

from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

Severity = Literal["error", "warning", "info"]
Group = Literal["file", "header", "unit", "variant", "segment"]

OMEGAT_6 = "OmegaT 6"
OMEGAT_3 = "OmegaT 3.6"
WEBLATE = "Weblate"
POEDIT = "Poedit"
TOOLKIT = "Translate Toolkit"
MAXPROGRAMS = "Maxprograms"
SCHEMA = "schema"
_EVERY = (OMEGAT_6, OMEGAT_3, WEBLATE, POEDIT, TOOLKIT, "Trados", "memoQ", MAXPROGRAMS, SCHEMA)
_INVALID = (OMEGAT_6, MAXPROGRAMS, SCHEMA)
_OMEGAT = (OMEGAT_6, OMEGAT_3)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is checked; `tools` are those that choke on it, `advice` says what to do."""

    group: Group
    name: str
    severity: Severity
    title: str
    tools: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a rule is broken: line and unit number count from 1; no unit outside units."""

    rule: Rule
    line: int
    message: str
    unit: int | None = None
    tuid: str = ""


def _rules(
    group: Group, *rows: tuple[str, Severity, str, tuple[str, ...], str]
) -> tuple[Rule, ...]:
    return tuple(Rule(group, *row) for row in rows)


_FILE = _rules(
    "file",
    ("malformed-xml", "error", "the file is not well-formed XML", _EVERY,
     "mend the XML at this line: write & as &amp; and < as &lt;, and close every element"),
    ("forbidden-character", "error", "a character that XML 1.0 cannot carry, also as &#x1F;",
     _EVERY, "delete it"),
    ("encoding", "error", "the bytes are not in the encoding that the file declares", _EVERY,
     "save the file as UTF-8 and declare that"),
    ("legacy-encoding", "warning", "the encoding is neither UTF-8 nor UTF-16", (),
     "save the file as UTF-8"),
    ("entities", "error", "the file declares entities of its own", (),
     "write the text itself; this program never expands declared entities"),
    ("too-large", "error", "an element too large or too deep to be read in bounded memory", (),
     "split it, or delete it"),
    ("doctype", "warning", 'a DOCTYPE other than SYSTEM "tmx14.dtd"', (),
     "delete the line; no tool needs it"),
    ("root-element", "error", "the root element is not tmx", _EVERY, "check that this is a TMX"),
    ("namespace", "error", "elements stand in a namespace", _INVALID, "delete xmlns and prefixes"),
    ("version", "error", 'version is not exactly "1.4"', _INVALID,
     'write version="1.4", also for a file after TMX 1.4b'),
    ("unknown-attribute", "error", "an attribute that TMX does not have", _INVALID, "delete it"),
    ("unexpected-element", "error", "an element that may not stand here", _INVALID, "delete it"),
    ("header-and-body", "error", "not exactly one header and then one body", _INVALID,
     "write one header and after it one body"),
    ("stray-text", "error", "text between elements", _INVALID, "delete it, or make it a note"),
    ("large-memory", "info", "a memory so large that tools need minutes or run out of space",
     (*_OMEGAT, TOOLKIT), "split the file, or give the tool more memory"),
)  # fmt: skip
_HEADER = _rules(
    "header",
    ("header-attribute", "error", "a required attribute of the header is missing",
     (*_INVALID, OMEGAT_3, POEDIT),
     "add it; without srclang OmegaT 3.6 fails and Poedit finds no translations"),
    ("segtype", "error", "segtype is not block, paragraph, sentence or phrase", _INVALID,
     "write one of the four"),
    ("segtype-resegmented", "warning", "segtype is paragraph or block", _OMEGAT,
     "write sentence if the units are sentences; OmegaT splits others by its own rules"),
    ("srclang", "error", "srclang is not a well-formed language code", (*_INVALID, OMEGAT_3),
     'write the code of the source texts, for example srclang="en"'),
    ("srclang-all", "warning", "srclang is *all*", (WEBLATE,),
     "name the source language: Weblate imports nothing otherwise"),
    ("adminlang", "warning", "adminlang is not a well-formed language code", (), 'write "en"'),
    ("date", "warning", "a date is not of the form 20240131T093000Z", (*_OMEGAT, MAXPROGRAMS),
     "write date and time in UTC in this form, or delete the attribute"),
    ("ude", "error", "ude without name or map, or map without unicode", _INVALID, "delete it"),
)  # fmt: skip
_UNIT = _rules(
    "unit",
    ("no-units", "warning", "there are no units", (), "check that the export was complete"),
    ("prop-after-tuv", "error", "a prop or note stands after a tuv", _INVALID,
     "move it before the first tuv"),
    ("no-variants", "error", "a unit without tuv", _INVALID, "delete the unit"),
    ("one-language", "warning", "a unit in one language only", (), "add the translation"),
    ("no-source", "error", "no tuv is in the source language", (WEBLATE,),
     "make srclang and the code of the source texts the same"),
    ("language-twice", "warning", "two tuvs of one language", (*_OMEGAT, TOOLKIT),
     "make two units of it: OmegaT keeps the last, Translate Toolkit the first"),
    ("duplicate-tuid", "warning", "the tuid was used before", (MAXPROGRAMS,),
     "give each unit its own: stores replace a unit with the same tuid"),
    ("usagecount", "error", "usagecount is not a whole number", (MAXPROGRAMS,), "delete it"),
    ("prop-type", "error", "a prop without type", _INVALID, "add type"),
    ("prop-empty", "warning", "a prop with an empty type or value", (), "delete it"),
    ("prop-file", "error", "a prop of type file", _OMEGAT,
     "rename it: OmegaT no longer inserts such a unit, since it takes it for an alternative"),
    ("prop-reserved", "warning", "a prop type that OmegaT keeps for itself", (OMEGAT_6,),
     "rename it unless OmegaT wrote it: id, prev, next and path bind a unit to one place"),
    ("prop-context", "warning", "a prop of type x-context", (WEBLATE, TOOLKIT),
     "rename it: it is read as the context of the unit, and matches elsewhere count less"),
    ("score", "warning", "a score-… prop is not a number from 0 to 1", (),
     "scale it: tools that filter by score expect 0 to 1"),
    ("same-text", "warning", "source and target are the same words", (),
     "delete the unit if it was not translated"),
    ("duplicate-pair", "warning", "the same source and target were there before", (),
     "delete one of the two"),
    ("several-targets", "info", "sources that have more than one translation", (*_OMEGAT, TOOLKIT),
     "nothing, if they are meant; most tools offer only one"),
)  # fmt: skip
_VARIANT = _rules(
    "variant",
    ("language-missing", "error", "a tuv without xml:lang", (*_INVALID, TOOLKIT),
     "add xml:lang; lang alone is not enough"),
    ("language-code", "error", "a language code is not well-formed", (*_INVALID, OMEGAT_3, TOOLKIT),
     "write a hyphen, not an underscore, and a code of two letters: ar, ar-EG"),
    ("three-letter-code", "warning", "a three-letter code where a two-letter one exists",
     (OMEGAT_3, TOOLKIT), "write the two-letter code: ar, not ara or arb"),
    ("regional-code", "warning", "a code with region, script or capital letters where en or ar "
     "would do", (TOOLKIT,), "write en or ar, unless you ask for this variety by its full code"),
    ("lang-attribute", "warning", "the deprecated attribute lang", (), "delete it"),
    ("prop-after-seg", "error", "a prop or note stands after seg", _INVALID, "move it before seg"),
    ("seg-count", "error", "not exactly one seg in a tuv", _INVALID, "leave one"),
)  # fmt: skip
_SEGMENT = _rules(
    "segment",
    ("empty-seg", "error", "a seg without visible text", (), "delete the unit"),
    ("source-blanks", "warning", "line breaks, tabs, double, leading or trailing blanks in the "
     "source", _OMEGAT, "write single blanks: the exact match is lost"),
    ("source-invisible", "warning", "no-break blanks or invisible characters in the source",
     _OMEGAT, "delete them: the exact match is lost"),
    ("target-bidi", "warning", "bidi embeddings or isolates that are not closed, or not opened",
     (), "close each one: an open one turns the text that follows"),
    ("not-nfc", "warning", "the text is not in Unicode's form NFC", (TOOLKIT,),
     "write composed characters: OmegaT does it by itself, others compare as written"),
    ("wrong-script", "warning", "no letter of the language's own script", (),
     "check whether source and target are swapped, or the code is wrong"),
    ("inline-element", "error", "an element that may not stand in seg", _INVALID,
     "take the tag away and leave its text"),
    ("paired-codes", "error", "bpt and ept that do not pair, or a missing or repeated i", _INVALID,
     "give each pair its own number i, or write it for a single one"),
    ("it-pos", "error", 'it without pos="begin" or pos="end"', _INVALID, "add pos, or write ph"),
    ("inline-x", "warning", "x is not a number, is repeated, or differs between the languages",
     (MAXPROGRAMS,), "give corresponding codes the same x in each language"),
    ("hi", "warning", "hi in a seg", _OMEGAT, "leave its text without the tag: OmegaT drops both"),
    ("ut", "warning", "the deprecated element ut", (), "write ph"),
    ("inline-codes", "warning", "inline codes (bpt, ept, ph, it)", (TOOLKIT,),
     "take them away if the memory is for plain text: their content is read as words"),
)  # fmt: skip

RULES: dict[str, Rule] = {
    rule.name: rule for rule in (*_FILE, *_HEADER, *_UNIT, *_VARIANT, *_SEGMENT)
}


def rules_table() -> str:
    """Return all rules as a table in Markdown, as it stands in docs/tmx-check.md."""
    lines = ["| rule | severity | what | who chokes | what to do |", "|---|---|---|---|---|"]
    for rule in RULES.values():
        tools = "every tool" if rule.tools == _EVERY else ", ".join(rule.tools) or "–"
        title, advice = (escape(text).replace("|", "\\|").replace("*", "\\*")
                         for text in (rule.title, rule.advice))  # fmt: skip
        lines.append(f"| `{rule.name}` | {rule.severity} | {title} | {tools} | {advice} |")
    return "\n".join(lines) + "\n"
