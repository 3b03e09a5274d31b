"""What new processes of the tests begin with: all imported, the model loaded, an article read."""

import tests.batches  # noqa: F401  # so that a process that is forked has it
from corpora.extract import extract
from corpora.page import Page
from tm.batch import work

work._model(None)
extract(Page("", "<html><body><h1>Story</h1><p>The ship left at dawn.</p></body></html>"))
