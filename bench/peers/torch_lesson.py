"""Trains the lesson's network, or the default plan's residual one, in PyTorch on prepared images that stay in memory, as fast as it goes on a CPU:
channels last, the whole batch at once or in micro-batches, whichever is faster here. Prints one line of JSON:
images_per_second of the epochs after the first, validation included, as `pleura bench` measures it."""

import argparse
import json
import statistics
import time

import torch
from torch import nn

TRAINING, VALIDATION = 505, 90
SIDES = {"lesson": 256, "residual": 128}


def lesson():
    layers = []
    channels = 1
    shapes = [(8, 3), (8, 3), (12, 3), (12, 3), (20, 5), (20, 5), (50, 5)]
    for i, (filters, kernel) in enumerate(shapes):
        layers += [nn.Conv2d(channels, filters, kernel, padding="same"), nn.ReLU()]
        if i < len(shapes) - 1:
            layers.append(nn.MaxPool2d(2))
        channels = filters
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(50, 128), nn.ReLU(), nn.Dropout(0.6)]
    layers += [nn.Linear(128, 32), nn.ReLU(), nn.Linear(32, 1)]
    return nn.Sequential(*layers)


def normalised(inputs, filters, kernel, stride=1):
    padding = kernel // 2
    convolution = nn.Conv2d(inputs, filters, kernel, stride=stride, padding=padding, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters))


class Block(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.first = normalised(inputs, filters, 3, stride)
        self.second = normalised(filters, filters, 3)
        shortcut = [nn.AvgPool2d(2), normalised(inputs, filters, 1)] if stride > 1 else []
        self.shortcut = nn.Sequential(*shortcut)

    def forward(self, x):
        return torch.relu(self.second(torch.relu(self.first(x))) + self.shortcut(x))


def residual():
    layers = [normalised(1, 16, 5, 2), nn.ReLU(), Block(16, 16, 1)]
    layers += [Block(16, 32, 2), Block(32, 64, 2), Block(64, 128, 2)]
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(128, 1)]
    return nn.Sequential(*layers)


def epoch(model, optimizer, loss, images, targets, validation, micro):
    model.train()
    order = torch.randperm(len(images))
    for start in range(0, len(order), 32):
        batch = order[start : start + 32]
        optimizer.zero_grad(set_to_none=True)
        for part in batch.split(micro):
            partial = loss(model(images[part]), targets[part]) / len(batch)
            partial.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        for part in validation.split(micro):
            model(part)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--network", choices=SIDES, default="lesson")
    options = parser.parse_args()
    side = SIDES[options.network]
    torch.set_num_threads(options.threads)
    torch.manual_seed(42)
    images = torch.randn(TRAINING, 1, side, side).contiguous(memory_format=torch.channels_last)
    targets = (torch.arange(TRAINING) % 2).float().reshape(-1, 1)
    validation = images[:VALIDATION]
    loss = nn.BCEWithLogitsLoss(reduction="sum")
    rates = {}
    # Batch normalisation needs the whole batch at once.
    for micro in (4, 8, 32) if options.network == "lesson" else (32,):
        model = {"lesson": lesson, "residual": residual}[options.network]().to(memory_format=torch.channels_last)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.0005)
        times = []
        for _ in range(options.epochs):
            started = time.perf_counter()
            epoch(model, optimizer, loss, images, targets, validation, micro)
            times.append(time.perf_counter() - started)
        rates[micro] = TRAINING / statistics.median(times[1:])
    best = max(rates, key=rates.get)
    print(json.dumps({"images_per_second": round(rates[best], 1), "micro_batch": best}))


if __name__ == "__main__":
    main()
