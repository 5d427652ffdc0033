"""Numbers for org.pleura.explain's tests: maps enlarged by SciPy and normalised as tf-keras-vis does.

    python3 -m venv venv && venv/bin/pip install scipy==1.17.1
    venv/bin/python tools/oracle/explain_oracle.py > core/src/test/resources/explain/zoom.json

Enlarged maps are given by the SHA-256 of their little-endian float32 bytes, row by row, and by
their first few values to look at.
"""

import hashlib
import json
import sys

import numpy
import scipy
from scipy.ndimage import zoom

SIZES = [(4, 4, 256, 256), (4, 4, 4, 4), (2, 3, 7, 5), (1, 4, 3, 9), (5, 1, 4, 4), (8, 8, 100, 37),
         (16, 16, 512, 512), (6, 7, 3, 2), (3, 3, 1, 1)]


def digest(array):
    assert array.dtype == numpy.float32
    return hashlib.sha256(numpy.ascontiguousarray(array).astype("<f4").tobytes()).hexdigest()


def main():
    stream = numpy.random.RandomState(11)
    maps = []
    for height, width, to_height, to_width in SIZES:
        small = stream.uniform(0, 0.05, size=(height, width)).astype(numpy.float32)
        large = zoom(small, (to_height / height, to_width / width), order=1, mode="nearest")
        assert large.shape == (to_height, to_width)
        spread = large.max() - large.min() + 1e-7
        normalised = (large - large.min()) / spread
        maps.append({
            "size": [height, width, to_height, to_width],
            "map": [float(v) for v in small.ravel()],
            "starts": [float(v) for v in large.ravel()[:5]],
            "sha256": digest(large),
            "normalised sha256": digest(normalised),
        })
    json.dump({
        "made by": "tools/oracle/explain_oracle.py",
        "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__},
        "maps": maps,
    }, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
