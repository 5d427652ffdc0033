"""How often the interval of the calibration error holds the truth: the numbers in docs/evaluation.md.

    venv/bin/python tools/oracle/calibration_error_simulation.py

Logits z are normal with a standard deviation of 1.5, labels are drawn from sigmoid(z), and the
classifier says sigmoid(stretch * z): a stretch of 1 is perfectly calibrated, above 1 overconfident.
The truth is the error of 400,000 cases without their labels. Each line: cases, stretch, true error,
mean bias of the value, and of 300 samples the part in which the truth lay in the percentile interval
and in Pleura's (by the directional derivative, from 0 where chance explains the value); 300 resamples each.
"""

import numpy

SAMPLES = RESAMPLES = 300


def error(p, y):
    bins = numpy.minimum((p * 10).astype(int), 9)
    return numpy.abs(numpy.bincount(bins, weights=p - y, minlength=10)).sum() / len(p)


def draw(stream, cases, stretch):
    z = 1.5 * stream.normal(size=cases)
    return 1 / (1 + numpy.exp(-z)), 1 / (1 + numpy.exp(-stretch * z))


def main():
    stream = numpy.random.default_rng(1)
    for cases in (50, 100, 500, 2000):
        for stretch in (1, 1.15, 1.5, 2.5):
            true_p, said = draw(stream, 400_000, stretch)
            truth = error(said, true_p)
            held = {"percentile": 0, "Pleura": 0}
            bias = 0
            for _ in range(SAMPLES):
                true_p, said = draw(stream, cases, stretch)
                y = stream.random(cases) < true_p
                value = error(said, y)
                rows = stream.integers(0, cases, (RESAMPLES, cases))
                bins = numpy.minimum((said * 10).astype(int), 9)
                parts = numpy.zeros((cases, 10))
                parts[numpy.arange(cases), bins] = said - y
                d = parts.mean(axis=0)
                moves = numpy.array([parts[r].mean(axis=0) for r in rows]) - d
                sure = numpy.abs(d) > numpy.sqrt(numpy.log(cases) / cases * parts.var(axis=0))
                signed = moves * numpy.sign(d)
                most = numpy.quantile(numpy.where(sure, signed, numpy.abs(moves)).sum(axis=1), 0.975)
                least = numpy.quantile(signed.sum(axis=1), 0.025)
                low, high = numpy.quantile([error(said[r], y[r]) for r in rows], [0.025, 0.975])
                chance = numpy.quantile(
                    [error(said, stream.random(cases) < said) for _ in range(RESAMPLES)], 0.975)
                bottom = 0 if value <= chance else max(0, value - most)
                bias += value - truth
                held["percentile"] += low <= truth <= high
                held["Pleura"] += bottom <= truth <= min(1, value - least)
            print(cases, stretch, f"{truth:.3f}", f"{bias / SAMPLES:.3f}",
                  *(f"{name} {count / SAMPLES:.2f}" for name, count in held.items()), flush=True)


if __name__ == "__main__":
    main()
