"""Numbers for org.pleura.evaluate's tests, from the libraries people trust.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 statsmodels==0.15.0
    venv/bin/python tools/oracle/evaluate_oracle.py > core/src/test/resources/evaluate/oracle.json

scikit-learn: ROC, AUROC, average precision, Brier, log loss, reliability. statsmodels: Wilson,
McNemar, logistic recalibration and temperature (plain and with errors of whole patients). SciPy: the
roots behind Newcombe's and Tango's intervals, the normal tail. NumPy: DeLong's (co)variances written
out pair by pair, the delta method behind Mercaldo's interval by numerical derivatives, and the
bootstrap, drawn from the same Mersenne Twister as Pleura draws from.
"""

import json
import sys

import numpy
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy.optimize import brentq, minimize_scalar
from scipy.special import expit, logit as logit_of
from scipy.stats import norm
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.contingency_tables import mcnemar
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


def calibration_error(y, p):
    bins = numpy.minimum((p * 10).astype(int), 9)
    return numpy.abs(numpy.bincount(bins, weights=p - y, minlength=10)).sum() / len(p)


def directional_error(y, p, units):
    """The interval by the directional derivative of the sum of |d|; from 0 where chance explains it."""
    bins = numpy.minimum((p * 10).astype(int), 9)

    def differences(rows):
        return numpy.bincount(bins[rows], weights=(p - y)[rows], minlength=10) / len(rows)

    d = differences(numpy.arange(len(p)))
    sums = numpy.zeros((units.max() + 1, 10))
    numpy.add.at(sums, (units, bins), p - y)
    error = numpy.sqrt(len(sums) * sums.var(axis=0)) / len(p)
    sure = numpy.abs(d) > numpy.sqrt(numpy.log(len(sums))) * error
    _, low, high = bootstrap(
        lambda rows: numpy.array([
            (numpy.sign(d) * (differences(rows) - d)).sum(),
            numpy.where(sure, numpy.sign(d) * (differences(rows) - d), numpy.abs(differences(rows) - d)).sum(),
        ]), units, len(y))[0]
    value = numpy.abs(d).sum()
    stream = numpy.random.RandomState(SEED)
    drawn = [calibration_error((stream.random_sample(len(p)) < p).astype(int), p) for _ in range(1000)]
    chance = [numpy.mean(drawn), numpy.quantile(drawn, 0.975)]
    bottom = 0 if value <= chance[1] else max(0, value - high[1])
    return [value, min(bottom, value), max(value, min(1, value - low[0]))], chance


def fit(model, clusters, **how):
    if clusters is None:
        return model.fit(**how)
    return model.fit(cov_type="cluster", cov_kwds={"groups": clusters}, **how)


def recalibration(y, z, clusters):
    how = {"disp": 0, "method": "newton", "tol": 1e-12, "maxiter": 200}
    both = fit(sm.Logit(y, sm.add_constant(z)), clusters, **how)
    # A GLM, since Logit takes no offset.
    shift = fit(sm.GLM(y, numpy.ones(len(y)), family=sm.families.Binomial(), offset=z), clusters, tol=1e-12)
    slope = fit(sm.Logit(y, z), clusters, **how)
    beta, error = slope.params[0], slope.bse[0]
    factor = numpy.exp(Z * error / beta)

    def three(values, errors, i):
        return [values[i], values[i] - Z * errors[i], values[i] + Z * errors[i]]

    return {
        "slope": three(both.params, both.bse, 1),
        "intercept": three(both.params, both.bse, 0),
        "in the large": three(shift.params, shift.bse, 0),
        "temperature": [1 / beta, 1 / beta / factor, 1 / beta * factor],
        "temperature of SciPy": float(
            minimize_scalar(
                lambda t: metrics.log_loss(y, expit(z / t), labels=[0, 1]), bounds=(0.05, 20),
                method="bounded", options={"xatol": 1e-10},
            ).x
        ),
    }


def youden(y, p):
    """The largest index; of equal ones the lowest threshold, midway to the next probability."""
    fpr, tpr, thresholds = metrics.roc_curve(y, p, drop_intermediate=False)
    index = numpy.rint((tpr - fpr) * y.sum() * (len(y) - y.sum()))
    k = len(index) - 1 - int(numpy.argmax(index[::-1]))
    below = p[p < thresholds[k]]
    return (thresholds[k] + (below.max() if len(below) else 0)) / 2


def at_sensitivity(y, p, target):
    _, tpr, thresholds = metrics.roc_curve(y, p, drop_intermediate=False)
    k = int(numpy.argmax(tpr >= target))
    below = p[p < thresholds[k]]
    return (thresholds[k] + (below.max() if len(below) else 0)) / 2


