"""One small TMX for each rule of the checker, made from a clean one by one slip."""

HEADER = (
    '<header creationtool="hand" creationtoolversion="1" segtype="sentence" o-tmf="none" '
    'adminlang="en" srclang="en" datatype="plaintext"/>'
)
ENGLISH = '<tuv xml:lang="en"><seg>The council met.</seg></tuv>'
ARABIC = '<tuv xml:lang="ar"><seg>اجتمع المجلس.</seg></tuv>'
UNIT = f'<tu tuid="a1">\n{ENGLISH}\n{ARABIC}\n</tu>'
OTHER = UNIT.replace("a1", "b2").replace("council met", "plan passed").replace("اجتمع", "وافق")
CLEAN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    f"{HEADER}\n<body>\n{UNIT}\n{OTHER}\n</body>\n</tmx>\n"
)
EN, AR = "<seg>The council met.</seg>", "<seg>اجتمع المجلس.</seg>"


def swap(*pairs: str) -> bytes:
    """Return the clean file with each second text in place of the first; each must be there."""
    text = CLEAN
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def prop(kind: str, value: str = "1") -> bytes:
    """Return the clean file with a prop in its first unit."""
    return swap('<tu tuid="a1">', f'<tu tuid="a1"><prop type="{kind}">{value}</prop>')


def source(seg: str) -> bytes:
    """Return the clean file with other content in its first English seg."""
    return swap(EN, f"<seg>{seg}</seg>")


def both(english: str, arabic: str) -> bytes:
    """Return the clean file with other content in its first two segs."""
    return swap(EN, f"<seg>{english}</seg>", AR, f"<seg>{arabic}</seg>")


