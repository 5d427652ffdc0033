"""Predicts with ONNX Runtime and reads with OpenCV and NumPy. Prints one line of JSON with the keys of
`pleura bench --json`: prediction_images_per_second (prepared images, batches of 32), file_to_probability_ms (from the
bytes of a PNG file, warm) and reading_images_per_second (one thread; decoded, resized, standardised)."""

import argparse
import glob
import json
import os
import statistics
import time

import cv2
import numpy
import onnxruntime


def prepared(file):
    image = cv2.imdecode(numpy.frombuffer(file, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    image = cv2.resize(image, (256, 256))
    return ((image - image.mean()) / image.std()).astype(numpy.float32)


def median(work, seconds=2.5):
    """Seconds of the median time, after as long again to grow warm."""
    times = []
    for keep in (False, True):
        end = time.perf_counter() + seconds
        i = 0
        while time.perf_counter() < end:
            started = time.perf_counter()
            work(i)
            if keep:
                times.append(time.perf_counter() - started)
            i += 1
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True, help="ONNX file of the lesson's network")
    parser.add_argument("--images", required=True, help="folder with class folders of PNG files")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(options.model, settings, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    files = []
    for path in sorted(glob.glob(os.path.join(options.images, "*", "*.png")))[:32]:
        with open(path, "rb") as file:
            files.append(file.read())
    images = numpy.stack([prepared(file) for file in files])[:, :, :, numpy.newaxis]
    batch = numpy.concatenate([images] * 8)

    def predict(_):
        for start in range(0, len(batch), 32):
            session.run(None, {name: batch[start : start + 32]})

    def one(i):
        image = prepared(files[i % len(files)])
        session.run(None, {name: image[numpy.newaxis, :, :, numpy.newaxis]})

    print(
        json.dumps(
            {
                "prediction_images_per_second": round(len(batch) / median(predict), 1),
                "file_to_probability_ms": round(1e3 * median(one), 3),
                "reading_images_per_second": round(1 / median(lambda i: prepared(files[i % len(files)])), 1),
            }
        )
    )


if __name__ == "__main__":
    main()
