"""Trains the lesson's network in PyTorch on prepared images that stay in memory, as fast as it goes on a CPU:
channels last, the whole batch at once or in micro-batches, whichever is faster here. Prints one line of JSON:
images_per_second of the epochs after the first, validation included, as `pleura bench` measures it."""

import argparse
import json
import statistics
import time

import torch
from torch import nn

TRAINING, VALIDATION, SIDE = 505, 90, 256


def network():
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
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(42)
    images = torch.randn(TRAINING, 1, SIDE, SIDE).contiguous(memory_format=torch.channels_last)
    targets = (torch.arange(TRAINING) % 2).float().reshape(-1, 1)
    validation = images[:VALIDATION]
    loss = nn.BCEWithLogitsLoss(reduction="sum")
    rates = {}
    for micro in (4, 8, 32):
        model = network().to(memory_format=torch.channels_last)
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
