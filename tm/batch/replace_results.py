"""What earlier runs made of pairs that are to be built anew is taken back first."""

from collections.abc import Iterator

from corpora.article import Article
from tm.batch.manifest import Manifest
from tm.batch.stored_article import unpack_article
from tm.build import document_id
from tm.delete_units import take_back


def replace_results(manifest: Manifest) -> int:
    """Take back the units of pairs that another model, page or `min_score` makes anew.

    Of a pair whose result is still to come, what was made of the same two addresses goes, or of the
    same two texts where there are none, in one transaction with the notes that it was done. Other
    articles, imports and what a person reviewed stay. Returns how many units are gone.
    """
    run = manifest.memory.connection.execute
    stale: dict[str, list[str]] = {}
    for key, document in run(
        "SELECT key, document FROM batch.result"
        " WHERE document != '' AND key NOT IN (SELECT key FROM batch.pair)"
    ):
        stale.setdefault(document, []).append(key)
    if not stale:
        return 0
    again = [document for document in _pending(manifest) if document in stale]
    with manifest.memory.transaction() as connection:
        gone = take_back(connection, again)
        connection.executemany(
            "DELETE FROM batch.result WHERE key = ?",
            ((key,) for document in again for key in stale[document]),
        )
    return gone


def _pending(manifest: Manifest) -> Iterator[str]:
    """Yield the names of the documents that the plan holds and no result does."""
    for _, source, target, source_url, target_url in manifest.pending():
        if source_url and target_url:
            yield document_id(Article("en", "", (), source_url), Article("ar", "", (), target_url))
        else:
            yield document_id(*map(unpack_article, manifest.texts([source, target])))
