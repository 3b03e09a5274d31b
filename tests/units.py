"""Translation units for the tests of what is written and read."""

from datetime import date

from hypothesis import strategies as st

from align.bead import Parts
from tm.unit import TranslationUnit

UNIT = TranslationUnit(
    source="The council met on Monday.",
    target="اجتمع المجلس يوم الاثنين.",
    score=0.97314,
    parts=Parts(0.91, 0.88, 0.8, 1.0, 1.0, 0.25),
    source_positions=range(3, 4),
    target_positions=range(4, 6),
    source_url="https://example.org/en/1?a=1&b=2",
    target_url="https://example.org/ar/1",
    document="1f0c",
    date=date(2024, 1, 31),
    signature="model:static|search:coverage|score:platt|version:0.1.0",
)

_share = st.floats(0, 1)
_positions = st.builds(
    lambda start, size: range(start, start + size), st.integers(0, 99), st.integers(0, 3)
)
# Text in which bidi controls, joiners, blanks, line ends and markup are frequent.
HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c"
            "\u200d\u00ad\ufeff \t\n\r\v\f\u0085\u00a0\u2028\u202f\u0627"
            "\u0654\u0301e&<>'\"]\0\x1f\ufffe\ud800"
        ),
        st.characters(),
        st.sampled_from("اجتمع المجلس The council 👩💻"),
    ),
    max_size=30,
)
UNITS = st.builds(
    TranslationUnit,
    source=HOSTILE,
    target=HOSTILE,
    score=_share,
    parts=st.none() | st.builds(Parts, _share, _share, _share, _share, _share, _share),
    source_positions=_positions,
    target_positions=_positions,
    moved=st.booleans(),
    source_url=HOSTILE,
    target_url=HOSTILE,
    document=HOSTILE,
    date=st.none() | st.dates(),
    signature=HOSTILE,
)
