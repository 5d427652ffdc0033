"""The same work in Pleura and in its peers, alternately, on one machine.

Runs each ROUNDS times in turn and prints a Markdown table of medians with the ratio of each round's own. The whole
lesson in Keras is compared from the start of the process to the test accuracy, and to its end; Pleura's includes what
Keras's does not: figures, intervals, explanations and a report. Both train on all batches of an epoch (README.md says
why not on the lesson's 15 of 16). The rest is what `pleura bench` measures, beside PyTorch, ONNX Runtime, OpenCV and
TensorFlow; of maps, as many at a time as there are threads, since TensorFlow uses them all for one.
"""

import argparse
import csv
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with effusion/*.png and normal/*.png")
    parser.add_argument("--python", default=sys.executable, help="a Python that has the peers")
    parser.add_argument("--model", required=True, help="the lesson's model as Keras saved it (.keras)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


# glibc gives large blocks of memory back as soon as they are free, and Linux clears every page that is asked for again. On a
# virtual machine that can take most of the time of the frameworks, which ask anew for each layer; so theirs is kept.
KEPT = os.environ | {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 34)}


def timed(command, times=None, env=None):
    """Runs a command; its standard output, wall seconds and largest resident memory in MiB.

    If a list is given for them, it gets the seconds after which each line of output came.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1, env=env
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if times is not None:
            times.append(time.perf_counter() - started)
    output = "".join(lines)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return output, time.perf_counter() - started, usage.ru_maxrss / 1024


def keras(options):
    output, wall, rss = timed(
        [options.python, os.path.join(HERE, "keras_lesson.py"), "--data", options.data]
        + ["--epochs", str(options.epochs), "--steps-per-epoch", "0"]
        + ["--threads", str(options.threads)],
        env=KEPT,
    )
    found = json.loads(output.strip().splitlines()[-1])
    return {
        "training": found["images_per_second"],
        "after": found["images_per_second_after_first_epoch"],
        "accuracy": found["seconds_to_test_accuracy"],
        "wall": wall,
        "rss": rss,
    }


def pleura(options):
    run = os.path.join(tempfile.mkdtemp(), "run")
    times = []
    output, wall, rss = timed(
        [os.path.join(ROOT, "pleura"), "lesson", options.data, "--out", run]
        + ["--threads", str(options.threads)]
        + ["--set", f"training.epochs={options.epochs}", "--set", "training.stepsPerEpoch=null"],
        times,
    )
    accuracy = next(
        at for at, line in zip(times, output.splitlines()) if line.startswith("Test accuracy")
    )
    with open(os.path.join(run, "history.csv"), newline="", encoding="utf-8") as file:
        seconds = [float(row["seconds"]) for row in csv.DictReader(file)]
    with open(os.path.join(run, "split.csv"), newline="", encoding="utf-8") as file:
        images = sum(row["part"] == "train" for row in csv.DictReader(file))
    shutil.rmtree(os.path.dirname(run))
    return {
        "training": images * len(seconds) / sum(seconds),
        "after": images * (len(seconds) - 1) / sum(seconds[1:]),
        "accuracy": accuracy,
        "wall": wall,
        "rss": rss,
    }


def peer(options, program, *more):
    output, _, _ = timed([options.python, os.path.join(HERE, program), *more], env=KEPT)
    return json.loads(output.strip().splitlines()[-1])


def bench(options):
    output, _, _ = timed(
        [os.path.join(ROOT, "pleura"), "bench", "--json", "--quiet", "--threads", str(options.threads)]
    )
    return json.loads(output)


def onnx_model(options, folder):
    run = os.path.join(folder, "model")
    timed([os.path.join(ROOT, "pleura"), "import", options.model, "--out", run, "--quiet"])
    file = os.path.join(folder, "model.onnx")
    timed([os.path.join(ROOT, "pleura"), "export", run, "--format", "onnx", "--out", file, "--quiet"])
    return file


def measured(options, model):
    """One round: everything once, ours and theirs in turn."""
    threads = ["--threads", str(options.threads)]
    lesson, keras_lesson = pleura(options), keras(options)
    ours = bench(options)
    torch = peer(options, "torch_lesson.py", *threads)
    keras_residual = peer(options, "keras_residual.py", *threads)
    torch_residual = peer(options, "torch_lesson.py", "--network", "residual", *threads)
    onnx = peer(options, "onnx_predict.py", "--model", model, "--images", options.data, *threads)
    cams = peer(options, "keras_saliency.py", "--model", options.model, *threads)
    library = {
        f"{method} in tf-keras-vis, ms for one map": (own, cams[f"{word} of tf-keras-vis"])
        for method, word, own in (
            ("GradCAM++", "gradcam++", ours["gradcam_plus_plus_ms"]),
            ("ScoreCAM", "scorecam", ours["scorecam_ms"]),
        )
        if f"{word} of tf-keras-vis" in cams
    }
    return library | {
        "the lesson in Keras: training, images a second": (lesson["training"], keras_lesson["training"]),
        "the same after the first epoch": (lesson["after"], keras_lesson["after"]),
        "the lesson in Keras: start to test accuracy, s": (lesson["accuracy"], keras_lesson["accuracy"]),
        "the lesson in Keras: whole process, s": (lesson["wall"], keras_lesson["wall"]),
        "the lesson in Keras: largest resident memory, MiB": (lesson["rss"], keras_lesson["rss"]),
        "training in PyTorch, images a second": (ours["training_images_per_second"], torch["images_per_second"]),
        "a residual network in Keras: training, images a second": (
            ours["residual_training_images_per_second"],
            keras_residual["images_per_second"],
        ),
        "the same in PyTorch": (
            ours["residual_training_images_per_second"],
            torch_residual["images_per_second"],
        ),
        "prediction in ONNX Runtime, images a second": (
            ours["prediction_images_per_second"],
            onnx["prediction_images_per_second"],
        ),
        "file to probability, OpenCV and ONNX Runtime, ms": (
            ours["file_to_probability_ms"],
            onnx["file_to_probability_ms"],
        ),
        "reading with OpenCV and NumPy, images a second, one core": (
            ours["reading_images_per_second"],
            onnx["reading_images_per_second"],
        ),
        "GradCAM++ in TensorFlow, ms for one map": (ours["gradcam_plus_plus_ms"], cams["gradcam++"]),
        "ScoreCAM in TensorFlow, ms for one map": (ours["scorecam_ms"], cams["scorecam"]),
        "GradCAM++ in TensorFlow, ms a map, all threads busy": (
            ours["gradcam_plus_plus_together_ms"],
            cams["gradcam++"],
        ),
        "ScoreCAM in TensorFlow, ms a map, all threads busy": (
            ours["scorecam_together_ms"],
            cams["scorecam"],
        ),
    }


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        model = onnx_model(options, folder)
        rounds = []
        for number in range(options.rounds):
            rounds.append(measured(options, model))
            print(f"round {number + 1}: {rounds[-1]}", file=sys.stderr)
    print(f"{platform.machine()}, {os.cpu_count()} cores, {options.threads} threads,", end=" ")
    print(f"{options.rounds} rounds, {options.epochs} epochs")
    print("\n| | Pleura | peer | ratio (smallest to largest round) |\n|---|---|---|---|")
    for title in rounds[0]:
        pairs = [one[title] for one in rounds]
        rate = "a second" in title or title.startswith("the same")
        ratios = [ours / theirs if rate else theirs / ours for ours, theirs in pairs]
        ours, theirs = (statistics.median(side) for side in zip(*pairs))
        print(
            f"| {title} | {ours:.4g} | {theirs:.4g} |"
            f" {statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f}) |"
        )


if __name__ == "__main__":
    main()
