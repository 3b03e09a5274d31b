"""A batch: archives in, one memory out; stopped or killed, it goes on from where it was."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from align.document import align_sentences
from align.model import load_model
from corpora.match_articles import MARGIN
from corpora.split import NAME as SPLIT
from tm.batch.build_memory import build_memory
from tm.batch.event import Event, Tell
from tm.batch.figures import Figures, count
from tm.batch.manifest import Manifest, digest
from tm.batch.plan_pairs import embed_known, plan_pairs
from tm.batch.read_archives import read_archives
from tm.batch.replace_results import replace_results
from tm.batch.workers import Workers
from tm.index import index
from tm.memory import Memory


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch came to; not `finished`: it was told to stop before its end.

    `replaced` counts the units of earlier runs that were taken back (see `replace_results`).
    """

    finished: bool
    figures: Figures
    replaced: int = 0


def run_batch(
    archives: Sequence[Path],
    memory_file: Path,
    workers: Workers,
    *,
    now: datetime,
    model: str | None = None,
    min_score: float = 0.0,
    least: float | None = None,
    margin: float = MARGIN,
    retry: bool = False,
    tell: Tell = lambda event: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Batch:
    """Read, pair, split, align and score the articles of `archives`, and add them to a memory.

    What the manifest beside the memory knows is not done again: pages by their content and the
    version of muwazi, pairs by their pages, the model and `min_score`. The units are the same, in
    the same order, however many `workers` there are and however often the batch was interrupted.
    What an earlier run made of a pair that is aligned anew is taken back before.
    With `retry`, what failed before is done again, and without `archives` those of the last time
    are read. `least` and `margin` are those of `match_articles`. `stopping` is asked all the time;
    where it says so, what is under way is finished and written. `now` knows its zone.

    Raises FileNotFoundError for an archive that is not there, BadManifest, and as
    `corpora.dump.read_dump`, `align.model.load_model` and `tm.memory.Memory` do.
    """
    for path in archives:
        path.stat()
    embedder = load_model(model)
    signature = align_sentences((), (), embedder).signature
    build_signature = digest([signature, SPLIT, repr(min_score)])
    with Memory(memory_file, write=True) as memory:
        manifest = Manifest(memory)
        if not archives:
            archives = [Path(name) for name in json.loads(manifest.state("archives") or "[]")]
        if not archives:
            raise ValueError(f"{memory_file}: no batch has filled it yet; name its archives")
        options = {"model": model, "min_score": min_score, "least": least, "margin": margin}
        manifest.set_state(
            archives=json.dumps([str(path) for path in archives]), options=json.dumps(options)
        )
        manifest.flush()
        if retry:
            manifest.forget_failures(archives)
        replaced = 0
        finished = (
            read_archives(
                archives,
                manifest,
                workers,
                model=model,
                model_name=embedder.name,
                tell=tell,
                stopping=stopping,
            )
            and embed_known(
                archives,
                manifest,
                workers,
                model=model,
                model_name=embedder.name,
                tell=tell,
                stopping=stopping,
            )
            and not stopping()
        )
        if finished:
            plan_pairs(
                archives,
                manifest,
                model_name=embedder.name,
                build_signature=build_signature,
                least=least,
                margin=margin,
                tell=tell,
            )
            if replaced := replace_results(manifest):
                tell(Event("build", "replaced", units=replaced))
            finished = build_memory(
                manifest,
                workers,
                model=model,
                signature=signature,
                min_score=min_score,
                now=now,
                tell=tell,
                stopping=stopping,
            )
        if finished:
            tell(Event("index", "begun"))
            index(memory)
        return Batch(finished, count(manifest, archives), replaced)
