"""One file per pipeline stage; `python -m tasks.NAME` is what dvc.yaml runs."""

import os

# One thread for linear algebra: two spin on a busy machine (an eigendecomposition took 100 x as long) and change the last bits.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
