"""Print how many megabytes of UTF-8 the sentence splitter reads in a second, on one core.

The text is the gold set of the tests, repeated: `python -m benchmarks.split`.
"""

import re
import time
from pathlib import Path

from corpora.article import Language
from corpora.split import split

GOLD = Path(__file__).parents[1] / "tests" / "splitting"
MEGABYTES = 4
ROUNDS = 5


def speed(language: Language) -> tuple[float, int]:
    """Return the best rate of five rounds in MB/s, and the number of sentences a round yields."""
    text = (GOLD / f"{language}.txt").read_text(encoding="utf-8").replace("# traps", "")
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    size = sum(len(paragraph.encode()) for paragraph in paragraphs)
    paragraphs *= MEGABYTES * 1_000_000 // size + 1
    size = sum(len(paragraph.encode()) for paragraph in paragraphs)
    best, sentences = 0.0, 0
    for _ in range(ROUNDS):
        start = time.process_time()
        sentences = sum(len(split(paragraph, language)) for paragraph in paragraphs)
        best = max(best, size / (time.process_time() - start) / 1e6)
    return best, sentences


def main() -> None:
    """Print one line for each language."""
    languages: tuple[Language, ...] = ("en", "ar")
    print("language  MB/s  sentences")
    for language in languages:
        rate, sentences = speed(language)
        print(f"{language:8}  {rate:4.1f}  {sentences:,}")


if __name__ == "__main__":
    main()
