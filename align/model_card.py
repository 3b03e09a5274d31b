"""Write a model's card: what it was learned from, under which licences, and what it reaches."""

import re
from collections.abc import Mapping, Sequence

from align.held_out import Figures
from align.pairs import PairSet

_FRONT = """---
language:
- en
- ar
library_name: sentence-transformers
pipeline_tag: sentence-similarity
license: {licence}
tags:
- static-embedding
- sentence-alignment
- translation-memory
---
"""
_USE = """\
A static embedding for English and Arabic: one vector and one weight for each token, and a text
is the weighted mean of its tokens. muwazi aligns sentences with it; Sentence Transformers loads
the same folder:

```python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("path/to/this/folder")
vectors = model.encode(["The port reopened.", "أعيد فتح الميناء."], normalize_embeddings=True)
```

Each row of the matrix is weight · unit vector, in float16, so the norm of a row is the token's
weight. All text preparation (folding of Arabic letters, lower case, cutting off proclitics) is in
tokenizer.json.
"""
_MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def model_card(
    name: str,
    sets: Sequence[PairSet],
    *,
    settings: Mapping[str, object],
    before: Figures | None = None,
    after: Figures | None = None,
    figures: Sequence[tuple[str, str]] = (),
    start: str | None = None,
    start_card: str = "",
    licence: str = "apache-2.0",
) -> str:
    """Return the README.md of a model, in Markdown with Hugging Face's front matter.

    sets: what it was trained on, with licences and credits; settings: what training was told,
    seed included; before, after: figures on held-out pairs; figures: more of them, as (what,
    value); start, start_card: name and card of the model that it was adapted from.
    """
    total = sum(len(one.pairs) for one in sets)
    parts = [
        _FRONT.format(licence=licence),
        f"# {name}\n\n{_USE}",
        "## Training data\n\nText was changed everywhere: folded, lower-cased, cut into tokens.\n",
        _table(
            ["set", "pairs", "weight", "licence"],
            [[one.name, f"{len(one.pairs):,}", f"{one.weight:g}", one.licence] for one in sets],
        ),
        f"{total:,} pairs.\n",
        "".join(f"- **{_cell(one.name)}**: {one.credit}\n" for one in sets if one.credit),
    ]
    if any(re.search(r"\bMIT\b", one.licence) for one in sets):
        quoted = "".join(f"> {line}".rstrip() + "\n" for line in _MIT.splitlines())
        parts.append(f"The MIT licence, of the sets that name it:\n\n{quoted}")
    rows = [[key, str(value)] for key, value in settings.items()]
    if start is not None:
        rows.insert(0, ["adapted from", start])
    parts += ["## Training\n", _table(["setting", "value"], rows)]
    measured = [*_measured("before", before), *_measured("after", after), *figures]
    if measured:
        parts += ["## Figures\n", _table(["what", "value"], [list(row) for row in measured])]
    if start_card:
        body = re.sub(r"\A---\n.*?\n---\n", "", start_card, flags=re.DOTALL).strip()
        parts.append(f"## The model that it was adapted from\n\n{_lowered(body)}\n")
    return "\n".join(part for part in parts if part)


def _measured(when: str, found: Figures | None) -> list[tuple[str, str]]:
    if found is None:
        return []
    top = found.retrieval
    rows = [
        (
            f"top-1 retrieval among {top.count:,} held-out pairs, {when}",
            f"{top.accuracy:.4f} (en→ar {top.forward:.4f}, ar→en {top.backward:.4f})",
        )
    ]
    if found.beads is not None:
        rows.append(
            (f"strict bead F1 on held-out pairs with noise, {when}", f"{found.beads.strict.f1:.4f}")
        )
    return rows


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _lowered(body: str) -> str:
    """Return a card with its headings two levels down, so that it fits into another."""
    return re.sub(r"^(#{1,4}) ", r"##\1 ", body, flags=re.MULTILINE)
