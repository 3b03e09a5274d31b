"""What new processes of the tests begin with: all is imported and the model loaded, once."""

import tests.batches  # noqa: F401  # so that a process that is forked has it
from tm.batch import work

work._model(None)
