"""What the project is measured with; each module is run as `python -m benchmarks.NAME`."""

import os

# One thread is quicker than many on matrices of this size, and CPU seconds then mean something.
# It must be said before numpy is imported.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
