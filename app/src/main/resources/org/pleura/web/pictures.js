// Pictures of grays and the maps over them.
import { ask, h } from "./parts.js";

/** The grays of a PNG that the server made: exactly its bytes, 0 black to 255 white. */
export async function grays(source, signal) {
  const blob = source instanceof Blob ? source : await (await ask(source, { signal })).blob();
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const rgba = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const values = new Uint8Array(bitmap.width * bitmap.height);
  for (let i = 0; i < values.length; i++) values[i] = rgba[4 * i];
  return { width: bitmap.width, height: bitmap.height, values };
}

export function base64Picture(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return grays(new Blob([bytes], { type: "image/png" }));
}

/** Draws grays through a table of 256. */
export function paint(canvas, picture, table = null) {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(picture.width, picture.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) {
    const gray = table ? table[picture.values[i]] : picture.values[i];
    pixels[i] = 0xff000000 | gray << 16 | gray << 8 | gray;
  }
  context.putImageData(image, 0, 0);
}

/** What a window of grays shows: its lower end black, its upper end white. */
export function windowTable(centre, width) {
  return Uint8ClampedArray.from({ length: 256 }, (_, gray) => (gray - (centre - width / 2)) / width * 255);
}

let colours = null;

/** The colours of evidence, from the server: one row for each gray, one column for each step. */
export async function evidenceColours() {
  colours ??= ask("/evidence-colours")
    .then((answer) => answer.arrayBuffer())
    .then((bytes) => new Uint8Array(bytes));
  return colours;
}

const STEPS = 129;

/** Cells drawn out to an image's size, corners on corners, as the maps of a run are. */
export function expanded(map) {
  const { rows, columns, height, width, cells } = map;
  const values = new Float32Array(height * width);
  const across = width === 1 ? 0 : (columns - 1) / (width - 1);
  const down = height === 1 ? 0 : (rows - 1) / (height - 1);
  for (let row = 0; row < height; row++) {
    const y = Math.min(row * down, rows - 1);
    const top = Math.floor(y);
    const bottom = Math.min(top + 1, rows - 1);
    for (let column = 0; column < width; column++) {
      const x = Math.min(column * across, columns - 1);
      const left = Math.floor(x);
      const right = Math.min(left + 1, columns - 1);
      const above = cells[top * columns + left] * (1 - x + left) + cells[top * columns + right] * (x - left);
      const below = cells[bottom * columns + left] * (1 - x + left) + cells[bottom * columns + right] * (x - left);
      values[row * width + column] = above * (1 - y + top) + below * (y - top);
    }
  }
  return values;
}

/**
 * Draws a prepared image in the colours of a map: lightness is the X-ray's, colour is evidence,
 * orange for and blue against. Full colour at `strongest`; `opacity` takes colour away.
 */
export async function paintMap(canvas, picture, map, { opacity = 1, strongest = map.strongest, grid = false } = {}) {
  const table = await evidenceColours();
  const evidence = (map.values ??= expanded(map));
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(picture.width, picture.height);
  const scale = strongest > 0 ? opacity / strongest : 0;
  for (let i = 0; i < picture.values.length; i++) {
    const part = Math.max(-1, Math.min(1, evidence[i] * scale));
    const at = 3 * (picture.values[i] * STEPS + Math.round((part + 1) / 2 * (STEPS - 1)));
    image.data[4 * i] = table[at];
    image.data[4 * i + 1] = table[at + 1];
    image.data[4 * i + 2] = table[at + 2];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  if (grid && map.rows < map.height) drawCells(context, map);
}

/** Where one cell ends and the next begins: nothing finer can be located. */
function drawCells(context, map) {
  context.strokeStyle = "rgba(255, 255, 255, 0.35)";
  context.lineWidth = Math.max(0.5, map.width / 400);
  context.beginPath();
  for (let column = 1; column < map.columns; column++) {
    context.moveTo(column * map.cellWidth, 0);
    context.lineTo(column * map.cellWidth, map.height);
  }
  for (let row = 1; row < map.rows; row++) {
    context.moveTo(0, row * map.cellHeight);
    context.lineTo(map.width, row * map.cellHeight);
  }
  context.stroke();
}

/** The scale of colours on a middle gray. */
export function legend(signed = true) {
  const canvas = h("canvas", { width: 129, height: 1 });
  evidenceColours().then((table) => {
    const context = canvas.getContext("2d");
    const image = context.createImageData(STEPS, 1);
    for (let i = 0; i < STEPS; i++) {
      const at = 3 * (128 * STEPS + (signed ? i : Math.round((STEPS - 1 + i) / 2)));
      image.data.set([table[at], table[at + 1], table[at + 2], 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  });
  return h("div", { class: "legend", role: "img", "aria-label": signed ? "Scale of colours: blue is against, gray none, orange for" : "Scale of colours: gray is none, orange for" },
    signed ? "against" : "none", canvas, "for");
}

/** In words: how fine a map is, and how much it shows. */
export function cellWords(map) {
  return map.rows === map.height
    ? "each pixel by itself"
    : `${map.rows} \u00d7 ${map.columns} cells of ${+map.cellHeight.toFixed(1)} \u00d7 ${+map.cellWidth.toFixed(1)} pixels`;
}
