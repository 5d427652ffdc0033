"""Numbers for org.pleura.audit's tests, from the libraries people trust.

    python3 -m venv venv && venv/bin/pip install scipy==1.17.1 scikit-image==0.26.0 scikit-learn==1.9.1
    venv/bin/python tools/oracle/audit_oracle.py > core/src/test/resources/audit/similarity.json

SciPy: Spearman's rank correlation. scikit-image: structural similarity, and the histogram of
oriented gradients, whose cells it adds up in single precision. scikit-learn: average precision.

The maps are not in the file. They are made by a formula of whole numbers that the tests repeat, and
are the same in single precision: see `made`.
"""

import json
import sys

import numpy
import scipy
import skimage
import sklearn
from scipy.stats import spearmanr
from skimage.feature import hog
from skimage.metrics import structural_similarity
from sklearn.metrics import average_precision_score

SIZES = [(7, 7), (16, 16), (20, 13), (64, 64)]
# Of 64 x 64 pixels in cells of 4 there are 15876 numbers; 37 has no divisor in common with their 81.
EVERY = 37


def made(height, width, salt):
    """A hill on noise, whole numbers from 0 to 249; another salt moves both."""
    row, column = numpy.divmod(numpy.arange(height * width), width)
    i = row * width + column
    hill = 200 - (row - 3 * salt % height) ** 2 - (column - 5 * salt % width) ** 2
    noise = (7919 * i + 104729 * salt + 31 * (i * i % 613)) % 10007 % 50
    return (numpy.maximum(hill, 0) + noise).reshape(height, width)


def unsigned(height, width, salt):
    """From 0 to 1."""
    return made(height, width, salt) / 256


def signed(height, width, salt):
    """From -1 to 1."""
    return (made(height, width, salt) - 125) / 128


def coarse(height, width, salt):
    """Few values, so that most are tied."""
    return made(height, width, salt) // 40 / 8


def faint(height, width, salt):
    """Mostly flat, and so faint that HOG's small number under the root counts."""
    return made(height, width, salt) // 100 / 2**20


def rank_correlation(a, b):
    return float(spearmanr(a.ravel(), b.ravel()).statistic)


def pair(height, width, salts):
    def both(kind):
        return [kind(height, width, salt) for salt in salts]

    return {
        "height": height,
        "width": width,
        "salts": salts,
        "spearman": rank_correlation(*both(unsigned)),
        "spearman of coarse": rank_correlation(*both(coarse)),
        "spearman of coarse and signed": rank_correlation(
            coarse(height, width, salts[0]), signed(height, width, salts[1])),
        "ssim of range 1": float(structural_similarity(*both(unsigned), data_range=1)),
        "ssim of range 2": float(structural_similarity(*both(signed), data_range=2)),
        "ssim of coarse": float(structural_similarity(*both(coarse), data_range=1)),
    }


def gradients(kind, height, width, salt, cell):
    values = hog(kind(height, width, salt), orientations=9, pixels_per_cell=(cell, cell),
                 cells_per_block=(3, 3), block_norm="L2-Hys", feature_vector=True)
    every = EVERY if values.size > 1000 else 1
    return {
        "map": kind.__name__,
        "height": height,
        "width": width,
        "salt": salt,
        "cell": cell,
        "size": values.size,
        "every": every,
        "values": [round(float(v), 10) for v in values[::every]],
    }


def precision(height, width, salt):
    """How well one map finds the hill of another, which is where the other is above 150."""
    mask = (made(height, width, salt) > 150).ravel()
    assert 0 < mask.sum() < mask.size
    return {
        "height": height,
        "width": width,
        "salt": salt,
        "mask": int(mask.sum()),
        "of the next": float(average_precision_score(mask, signed(height, width, salt + 1).ravel())),
        "of the next, coarse": float(
            average_precision_score(mask, coarse(height, width, salt + 1).ravel())),
        "of itself, coarse": float(average_precision_score(mask, coarse(height, width, salt).ravel())),
        "of a constant": float(average_precision_score(mask, numpy.ones(mask.size))),
    }


def main():
    json.dump(
        {
            "made by": "tools/oracle/audit_oracle.py",
            "versions": {
                "python": sys.version.split()[0],
                "numpy": numpy.__version__,
                "scipy": scipy.__version__,
                "scikit-image": skimage.__version__,
                "scikit-learn": sklearn.__version__,
            },
            "pairs": [pair(h, w, salts) for h, w in SIZES for salts in ([1, 2], [2, 5], [3, 3])],
            "gradients": [
                gradients(*case)
                for case in [(signed, 16, 16, 1, 4), (signed, 20, 13, 2, 4), (coarse, 13, 20, 3, 3),
                             (signed, 7, 7, 1, 1), (faint, 16, 16, 2, 4), (signed, 64, 64, 1, 4),
                             (unsigned, 64, 64, 2, 16)]
            ],
            "precision": [precision(h, w, salt) for h, w in SIZES[1:] for salt in (1, 4)],
        },
        sys.stdout,
    )
    print()


if __name__ == "__main__":
    main()
