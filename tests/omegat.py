"""OmegaT, run without a window on a project of one text.

Its exit status is 0 even when it refuses a memory, so the translated file and the log are read.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OMEGAT = shutil.which("omegat")

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

# Prints the matches that a translator would be shown: text, score, score-aligner, source.
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


@dataclass(frozen=True)
class Run:
    """What a run of OmegaT left: its log, the translated file, the matches it would show."""

    log: str
    target: list[str]
    matches: list[tuple[str, ...]]


def translate(project: Path, source: Sequence[str], memory: Path) -> Run:
    """Make a project of paragraphs and a `tm` folder, translate it, and say what came of it."""
    for name in ("source", "target", "omegat", "glossary", "dictionary"):
        (project / name).mkdir(parents=True)
    shutil.copytree(memory, project / "tm")
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (project / "source/article.txt").write_text("\n\n".join(source) + "\n", encoding="utf-8")
    script = project.parent / "matches.groovy"
    script.write_text(MATCHES, encoding="utf-8")
    matches = project.parent / "matches.tsv"
    assert OMEGAT
    done = subprocess.run(
        [
            OMEGAT,
            str(project),
            "--mode=console-translate",
            f"--config-dir={project.parent / 'config'}",
            f"--script={script}",
        ],
        env=os.environ | {"MATCHES": str(matches), "JAVA_TOOL_OPTIONS": "-Dfile.encoding=UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    log = done.stdout.decode(errors="replace")
    translated = project / "target/article.txt"
    assert translated.exists(), log
    assert matches.exists(), log
    return Run(
        log,
        [line for line in translated.read_text(encoding="utf-8").splitlines() if line],
        [tuple(line.split("\t")) for line in matches.read_text("utf-8").splitlines()],
    )
