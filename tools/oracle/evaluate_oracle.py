"""Numbers for org.pleura.evaluate's tests, from the libraries people trust.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 statsmodels==0.15.0
    venv/bin/python tools/oracle/evaluate_oracle.py > core/src/test/resources/evaluate/oracle.json

scikit-learn: ROC, AUROC, average precision, Brier, log loss, reliability. statsmodels: Wilson.
SciPy: the root behind Newcombe's interval. NumPy: DeLong's variance written out pair by pair,
and the bootstrap, drawn from the same Mersenne Twister as Pleura draws from.
"""

import json
import sys

import numpy
import scipy
import sklearn
import statsmodels
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import norm
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.proportion import proportion_confint

Z = norm.ppf(0.975)
RESAMPLES = 2000
SEED = 0


def delong(y, score):
    """Area and variance from the m x n comparisons themselves, as in DeLong et al. 1988."""
    wins = numpy.sign(score[y == 1][:, None] - score[y == 0][None, :]) / 2 + 0.5
    area = wins.mean()
    by_positive, by_negative = wins.mean(axis=1), wins.mean(axis=0)
    variance = by_positive.var(ddof=1) / len(by_positive) + by_negative.var(ddof=1) / len(by_negative)
    return area, variance


def delong_interval(y, score):
    area, variance = delong(y, score)
    logit = numpy.log(area / (1 - area))
    half = Z * numpy.sqrt(variance) / (area * (1 - area))
    return [area, expit(logit - half), expit(logit + half)]


def newcombe_interval(area, m, n):
    k = (m + n) / 2 - 1

    def distance(t):
        variance = t * (1 - t) * (1 + k * (1 - t) / (2 - t) + k * t / (1 + t)) / (m * n)
        return abs(area - t) - Z * numpy.sqrt(variance)

    edge = 1e-9
    low = 0.0 if area == 0 else brentq(distance, 0, min(area, 1 - edge), xtol=1e-15)
    high = 1.0 if area == 1 else brentq(distance, max(area, edge), 1, xtol=1e-15)
    return [area, low, high]


def bootstrap(statistic, units, n):
    """Percentiles over resamples of units; a statistic may be None where it is undefined."""
    members = [numpy.flatnonzero(units == u) for u in range(units.max() + 1)]
    stream = numpy.random.RandomState(SEED)
    drawn = []
    for _ in range(RESAMPLES):
        chosen = stream.randint(0, len(members), size=len(members))
        rows = numpy.concatenate([members[u] for u in chosen])
        value = statistic(rows)
        if value is not None:
            drawn.append(value)
    drawn = numpy.array(drawn)
    low, high = numpy.quantile(drawn, [0.025, 0.975], axis=0)
    return [statistic(numpy.arange(n)), low, high], RESAMPLES - len(drawn)


def both(y, figure):
    def of(rows):
        return figure(rows) if 0 < y[rows].sum() < len(rows) else None

    return of


def sensitivities(y, score):
    """At false positive rates 0, 0.01, ..., 1: the highest there, straight lines between steps."""
    fpr, tpr, _ = metrics.roc_curve(y, score, drop_intermediate=False)
    counts = numpy.rint(fpr * (len(y) - y.sum())).astype(int)
    x, last = numpy.unique(counts[::-1], return_index=True)
    first = numpy.unique(counts, return_index=True)[1]
    highest = tpr[::-1][last]
    negatives = len(y) - y.sum()
    out = []
    for part in range(101):
        wanted = part * negatives
        j = numpy.searchsorted(x * 100, wanted, side="right") - 1
        value = highest[j]
        rest = wanted - x[j] * 100
        if rest:
            value += rest / ((x[j + 1] - x[j]) * 100) * (tpr[first[j + 1]] - highest[j])
        out.append(value)
    return numpy.array(out)