# Rule, the line it must name, the file. Line 5 has the first unit, 6 its English, 7 its Arabic.
SLIPS: list[tuple[str, int, bytes]] = [
    ("malformed-xml", 6, source("Terms & conditions")),
    ("malformed-xml", 6, source("a < b")),
    ("malformed-xml", 6, source("no&nbsp;break")),
    ("malformed-xml", 13, swap("\n</body>\n</tmx>", "")),
    ("malformed-xml", 8, swap("</tu>", "</ut>")),
    ("forbidden-character", 6, source("unit&#x1F;separator")),
    ("forbidden-character", 6, source("vertical\x0btab")),
    ("encoding", 7, swap().replace("اجتمع".encode(), "اجتمع".encode("cp1256"), 1)),
    ("encoding", 1, swap('"UTF-8"', '"UTF-16"')),
    ("encoding", 1, CLEAN.replace("UTF-8", "UTF-16").encode("utf-16-le")),
    ("legacy-encoding", 1, CLEAN.replace("UTF-8", "windows-1256").encode("cp1256")),
    ("entities", 2, swap('<tmx version', '<!DOCTYPE tmx [<!ENTITY a "b">]><tmx version')),
    ("too-large", 6, source("<ph>" * 70 + "</ph>" * 70)),
    ("doctype", 2, swap("<tmx v", '<!DOCTYPE tmx PUBLIC "x" "http://localhost/t.dtd"><tmx v')),
    ("root-element", 1, b"<html><body><tu/></body></html>"),
    ("namespace", 2, swap("<tmx ", '<tmx xmlns="http://www.lisa.org/tmx14" ')),
    ("version", 2, swap('"1.4"', '"1.4b"')),
    ("version", 2, swap(' version="1.4"', "")),
    ("unknown-attribute", 2, swap('"1.4"', '"1.4" encoding="utf-8"')),
    ("unknown-attribute", 5, swap('<tu tuid="a1"', '<tu tuid="a1" score="1"')),
    ("unexpected-element", 5, swap(UNIT, f"<note>x</note>{UNIT}")),
    ("unexpected-element", 5, swap('<tu tuid="a1">', '<tu tuid="a1"><id>3</id>')),
    ("header-and-body", 3, swap(HEADER, HEADER + HEADER)),
    ("header-and-body", 4, swap(HEADER, "")),
    ("stray-text", 5, swap(UNIT, f"note: {UNIT}")),
    ("header-attribute", 3, swap(' srclang="en"', "")),
    ("header-attribute", 3, swap(' o-tmf="none"', "")),
    ("segtype", 3, swap('segtype="sentence"', 'segtype="words"')),
    ("segtype", 5, swap('<tu tuid="a1"', '<tu tuid="a1" segtype="words"')),
    ("segtype-resegmented", 3, swap('segtype="sentence"', 'segtype="paragraph"')),
    ("srclang", 3, swap('srclang="en"', 'srclang="e_n"')),
    ("srclang-all", 3, swap('srclang="en"', 'srclang="*all*"')),
    ("adminlang", 3, swap('adminlang="en"', 'adminlang="en_us"')),
    ("date", 3, swap("<header ", '<header creationdate="2024-01-31" ')),
    ("date", 5, swap('<tu tuid="a1"', '<tu tuid="a1" changedate="31 January 2024"')),
    ("ude", 3, swap('datatype="plaintext"/>', 'datatype="x"><ude name="m"/></header>')),
    ("no-units", 4, swap(UNIT, "", OTHER, "")),
    ("prop-after-tuv", 7, swap(ARABIC, f'{ARABIC}<prop type="x-a">1</prop>')),
    ("no-variants", 5, swap(f"{ENGLISH}\n{ARABIC}", "")),
    ("one-language", 5, swap(ARABIC, "")),
    ("no-source", 5, swap('xml:lang="en"', 'xml:lang="fr"')),
    ("language-twice", 5, swap(ARABIC, ARABIC + ARABIC.replace("المجلس", "مجلس المدينة"))),
    ("duplicate-tuid", 9, swap("b2", "a1")),
    ("usagecount", 5, swap('<tu tuid="a1"', '<tu tuid="a1" usagecount="often"')),
    ("prop-type", 5, swap('<tu tuid="a1">', '<tu tuid="a1"><prop>1</prop>')),
    ("prop-empty", 5, prop("x-client", "")),
    ("prop-file", 5, prop("file", "report.docx")),
    ("prop-reserved", 5, prop("prev")),
    ("prop-context", 5, prop("x-context")),
    ("score", 5, prop("score-aligner", "97 %")),
    ("score", 5, prop("score-bicleaner", "1.3")),
    ("same-text", 5, both("NATO, OPEC و", "NATO, OPEC و")),
    ("duplicate-pair", 9, swap(OTHER, UNIT.replace("a1", "b2"))),
    ("several-targets", 9, swap("The plan passed", "The council met")),
    ("language-missing", 7, swap('xml:lang="ar"', 'lang="ar"')),
    ("language-missing", 7, swap(' xml:lang="ar"', "")),
    ("language-code", 7, swap('xml:lang="ar"', 'xml:lang="ar_SY"')),
    ("language-code", 7, swap('xml:lang="ar"', 'xml:lang="Arabic"')),
    ("three-letter-code", 7, swap('xml:lang="ar"', 'xml:lang="ara"')),
    ("regional-code", 7, swap('xml:lang="ar"', 'xml:lang="ar-SY"')),
    ("regional-code", 6, swap('xml:lang="en"', 'xml:lang="EN"')),
    ("lang-attribute", 7, swap('xml:lang="ar"', 'xml:lang="ar" lang="ar"')),
    ("prop-after-seg", 6, swap(EN, f'{EN}<prop type="info">1</prop>')),
    ("seg-count", 6, swap(EN, f"{EN}<seg>Twice.</seg>")),
    ("seg-count", 6, swap(EN, "")),
    ("empty-seg", 6, source(" \u200f\n ")),
    ("empty-seg", 7, swap(AR, "<seg/>")),
    ("source-blanks", 6, source("The council met. ")),
    ("source-blanks", 6, source("The council\n   met.")),
    ("source-blanks", 6, source("The  council met.")),
    ("source-invisible", 6, source("\u200eThe council met.")),
    ("source-invisible", 6, source("The\u00a0council met.")),
    ("source-invisible", 6, source("The coun\u00adcil met.")),
    ("target-bidi", 7, swap("المجلس", "\u2067المجلس")),
    ("target-bidi", 7, swap("المجلس", "المجلس\u202c")),
    ("not-nfc", 7, swap("المجلس", "ا\u0654عضاء المجلس")),
    ("wrong-script", 6, source("اجتمع")),
    ("wrong-script", 7, swap("اجتمع المجلس", "The council did meet")),
    ("inline-element", 6, source("The <b>council</b> met.")),
    ("hi", 6, source("The <hi>council</hi> met.")),
    ("ut", 6, source("The council met<ut>{x}</ut>.")),
    ("inline-codes", 6, source("The council<ph>{1}</ph> met.")),
]  # fmt: skip
# Slips that come with inline codes, which are told as well.
INLINE_SLIPS: list[tuple[str, int, bytes]] = [
    ("paired-codes", 6, source('The <bpt i="1"/>council met.')),
    ("paired-codes", 6, source('The <ept i="1"/>council met.')),
    ("paired-codes", 6, source("The <bpt/>council<ept/> met.")),
    ("it-pos", 6, source("The <it>{b}</it>council met.")),
    ("inline-x", 6, both('Now <ph x="a"/>two.', 'الآن <ph x="a"/>اثنان.')),
    ("inline-x", 6, both('<ph x="1"/> or <ph x="1"/>', '<ph x="1"/> أو <ph x="1"/>')),
    ("inline-x", 5, both('Now <ph x="1"/>two.', 'الآن <ph x="2"/>اثنان.')),
    ("inline-element", 6, source("The <ph><ph/></ph>council met.")),
    ("inline-element", 6, source("The <sub>council</sub> met.<ph/>")),
]
