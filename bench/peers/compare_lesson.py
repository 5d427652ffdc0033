"""The lesson in Pleura and in Keras, alternately, on one machine.

Runs each ROUNDS times, one after the other in turn, and prints a Markdown table of medians with
their ratio. Training is compared as images per second over all epochs, validation and checkpoints
included; whole runs from the start of the process to its end. Pleura's runs include what Keras's do
not: figures, intervals, explanations and a report.

Both train on all batches of an epoch (README.md says why not on the lesson's 15 of 16).
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
    parser.add_argument("--python", default=sys.executable, help="a Python that has Keras")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def timed(command):
    """Runs a command; its standard output, wall seconds and largest resident memory in MiB."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return output, time.perf_counter() - started, usage.ru_maxrss / 1024


def keras(options):
    output, wall, rss = timed(
        [options.python, os.path.join(HERE, "keras_lesson.py"), "--data", options.data]
        + ["--epochs", str(options.epochs), "--steps-per-epoch", "0"]
        + ["--threads", str(options.threads)]
    )
    found = json.loads(output.strip().splitlines()[-1])
    return {
        "training": found["images_per_second"],
        "after": found["images_per_second_after_first_epoch"],
        "wall": wall,
        "rss": rss,
    }


def pleura(options):
    run = os.path.join(tempfile.mkdtemp(), "run")
    _, wall, rss = timed(
        [os.path.join(ROOT, "pleura"), "lesson", options.data, "--out", run, "--quiet"]
        + ["--threads", str(options.threads)]
        + ["--set", f"training.epochs={options.epochs}", "--set", "training.stepsPerEpoch=null"]
    )
    with open(os.path.join(run, "history.csv"), newline="", encoding="utf-8") as file:
        seconds = [float(row["seconds"]) for row in csv.DictReader(file)]
    with open(os.path.join(run, "split.csv"), newline="", encoding="utf-8") as file:
        images = sum(row["part"] == "train" for row in csv.DictReader(file))
    shutil.rmtree(os.path.dirname(run))
    return {
        "training": images * len(seconds) / sum(seconds),
        "after": images * (len(seconds) - 1) / sum(seconds[1:]),
        "wall": wall,
        "rss": rss,
    }


def main():
    options = arguments()
    rounds = []
    for number in range(options.rounds):
        rounds.append((pleura(options), keras(options)))
        print(f"round {number + 1}: {rounds[-1]}", file=sys.stderr)
    print(f"{platform.machine()}, {os.cpu_count()} cores, {options.threads} threads,", end=" ")
    print(f"{options.rounds} rounds, {options.epochs} epochs")
    print("\n| | Pleura | Keras | ratio |\n|---|---|---|---|")
    rows = [
        ("training, images a second", "training", True, "{:.0f}"),
        ("the same after the first epoch", "after", True, "{:.0f}"),
        ("whole process, seconds", "wall", False, "{:.1f}"),
        ("largest resident memory, MiB", "rss", False, "{:.0f}"),
    ]
    for title, key, larger_is_better, form in rows:
        ours = statistics.median(ours[key] for ours, _ in rounds)
        theirs = statistics.median(theirs[key] for _, theirs in rounds)
        ratios = [
            ours[key] / theirs[key] if larger_is_better else theirs[key] / ours[key]
            for ours, theirs in rounds
        ]
        spread = f"{min(ratios):.1f} to {max(ratios):.1f}"
        ratio = f"{statistics.median(ratios):.1f} ({spread})"
        print(f"| {title} | {form.format(ours)} | {form.format(theirs)} | {ratio} |")


if __name__ == "__main__":
    main()
