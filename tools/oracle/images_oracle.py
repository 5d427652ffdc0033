"""What OpenCV, scikit-learn and Keras make of drawn images, as numbers for the tests of
org.pleura.image, org.pleura.data and org.pleura.prepare.

    python3 -m venv venv
    venv/bin/pip install opencv-python-headless==5.0.0.93 pillow scikit-learn==1.9.1 scipy keras==3.15.1 jax
    venv/bin/python tools/oracle/images_oracle.py [OUT]

OUT is core/src/test/resources/images by default. Written there:

    *.png, *.jpg     small files of every kind, drawn by formula
    gray.csv         file, width, height, SHA-256 of imread(IMREAD_GRAYSCALE)
    resize.csv       from and to sizes, SHA-256 of cv2.resize of the pattern
    split.csv        n, seed, SHA-256 of the comma-joined indices of train, validation, test
    augmentation.csv one image a row: settings, what Keras drew, and the pixels it made
"""

import hashlib
import io
import os
import pathlib
import struct
import sys
import zlib

os.environ["KERAS_BACKEND"] = "numpy"

import cv2
import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator
from PIL import Image
from sklearn.model_selection import train_test_split

HERE = pathlib.Path(__file__).resolve()
OUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else (
    HERE.parents[2] / "core" / "src" / "test" / "resources" / "images")
WIDTH, HEIGHT = 23, 17
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
GRAY, COLOUR, PALETTE, GRAY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def pattern(height, width):
    """Row-major values (7919 i) mod 251."""
    return (np.arange(height * width) * 7919 % 251).astype(np.uint8).reshape(height, width)


def samples(channels, bits):
    """Height x width x channels, spread over all values; in the first rows the channels agree."""
    drawn = np.random.RandomState(channels * 100 + bits).randint(0, 1 << bits, (HEIGHT, WIDTH, channels))
    if channels >= 3:
        drawn[:4, :, 1] = drawn[:4, :, 2] = drawn[:4, :, 0]
    return drawn


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed(row, bits):
    """One row of samples as bytes."""
    if bits == 16:
        return row.astype(">u2").tobytes()
    if bits == 8:
        return row.astype(np.uint8).tobytes()
    one_bit_each = (row.reshape(-1, 1) >> np.arange(bits)[::-1]) & 1
    return np.packbits(one_bit_each.astype(np.uint8).reshape(-1)).tobytes()


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(rows, step):
    """The filters 0 to 4 in turn."""
    result, above = b"", bytes(len(rows[0]))
    for number, row in enumerate(rows):
        kind = number % 5
        line = []
        for i, value in enumerate(row):
            left = row[i - step] if i >= step else 0
            corner = above[i - step] if i >= step else 0
            guess = [0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner)][kind]
            line.append((value - guess) & 255)
        result += bytes([kind]) + bytes(line)
        above = row
    return result


def png(drawn, bits, kind, before=b"", after=b"", interlaced=False):
    step = max(1, drawn.shape[2] * bits // 8)
    raw = b""
    for x, y, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = drawn[y::dy, x::dx]
        if part.size:
            raw += filtered([packed(row, bits) for row in part], step)
    data = zlib.compress(raw)
    header = struct.pack(">IIBBBBB", drawn.shape[1], drawn.shape[0], bits, kind, 0, 0, int(interlaced))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before
        # several chunks, and an empty one, as some writers make them
        + chunk(b"IDAT", data[:50]) + chunk(b"IDAT", b"") + chunk(b"IDAT", data[50:])
        + after + chunk(b"IEND", b""))


def exif(orientation, order):
    return (
        (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, 1)
        + struct.pack(order + "HHIHHI", 0x112, 3, 1, orientation, 0, 0))


def png_files():
    for bits in (1, 2, 4, 8, 16):
        yield f"gray{bits}.png", png(samples(1, bits), bits, GRAY)
        yield f"gray{bits}-interlaced.png", png(samples(1, bits), bits, GRAY, interlaced=True)
    for bits in (1, 2, 4, 8):
        colours = np.random.RandomState(bits).randint(0, 256, (1 << bits, 3)).astype(np.uint8)
        yield f"palette{bits}.png", png(samples(1, bits), bits, PALETTE, chunk(b"PLTE", colours.tobytes()))
    yield "palette-short.png", png(samples(1, 8), 8, PALETTE, chunk(b"PLTE", colours[:99].tobytes()))
    yield "palette-transparent.png", png(
        samples(1, 8), 8, PALETTE, chunk(b"PLTE", colours.tobytes()) + chunk(b"tRNS", bytes(range(200))))
    yield "palette-srgb.png", png(
        samples(1, 8), 8, PALETTE, chunk(b"sRGB", b"\0") + chunk(b"PLTE", colours.tobytes()))
    for bits in (8, 16):
        yield f"grayalpha{bits}.png", png(samples(2, bits), bits, GRAY_ALPHA)
        yield f"colour{bits}.png", png(samples(3, bits), bits, COLOUR)
        yield f"colouralpha{bits}.png", png(samples(4, bits), bits, COLOUR_ALPHA)
        for gamma in (30000, 45455, 96000, 220000):
            yield f"colour{bits}-gamma{gamma}.png", png(
                samples(3, bits), bits, COLOUR, chunk(b"gAMA", struct.pack(">I", gamma)))
    yield "colour8-interlaced.png", png(samples(3, 8), 8, COLOUR, interlaced=True)
    yield "colour8-srgb-over-gamma.png", png(
        samples(3, 8), 8, COLOUR, chunk(b"gAMA", struct.pack(">I", 60000)) + chunk(b"sRGB", b"\0"))
    yield "colour8-gamma-late.png", png(
        samples(3, 8), 8, COLOUR, chunk(b"PLTE", bytes(6)) + chunk(b"gAMA", struct.pack(">I", 60000)))
    yield "gray8-srgb.png", png(samples(1, 8), 8, GRAY, chunk(b"sRGB", b"\0"))
    yield "gray8-transparent.png", png(samples(1, 8), 8, GRAY, chunk(b"tRNS", b"\0\5"))
    for turn in range(10):
        yield f"gray8-exif{turn}.png", png(
            samples(1, 8), 8, GRAY, chunk(b"eXIf", exif(turn, "<>"[turn % 2])))
    yield "gray8-exif-late.png", png(samples(1, 8), 8, GRAY, after=chunk(b"eXIf", exif(3, "<")))
    yield "gray8-one-pixel.png", png(samples(1, 8)[:1, :1], 8, GRAY)
    yield "gray1-one-column-interlaced.png", png(samples(1, 1)[:, :1], 1, GRAY, interlaced=True)


