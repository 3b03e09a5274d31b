"""OmegaT, run without a window, uses the memories we write.

Its exit status is 0 even when it refuses a memory, so the translated file and the log are read.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.units import UNIT
from tm.tmx import write_tmx
from tm.unit import TranslationUnit

OMEGAT = shutil.which("omegat")
pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(not OMEGAT, reason="OmegaT is not installed (Debian: apt install omegat)"),
]

PROJECT = """\
<?xml version="1.0" encoding="UTF-8"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>AR</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneArabicTokenizer</target_tok>
<sentence_seg>true</sentence_seg>
<support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""

# Prints the matches that the translator would be shown: score, score-aligner, source.
MATCHES = """\
import org.omegat.core.Core
import org.omegat.core.events.IStopped
import org.omegat.core.statistics.FindMatches

if (eventType.toString() == "LOAD") {
    def project = Core.project
    def finder = new FindMatches(project.sourceTokenizer, 5, true, false)
    def never = { false } as IStopped
    new File(System.getenv("MATCHES")).withWriter("UTF-8") { out ->
        project.allEntries.each { entry ->
            finder.search(project, entry.srcText, true, false, never).each { match ->
                def score = match.props.find { it.type == "score-aligner" }?.value
                out.println([match.scores[0].score, score, match.source].join("\\t"))
            }
        }
    }
}
"""

# What a page prints and what the translator's file holds differ in blanks and marks.
EXACT = [
    replace(UNIT, source="The\u00a0council  met on\nMonday. ", target="اجتمع المجلس يوم الاثنين."),
    replace(
        UNIT,
        source="\u200eNASA & the EU <signed> \u201cthe deal\u201d.",
        target="وقّعت وكالة الفضاء (NASA)\u200f والاتحاد الأوروبي «الاتفاق» <رسميًا>.\u200f",
    ),
]
PENALISED = [
    replace(UNIT, source="It rained all night.", target="هطل المطر طوال الليل.", score=0.72)
]
SOURCE = [
    "The council met on Monday.",
    "NASA & the EU <signed> \u201cthe deal\u201d.",
    "It rained all night.",
    "Nobody knows this sentence.",
]


@dataclass(frozen=True)
class Run:
    """What a run of OmegaT left: its log, the translated file, the matches it would show."""

    log: str
    target: list[str]
    matches: list[tuple[str, ...]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Translate `SOURCE` with a memory in tm/auto and one in tm/penalty-010."""
    folder = tmp_path_factory.mktemp("omegat")
    project = folder / "project"
    for name in ("source", "target", "omegat", "glossary", "dictionary"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (project / "source/article.txt").write_text("\n\n".join(SOURCE) + "\n", encoding="utf-8")
    _memory(project / "tm/auto/article.tmx", EXACT)
    _memory(project / "tm/penalty-010/article.tmx", PENALISED)
    script = folder / "matches.groovy"
    script.write_text(MATCHES, encoding="utf-8")
    assert OMEGAT
    done = subprocess.run(
        [
            OMEGAT,
            str(project),
            "--mode=console-translate",
            f"--config-dir={folder / 'config'}",
            f"--script={script}",
        ],
        env=os.environ
        | {"MATCHES": str(folder / "matches.tsv"), "JAVA_TOOL_OPTIONS": "-Dfile.encoding=UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    log = done.stdout.decode(errors="replace")
    translated = project / "target/article.txt"
    assert translated.exists(), log
    assert (folder / "matches.tsv").exists(), log
    return Run(
        log,
        [line for line in translated.read_text(encoding="utf-8").splitlines() if line],
        [
            tuple(line.split("\t"))
            for line in (folder / "matches.tsv").read_text("utf-8").splitlines()
        ],
    )


def _memory(path: Path, units: list[TranslationUnit]) -> None:
    path.parent.mkdir(parents=True)
    with path.open("wb") as stream:
        write_tmx(units, stream, version="0.1.0")


def test_it_loads_the_memories_without_complaint(run: Run) -> None:
    """The log shows no memory refused and no error."""
    assert not re.search("TF_TM_LOAD_ERROR|TMXR_ERROR|Exception", run.log), run.log


def test_exact_matches_from_auto_are_inserted(run: Run) -> None:
    """Both sentences of tm/auto stand in Arabic in the translated file, marks kept inside."""
    assert run.target[:2] == [
        "اجتمع المجلس يوم الاثنين.",
        "وقّعت وكالة الفضاء (NASA)\u200f والاتحاد الأوروبي «الاتفاق» <رسميًا>.",
    ]


def test_a_penalty_folder_lowers_the_match(run: Run) -> None:
    """An exact match in tm/penalty-010 is offered at 90, with its score, and not inserted."""
    assert run.target[2:] == SOURCE[2:]
    assert ("90", "0.7200", "It rained all night.") in run.matches
