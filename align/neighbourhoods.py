"""Cut documents where all alignments of them agree to cut: the places where they can differ."""

from collections.abc import Sequence

from align.ladder import AnyBead


def neighbourhoods(*alignments: Sequence[AnyBead]) -> list[tuple[list[AnyBead], ...]]:
    """Return groups of beads that share sentences, each a list per alignment.

    They are the connected components of all beads over their sentences, so that counts over the
    groups add up to the counts over the document. Groups come in the order of their first source
    sentence, those without one behind the group of the target sentence before theirs. Beads with
    two empty sides are left out.
    """
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(sentence: tuple[int, int]) -> tuple[int, int]:
        while parent[sentence] != sentence:
            parent[sentence] = parent[parent[sentence]]
            sentence = parent[sentence]
        return sentence

    def sentences(bead: AnyBead) -> list[tuple[int, int]]:
        return [(0, i) for i in bead.source] + [(1, j) for j in bead.target]

    for beads in alignments:
        for bead in beads:
            names = sentences(bead)
            for name in names:
                parent.setdefault(name, name)
            for name in names[1:]:
                parent[root(name)] = root(names[0])
    groups: dict[tuple[int, int], tuple[list[AnyBead], ...]] = {}
    for place, beads in enumerate(alignments):
        for bead in beads:
            if names := sentences(bead):
                group = groups.setdefault(root(names[0]), tuple([] for _ in alignments))
                group[place].append(bead)
    return _in_order(list(groups.values()))


def _in_order(groups: list[tuple[list[AnyBead], ...]]) -> list[tuple[list[AnyBead], ...]]:
    keyed = []
    for group in groups:
        beads = [bead for part in group for bead in part]
        sources = [i for bead in beads for i in bead.source]
        targets = [j for bead in beads for j in bead.target]
        keyed.append((min(sources, default=-1), min(targets, default=-1), max(targets, default=-1)))
    # A group without source sentences goes where the nearest target before it has its source.
    anchors = sorted((first, at) for at, (_, first, _) in enumerate(keyed) if first >= 0)
    place = [source for source, _, _ in keyed]
    last = -1
    for _, at in anchors:
        if keyed[at][0] >= 0:
            last = keyed[at][0]
        else:
            place[at] = last
    order = sorted(range(len(groups)), key=lambda at: (place[at], keyed[at][0] < 0, keyed[at][1]))
    return [groups[at] for at in order]