def jpeg(drawn, **options):
    file = io.BytesIO()
    Image.fromarray(np.squeeze(drawn).astype(np.uint8)).save(file, "jpeg", **options)
    return file.getvalue()


def jpeg_files():
    yield "gray.jpg", jpeg(samples(1, 8), quality=85)
    for subsampling, name in enumerate(("444", "422", "420")):
        yield f"colour{name}.jpg", jpeg(samples(3, 8), quality=85, subsampling=subsampling)
    yield "colour-progressive.jpg", jpeg(samples(3, 8), quality=85, progressive=True)
    yield "gray-progressive.jpg", jpeg(samples(1, 8), quality=60, progressive=True)
    yield "stored-rgb.jpg", jpeg(samples(3, 8), quality=85, keep_rgb=True)
    yield "restarts.jpg", jpeg(samples(3, 8), quality=85, restart_marker_blocks=1)
    for turn in range(1, 9):
        tags = Image.Exif()
        tags[0x112] = turn
        yield f"gray-exif{turn}.jpg", jpeg(samples(1, 8), quality=85, exif=tags)


def table(name, rows):
    (OUT / name).write_text("".join(",".join(map(str, row)) + "\n" for row in rows))


def gray_rows():
    yield "file", "width", "height", "sha256"
    for name, data in [*png_files(), *jpeg_files()]:
        gray = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        (OUT / name).write_bytes(data)
        yield name, gray.shape[1], gray.shape[0], sha256(gray.tobytes())


def resize_rows():
    yield "fromWidth", "fromHeight", "width", "height", "sha256"
    draws = np.random.RandomState(7)
    sizes = [tuple(draws.randint(1, 90, 4)) for _ in range(150)]
    sizes += [(2 * w, 2 * h, w, h) for w, h in draws.randint(1, 40, (10, 2))]
    sizes += [(2 * w, h, w, h) for w, h in draws.randint(1, 40, (5, 2))]
    sizes += [(1024, 1024, 256, 256), (512, 512, 224, 224), (300, 200, 256, 256), (4, 4, 256, 256)]
    for from_width, from_height, width, height in sizes:
        resized = cv2.resize(pattern(from_height, from_width), (int(width), int(height)))
        yield from_width, from_height, width, height, sha256(resized.tobytes())


def split_rows():
    yield "n", "seed", "train", "validation", "test"
    for n, seed in [(6, 0), (7, 1), (20, 42), (33, 2**32 - 1), (100, 7), (700, 42), (700, 43), (1999, 5)]:
        rest, test = train_test_split(np.arange(n), test_size=0.15, random_state=seed)
        train, validation = train_test_split(rest, test_size=0.15, random_state=seed)
        yield n, seed, *(sha256(",".join(map(str, part)).encode()) for part in (train, validation, test))


def augmentation_rows():
    yield "rotation", "widthShift", "heightShift", "zoom", "flip", "height", "width", "pixels"
    for settings in [
        (0, 0, 0, 0, True), (20, 0, 0, 0.2, True), (90, 0, 0, 0, False), (0, 0.25, 0, 0, False),
        (0, 0, 0.25, 0, False), (15, 0.1, 0.2, 0.3, True),
    ]:
        rotation, width_shift, height_shift, zoom, flip = settings
        generator = ImageDataGenerator(
            rotation_range=rotation, width_shift_range=width_shift, height_shift_range=height_shift,
            zoom_range=zoom, horizontal_flip=flip)
        for height, width in [(9, 9), (8, 8), (7, 10)]:
            np.random.seed(42)
            # three images from one stream, so that the draws must be counted rightly
            for _ in range(3):
                image = pattern(height, width).astype(np.float32)[..., None] / np.float32(3)
                made = generator.random_transform(image)
                yield *settings[:4], str(flip).lower(), height, width, " ".join(
                    repr(float(value)) for value in made.reshape(-1))


OUT.mkdir(parents=True, exist_ok=True)
table("gray.csv", gray_rows())
table("resize.csv", resize_rows())
table("split.csv", split_rows())
table("augmentation.csv", augmentation_rows())