def sample(name, y, logit, patients, threshold=0.5):
    y = numpy.asarray(y)
    logit = numpy.round(numpy.asarray(logit, float), 6)
    probability = expit(logit)
    n = len(y)
    each = numpy.arange(n)
    numbers = {}
    by_patient = numpy.array([numbers.setdefault(p, len(numbers)) for p in patients])
    called = probability > threshold
    tp, fp = int((called & (y == 1)).sum()), int((called & (y == 0)).sum())
    fn, tn = int((~called & (y == 1)).sum()), int((~called & (y == 0)).sum())
    fpr, tpr, _ = metrics.roc_curve(y, logit, drop_intermediate=False)

    def wilson(k, of):
        return [k / of, *proportion_confint(k, of, method="wilson")]

    def auroc(rows):
        return metrics.roc_auc_score(y[rows], logit[rows])

    def precision(rows):
        return metrics.average_precision_score(y[rows], logit[rows])

    def brier(rows):
        return metrics.brier_score_loss(y[rows], probability[rows])

    def loss(rows):
        return metrics.log_loss(y[rows], probability[rows], labels=[0, 1])

    def accuracy(rows):
        return metrics.accuracy_score(y[rows], called[rows])

    observed, said = calibration_curve(y, probability, n_bins=10)
    auroc_by_patient, left_out = bootstrap(both(y, auroc), by_patient, n)
    band, _ = bootstrap(both(y, lambda rows: sensitivities(y[rows], logit[rows])), by_patient, n)
    return {
        "name": name,
        "labels": y.tolist(),
        "logits": logit.tolist(),
        "probabilities": probability.tolist(),
        "patients": list(patients),
        "threshold": threshold,
        "confusion": [tp, fp, tn, fn],
        "accuracy": wilson(tp + tn, n),
        "sensitivity": wilson(tp, tp + fn),
        "specificity": wilson(tn, tn + fp),
        "positive predictive value": wilson(tp, tp + fp),
        "negative predictive value": wilson(tn, tn + fn),
        "majority baseline": wilson(max(tp + fn, tn + fp), n),
        "accuracy by patient": bootstrap(accuracy, by_patient, n)[0],
        "roc": [fpr.tolist(), tpr.tolist()],
        "band": [band[1].tolist(), band[2].tolist()],
        "sensitivities": band[0].tolist(),
        "auroc": delong_interval(y, logit),
        "auroc of scikit-learn": auroc(each),
        "auroc by patient": auroc_by_patient,
        "resamples left out": left_out,
        "average precision": bootstrap(both(y, precision), by_patient, n)[0],
        "brier": bootstrap(brier, by_patient, n)[0],
        "cross-entropy": bootstrap(loss, by_patient, n)[0],
        "reliability": [observed.tolist(), said.tolist()],
    }


def main():
    stream = numpy.random.RandomState(20)
    # As the lesson's test part: 60 of 105 positive; some patients with several images.
    labels = numpy.array([1] * 60 + [0] * 45)
    logits = 0.9 * labels - 0.4 + stream.normal(size=105)
    patients = [f"p{k}" for k in stream.randint(0, 70, size=105)]
    lesson = sample("lesson", labels, logits, patients)
    # Coarse scores: nearly every case ties with others, across the classes too.
    labels = stream.randint(0, 2, size=60)
    tied = sample("tied", labels, numpy.rint(labels + stream.normal(size=60)) / 2 + 0.1,
                  [f"p{k // 2}" for k in range(60)], threshold=0.6)
    # Two positives among ten: some resamples miss them both.
    rare = sample("rare", [1, 0, 0, 0, 1, 0, 0, 0, 0, 0],
                  [1.2, -0.3, 0.4, -1.0, 0.2, 0.1, -0.7, 1.5, -2.0, -0.2],
                  ["a", "a", "b", "c", "d", "e", "f", "g", "g", "h"])
    json.dump(
        {
            "made by": "tools/oracle/evaluate_oracle.py",
            "versions": {
                "python": sys.version.split()[0],
                "numpy": numpy.__version__,
                "scipy": scipy.__version__,
                "scikit-learn": sklearn.__version__,
                "statsmodels": statsmodels.__version__,
            },
            "samples": [lesson, tied, rare],
            "wilson": [
                [k, n, *proportion_confint(k, n, method="wilson")]
                for k, n in [(0, 1), (1, 1), (0, 10), (10, 10), (84, 105), (1, 1000), (350, 700)]
            ],
            "newcombe": [
                [m, n, *newcombe_interval(area, m, n)]
                for m, n, area in [(6, 7, 11 / 12), (5, 5, 1.0), (1, 1, 1.0), (1, 1, 0.5),
                                   (60, 45, 1.0), (60, 45, 0.5), (1, 20, 0.9), (4, 5, 0.0)]
            ],
        },
        sys.stdout,
    )
    print()


if __name__ == "__main__":
    main()
