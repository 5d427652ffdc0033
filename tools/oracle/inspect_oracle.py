"""Weights of scikit-learn's LogisticRegression, for LogisticRegressionTest.

Writes core/src/test/resources/inspect/logistic.csv: for each of several penalties the logits of the
cases that it was fitted to, on features brought to mean 0 and variance 1.

    python tools/oracle/inspect_oracle.py core/src/test/resources/inspect
"""

import csv
import pathlib
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

CASES, FEATURES = 40, 5


def data():
    """The same numbers as LogisticRegressionTest makes: exact in 32 bits."""
    features = np.zeros((CASES, FEATURES))
    for i in range(CASES):
        for j in range(FEATURES):
            features[i, j] = ((i * 7 + j * 13 + i * j * 5) % 31) / 8
    features[:, 4] = 3  # one that does not vary
    labels = np.array([(i * i + 3 * i) % 7 < 3 for i in range(CASES)])
    return features, labels


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    features, labels = data()
    scaled = StandardScaler().fit_transform(features)
    with open(folder / "logistic.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["c", "case", "logit"])
        for c in (0.01, 1.0, 100.0):
            model = LogisticRegression(C=c, tol=1e-12, max_iter=10_000, solver="newton-cholesky")
            model.fit(scaled, labels)
            for case, logit in enumerate(model.decision_function(scaled)):
                writer.writerow([c, case, f"{logit:.12g}"])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
