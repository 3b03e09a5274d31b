"""Clean a memory: say which units the rules drop, count why, and delete only when asked."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from corpora.fold import fold
from tm.dedupe import near_duplicates
from tm.delete_units import delete_units
from tm.drop_report import Dropped, DropReport, Example
from tm.filter import Candidate, Rule, first_reason, near_key
from tm.keys import key_hash
from tm.memory import Memory
from tm.select import StoredUnit
from tm.unit import TranslationUnit

Unit = TypeVar("Unit", bound=TranslationUnit)
Verdict = tuple[int, Candidate, Rule | None]


def kept_units(memory: Memory, rules: Sequence[Rule]) -> Iterator[int]:
    """Yield the ids of the units that no rule drops, in order."""
    return (unit for unit, _, rule in _verdicts(memory, rules) if rule is None)


def without_dropped(memory: Memory, units: Iterable[Unit], rules: Sequence[Rule]) -> Iterator[Unit]:
    """Yield those of a memory's own `units` that no rule drops, in the order in which they come.

    For a filtered export: units pass one by one, only hashes of the dropped ones are held.
    """
    dropped = {
        (key_hash(candidate.source_key), key_hash(candidate.target_key))
        for _, candidate, rule in _verdicts(memory, rules)
        if rule
    }
    for unit in units:
        if (key_hash(fold(unit.source)), key_hash(fold(unit.target))) not in dropped:
            yield unit


def clean(
    memory: Memory, rules: Sequence[Rule], *, delete: bool = False, examples: int = 3
) -> DropReport:
    """Ask `rules` about every unit of a memory, and return what they drop and why.

    A unit is counted under the first rule that drops it, in the order given. Nothing is changed
    unless `delete`: then the dropped units go with their sightings, and units that they replaced,
    in one transaction. That empties the indexes, which are then to be built again. Of each
    rule `examples` units are shown, drawn by a hash of their text: the same memory, the same ones.

    Raises ValueError for two rules of one name, and what `Memory.transaction` raises.
    """
    if not delete:
        count = _Count(rules, examples)
        for verdict in _verdicts(memory, rules):
            count.add(verdict)
        return count.report(deleted=False)
    with memory.transaction() as connection:
        count = _Count(rules, examples)
        doomed = [unit for unit, _, rule in map(count.add, _verdicts(memory, rules)) if rule]
        if doomed:
            delete_units(connection, doomed)
    return count.report(deleted=True)


def clean_units(
    units: Sequence[TranslationUnit], rules: Sequence[Rule], *, examples: int = 3
) -> tuple[list[TranslationUnit], DropReport]:
    """Return the units that no rule drops, in order, and the report, as `clean` does for a memory.

    Of near duplicates the best score counts as the better copy, of equal ones the first.
    """
    count = _Count(rules, examples)
    kept = []
    for number, (unit, candidate) in enumerate(
        zip(units, _unit_candidates(units), strict=True), start=1
    ):
        rule = first_reason(candidate, rules)
        count.add((number, candidate, rule))
        if rule is None:
            kept.append(unit)
    return kept, count.report(deleted=False)


def _verdicts(memory: Memory, rules: Sequence[Rule]) -> Iterator[Verdict]:
    """Yield each unit that is not replaced, by id, with the rule that drops it or None."""
    copies = {copy for copy, _ in near_duplicates(memory)}
    documents = dict(
        memory.connection.execute(
            "SELECT u.source_hash, count(DISTINCT s.document_id) AS documents"
            " FROM unit u JOIN sighting s ON s.unit_id = u.id"
            " WHERE u.replaced_by IS NULL GROUP BY u.source_hash HAVING documents > 1"
        )
    )
    for (
        unit,
        source,
        target,
        source_key,
        target_key,
        hash,
        score,
        status,
    ) in memory.connection.execute(
        "SELECT id, source, target, source_key, target_key, source_hash, score, status"
        " FROM unit WHERE replaced_by IS NULL ORDER BY id"
    ):
        candidate = Candidate(
            source,
            target,
            source_key,
            target_key,
            score,
            status,
            documents.get(hash, 1),
            unit in copies,
        )
        yield unit, candidate, first_reason(candidate, rules)


def _unit_candidates(units: Sequence[TranslationUnit]) -> Iterator[Candidate]:
    """Yield units as rules see them."""
    keys = [(fold(unit.source), fold(unit.target)) for unit in units]
    seen = {(key_hash(key), unit.document) for (key, _), unit in zip(keys, units, strict=True)}
    documents = Counter(key for key, document in seen if document)
    best: dict[tuple[str, str], int] = {}
    near = [(near_key(source), near_key(target)) for source, target in keys]
    for number, unit in enumerate(units):
        rival = best.get(near[number])
        if rival is None or unit.score > units[rival].score:
            best[near[number]] = number
    for number, unit in enumerate(units):
        source, target = keys[number]
        count = documents.get(key_hash(source), 0) or 1
        score: float | None = unit.score
        status = "machine"
        if isinstance(unit, StoredUnit):
            score, status = unit.score if unit.scored else None, unit.status
        better = all(near[number]) and best[near[number]] != number
        yield Candidate(unit.source, unit.target, source, target, score, status, count, better)


@dataclass(slots=True)
class _Count:
    """Counts verdicts and draws examples while they pass."""

    rules: Sequence[Rule]
    examples: int
    total: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    drawn: dict[str, list[tuple[int, int, Candidate]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [rule.name for rule in self.rules]
        if len(set(names)) < len(names):
            raise ValueError("two rules have the same name: give each once")

    def add(self, verdict: Verdict) -> Verdict:
        """Count one verdict and return it."""
        unit, candidate, rule = verdict
        self.total += 1
        if rule:
            self.dropped[rule.name] += 1
            heap = self.drawn.setdefault(rule.name, [])
            heapq.heappush(heap, (-key_hash(candidate.source_key), -unit, candidate))
            if len(heap) > self.examples:
                heapq.heappop(heap)
        return verdict

    def report(self, *, deleted: bool) -> DropReport:
        """Return what was counted."""
        rows = []
        for rule in self.rules:
            drawn = sorted(self.drawn.get(rule.name, []), key=lambda item: -item[1])
            examples = tuple(
                Example(-unit, candidate.source, candidate.target, candidate.score)
                for _, unit, candidate in drawn
            )
            rows.append(Dropped(rule.name, rule.meaning, self.dropped[rule.name], examples))
        kept = self.total - self.dropped.total()
        return DropReport(self.total, kept, deleted, tuple(rows))