def mercaldo(tp, fp, tn, fn, prevalence):
    """The delta method on the logit scale, with numerical derivatives; where a rate is 0 or 1, of
    rates with half a squared z added to both counts."""

    def logits(se, sp):
        positive = logit_of(se * prevalence / (se * prevalence + (1 - sp) * (1 - prevalence)))
        negative = logit_of(sp * (1 - prevalence) / (sp * (1 - prevalence) + (1 - se) * prevalence))
        return numpy.array([positive, negative])

    m, n, step = tp + fn, tn + fp, 1e-6
    se, sp = tp / m, tn / n
    values = (se * prevalence / (se * prevalence + (1 - sp) * (1 - prevalence)),
              sp * (1 - prevalence) / (sp * (1 - prevalence) + (1 - se) * prevalence))
    if 0 in (tp, fp, tn, fn):
        m, n, se, sp = m + Z**2, n + Z**2, (tp + Z**2 / 2) / (m + Z**2), (tn + Z**2 / 2) / (n + Z**2)
    by_se = (logits(se + step, sp) - logits(se - step, sp)) / (2 * step)
    by_sp = (logits(se, sp + step) - logits(se, sp - step)) / (2 * step)
    half = Z * numpy.sqrt(by_se**2 * se * (1 - se) / m + by_sp**2 * sp * (1 - sp) / n)
    middle = logits(se, sp)
    return [[float(v), min(v, float(expit(x - h))), max(v, float(expit(x + h)))]
            for v, x, h in zip(values, middle, half)]


def tango(b, c, n):
    """The score interval; the likeliest q given d is sought among numbers, not by the formula."""

    def distance(d):
        def loss(q):
            one, other, same = q + d, q, 1 - 2 * q - d
            return -sum(k * numpy.log(max(r, 1e-300)) for k, r in ((b, one), (c, other), (n - b - c, same)))

        low, high = max(0, -d), (1 - d) / 2
        q = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
        return abs(b - c - n * d) - Z * numpy.sqrt(n * (2 * q + d * (1 - d)))

    at, edge = (b - c) / n, 1e-9
    low = -1.0 if at == -1 else brentq(distance, -1 + edge, min(at, 1 - edge))
    high = 1.0 if at == 1 else brentq(distance, max(at, -1 + edge), 1 - edge)
    return [at, low, high]


def paired(name, y, first, second, patients):
    y, first, second = numpy.asarray(y), numpy.round(first, 6), numpy.round(second, 6)
    numbers = {}
    units = numpy.array([numbers.setdefault(p, len(numbers)) for p in patients])

    def placements(score):
        wins = numpy.sign(score[y == 1][:, None] - score[y == 0][None, :]) / 2 + 0.5
        return wins.mean(), wins.mean(axis=1), wins.mean(axis=0)

    (a1, p1, n1), (a2, p2, n2) = placements(first), placements(second)
    s = numpy.cov(p1, p2) / len(p1) + numpy.cov(n1, n2) / len(n1)
    error = numpy.sqrt(s[0, 0] + s[1, 1] - 2 * s[0, 1])
    right1, right2 = (first > 0) == y, (second > 0) == y
    b, c = int((right1 & ~right2).sum()), int((right2 & ~right1).sum())

    def areas(rows):
        return metrics.roc_auc_score(y[rows], first[rows]) - metrics.roc_auc_score(y[rows], second[rows])

    def accuracies(rows):
        return right1[rows].mean() - right2[rows].mean()

    return {
        "name": name,
        "labels": y.tolist(),
        "first": first.tolist(),
        "second": second.tolist(),
        "patients": list(patients),
        "auroc difference": [a1 - a2, a1 - a2 - Z * error, a1 - a2 + Z * error],
        "auroc p": 2 * norm.sf(abs(a1 - a2) / error),
        "auroc difference by patient": bootstrap(both(y, areas), units, len(y))[0],
        "discordant": [b, c],
        "accuracy difference": tango(b, c, len(y)),
        "mcnemar p": mcnemar([[0, b], [c, 0]], exact=True).pvalue,
        "accuracy difference by patient": bootstrap(accuracies, units, len(y))[0],
    }


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
    error, chance = directional_error(y, probability, by_patient)
    return {
        "calibration error": error,
        "calibration error by chance": chance,
        "recalibration": recalibration(y, logit, None),
        "recalibration by patient": recalibration(y, logit, by_patient),
        "youden": youden(y, probability),
        "sensitivity 0.9": at_sensitivity(y, probability, 0.9),
        "at prevalence 0.1": mercaldo(tp, fp, tn, fn, 0.1),
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
    truth = numpy.array([1] * 50 + [0] * 60)
    shared = stream.normal(size=110)
    owners = [f"p{k}" for k in stream.randint(0, 80, size=110)]
    pairs = [
        paired("unlike", truth, 1.4 * truth - 0.7 + shared + 0.3 * stream.normal(size=110),
               0.5 * truth - 0.2 + shared + 0.8 * stream.normal(size=110), owners),
        paired("alike and tied", truth, numpy.rint(truth - 0.4 + shared + 0.4 * stream.normal(size=110)) + 0.1,
               numpy.rint(truth - 0.5 + shared + 0.4 * stream.normal(size=110)) + 0.1, owners),
    ]
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
            "paired": pairs,
            "mcnemar": [[b, c, mcnemar([[0, b], [c, 0]], exact=True).pvalue]
                        for b, c in [(0, 0), (0, 1), (5, 5), (2, 9), (12, 1), (400, 470)]],
            "tango": [[b, c, n, *tango(b, c, n)]
                      for b, c, n in [(0, 0, 20), (1, 0, 44), (9, 3, 100), (0, 7, 30), (10, 0, 10), (12, 17, 2000)]],
            "normal": [[z, 2 * norm.sf(z)] for z in [0.0, 0.01, 0.5, 1.96, 2.999, 3.0, 5.0, 8.0, 20.0]],
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
