"""The types of the arrays that hold what is known of the blocks of one text."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
"""One number for each block."""

Matrix = NDArray[np.float64]
"""One row for each block, one column for each feature."""
