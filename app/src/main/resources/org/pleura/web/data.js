// The gallery, and one radiograph in large: an image is a matrix.
import { choice, className, fixed, get, h, probability, problem, put, scrolling, settled, slider, wait } from "./parts.js";
import { grays, paint, windowTable } from "./pictures.js";

const AT_ONCE = 60;
const SIDE = 9;

export async function show(place, context) {
  if (context.rest[0]) await showOne(place, context, Number(context.rest[0]));
  else await showAll(place, context);
}

// What was chosen stays chosen when one comes back from an image.
const chosen = { class: "", part: "", patient: "" };

async function showAll(place, { path, gone }) {
  place.replaceChildren(wait("Reading the images; the first time this takes a moment."));
  const list = h("ul", { class: "gallery" });
  const said = h("p", { class: "small", role: "status" });
  const more = h("button", { type: "button", hidden: true }, "Show more");
  let shown = 0;
  let asked = 0;

  async function load(anew) {
    const mine = ++asked;
    if (anew) {
      shown = 0;
      more.hidden = true;
    }
    const query = new URLSearchParams({ ...chosen, from: shown, most: AT_ONCE });
    const answer = await get(`${path}/images?${query}`, gone);
    if (mine !== asked) return answer;
    if (anew) list.replaceChildren();
    list.append(...answer.list.map((image) => tile(image, path)));
    shown += answer.list.length;
    more.hidden = shown >= answer.chosen;
    said.textContent = answer.chosen === 0
      ? "No image fits."
      : `${shown} of ${answer.chosen} images are shown.`;
    return answer;
  }

  const ask = (anew) => {
    const answer = load(anew);
    const mine = asked;
    answer.catch((failure) => gone.aborted || mine !== asked || said.replaceChildren(problem(failure)));
  };
  const again = () => ask(true);
  more.addEventListener("click", () => ask(false));
  const all = await load(true);
  const classes = [all.positive, all.negative];
  const hasParts = ["train", "validation", "test"].some((part) => classes.some((one) => all.counts[one][part] > 0));
  // What was chosen for another run may be nothing that this one can choose by.
  const fits = { class: chosen.class in all.counts, part: hasParts, patient: all.patients > 0 };
  const unfit = Object.keys(fits).filter((one) => chosen[one] && !fits[one]);
  if (unfit.length) {
    unfit.forEach((one) => { chosen[one] = ""; });
    await load(true);
  }
  put(place,
    h("h1", {}, "The radiographs"),
    h("p", { class: "lead" }, `${all.images} images`
      + (all.patients ? ` of ${all.patients} patients` : "; which patient each shows is not known")
      + (all.leftOut ? `; ${all.leftOut} could not be used` : "") + "."
      + (all.drawn ? " They are drawings made by Pleura, not radiographs of people." : "")),
    countsTable(all, classes, hasParts),
    h("div", { class: "row filters" },
      choice("Class", [{ value: "", title: "All", count: all.images },
        ...classes.map((one) => ({ value: one, title: one, count: all.counts[one].all }))],
        chosen.class, (value) => { chosen.class = value; again(); }),
      hasParts ? choice("Part", [["", "All parts"], ["train", "Training"], ["validation", "Validation"], ["test", "Test"]]
        .map(([value, title]) => ({ value, title })), chosen.part, (value) => { chosen.part = value; again(); }) : null,
      all.patients ? h("input", { type: "search", name: "patient", placeholder: "Patient, in full", value: chosen.patient, "aria-label": "Patient, in full",
        oninput: settled((event) => { chosen.patient = event.target.value.trim(); again(); }) }) : null),
    all.list.some((image) => image.probability !== undefined)
      ? h("p", { class: "small meaning" }, `The number under an image is the model's probability of ${all.positive}; beside it stands what the image is labelled.`) : null,
    list, h("div", { class: "row" }, more, said));
}

function countsTable(all, classes, hasParts) {
  const parts = hasParts ? [["train", "training"], ["validation", "validation"], ["test", "test"]] : [];
  return scrolling({ class: "counts-card" }, h("table", { class: "counts" },
    h("thead", {}, h("tr", {}, h("th", {}, "Class"), h("th", {}, "all"), parts.map(([, title]) => h("th", {}, title)))),
    h("tbody", {}, classes.map((one, i) => h("tr", {}, h("th", { scope: "row" }, className(one, 1 - i)),
      h("td", {}, String(all.counts[one].all)), parts.map(([part]) => h("td", {}, String(all.counts[one][part]))))))));
}

function tile(image, path) {
  return h("li", {}, h("a", { href: `#/data/${image.image}` },
    h("span", { class: "film" }, h("img", { src: `/api${path}/images/${image.image}/small.png?${image.sha256.slice(0, 8)}`,
      alt: `${image.class}, ${image.name}`, loading: "lazy", decoding: "async" })),
    h("span", { class: "under" }, className(image.class, image.label),
      image.probability === undefined ? null : h("span", { class: "number", title: "The model's probability" }, probability(image.probability))),
    h("span", { class: "name", title: image.name }, image.name)));
}

async function showOne(place, { path, gone }, index) {
  const at = `${path}/images/${index}`;
  const [about, picture] = await Promise.all([get(at, gone), grays(`${at}/gray.png`, gone)]);
  const all = await get(`${path}/images?most=1`, gone);
  const step = (by) => { location.hash = `#/data/${(index + by + all.images) % all.images}`; };
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, canvas") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  }, { signal: gone });

  put(place,
    h("div", { class: "row apart" },
      h("div", {}, h("h1", {}, about.name), h("p", { class: "lead" }, className(about.class, about.label))),
      h("div", { class: "row" },
        h("a", { class: "button", href: "#/data" }, "Gallery"),
        h("button", { type: "button", onclick: () => step(-1), "aria-label": "Previous image" }, "\u2190"),
        h("button", { type: "button", onclick: () => step(1), "aria-label": "Next image" }, "\u2192"))),
    viewer(picture, about, all.positive),
    prepared(at, about),
    augmented(at));
}

/** The image, a window of its grays moved by dragging, and the numbers under the pointer. */
function viewer(picture, about, positive) {
  const look = { centre: 127.5, width: 255 };
  const canvas = h("canvas", { tabindex: "0", role: "img",
    "aria-label": `${about.name}: drag to change brightness and contrast; arrow keys move the marked pixel` });
  canvas.classList.toggle("enlarged", picture.width < 600);
  canvas.style.setProperty("--ratio", picture.width / picture.height);
  const readout = h("p", { class: "number readout", "aria-live": "polite" });
  const matrix = h("table", { class: "matrix", "aria-label": "Pixel values around the pointer" });
  const point = { row: Math.floor(picture.height / 2), column: Math.floor(picture.width / 2) };
  let waiting = false;

  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      paint(canvas, picture, windowTable(look.centre, look.width));
      drawMatrix();
    });
  };

  function drawMatrix() {
    const table = windowTable(look.centre, look.width);
    const value = picture.values[point.row * picture.width + point.column];
    readout.textContent = `row ${point.row}, column ${point.column}: ${value}`;
    const half = (SIDE - 1) / 2;
    const top = Math.max(0, Math.min(picture.height - SIDE, point.row - half));
    const left = Math.max(0, Math.min(picture.width - SIDE, point.column - half));
    matrix.replaceChildren(...Array.from({ length: Math.min(SIDE, picture.height) }, (_, r) =>
      h("tr", {}, Array.from({ length: Math.min(SIDE, picture.width) }, (_, c) => {
        const gray = picture.values[(top + r) * picture.width + left + c];
        const cell = h("td", { class: top + r === point.row && left + c === point.column ? "here" : null }, String(gray));
        const shade = table[gray];
        cell.style.background = `rgb(${shade} ${shade} ${shade})`;
        cell.style.color = shade < 118 ? "#fff" : "#000";
        return cell;
      }))));
  }

  const centre = slider("Level (brightness)", { min: 0, max: 255, step: 0.5, value: look.centre, name: "level" },
    (value) => { look.centre = value; draw(); });
  const width = slider("Window (contrast)", { min: 2, max: 510, step: 1, value: look.width, name: "window" },
    (value) => { look.width = value; draw(); });

  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, y: event.clientY, ...look };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    if (from && (Math.abs(event.clientX - from.x) > 2 || Math.abs(event.clientY - from.y) > 2)) {
      look.width = Math.max(2, Math.min(510, from.width + (event.clientX - from.x) / box.width * 510));
      look.centre = Math.max(0, Math.min(255, from.centre + (event.clientY - from.y) / box.height * 255));
      centre.set(look.centre);
      width.set(Math.round(look.width));
      draw();
      return;
    }
    move(Math.floor((event.clientY - box.top) / box.height * picture.height),
      Math.floor((event.clientX - box.left) / box.width * picture.width));
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { from = null; });
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    move(point.row + by[0] * far, point.column + by[1] * far);
  });

  function move(row, column) {
    point.row = Math.max(0, Math.min(picture.height - 1, row));
    point.column = Math.max(0, Math.min(picture.width - 1, column));
    drawMatrix();
  }

  const reset = () => {
    Object.assign(look, { centre: 127.5, width: 255 });
    centre.set(look.centre);
    width.set(look.width);
    draw();
  };
  draw();
  return h("section", { class: "large" },
    h("figure", {}, h("div", { class: "film viewer" }, canvas),
      h("figcaption", {}, "Drag: left and right for contrast, up and down for brightness.")),
    h("div", { class: "cards" },
      h("div", { class: "card" }, h("h2", {}, "An image is a matrix"), readout, matrix,
        h("p", { class: "small" }, "0 is black, 255 white; these are the numbers, whatever the window shows.")),
      h("div", { class: "card" }, h("h2", {}, "Window and level"), centre, width,
        h("button", { type: "button", onclick: reset }, "As it is")),
      h("div", { class: "card" }, facts(about, positive))));
}

function facts(about, positive) {
  const lines = [
    ["Size", `${about.height} rows \u00d7 ${about.width} columns`],
    ["Part", about.part], ["Patient", about.patient],
    ["Model", about.probability === undefined ? undefined : `probability of ${positive}: ${probability(about.probability)}`],
    ["SHA-256", about.sha256.slice(0, 16) + "\u2026"],
  ];
  return h("dl", { class: "facts" }, lines.filter(([, value]) => value !== undefined)
    .flatMap(([title, value]) => [h("dt", {}, title), h("dd", {}, value)]));
}

function prepared(at, about) {
  const { height, width, values, least, most } = about.prepared;
  return h("section", { class: "card" }, h("h2", {}, "As the network sees it"),
    h("div", { class: "pair" },
      h("figure", {}, h("div", { class: "film" }, h("img", { src: `/api${at}/gray.png`, alt: "The original" })),
        h("figcaption", {}, `Original: ${about.height} \u00d7 ${about.width}, 0 to 255`)),
      h("figure", {}, h("div", { class: "film" }, h("img", { src: `/api${at}/prepared.png`, alt: "The prepared image" })),
        h("figcaption", {}, `Prepared: ${height} \u00d7 ${width}, ${values}, ${fixed(least)} to ${fixed(most)}`))));
}

/** Five of the pictures that a training might see instead; drawn when asked for. */
function augmented(at) {
  const ranges = { rotation: 10, shift: 0.05, zoom: 0.1, contrast: 0, brightness: 0 };
  let seed = 42;
  const five = h("div", { class: "five" });
  const draw = () => five.replaceChildren(...Array.from({ length: 5 }, (_, i) => {
    const query = new URLSearchParams({ ...ranges, seed, number: i + 1 });
    return h("figure", {}, h("div", { class: "film" },
      h("img", { src: `/api${at}/augmented.png?${query}`, alt: `Augmented ${i + 1}` })));
  }));
  const soon = settled(draw, 250);
  const part = (title, name, max, show) => slider(title,
    { min: 0, max, step: max / 30, value: ranges[name], show, name }, (value) => { ranges[name] = value; soon(); });
  const body = h("div", { hidden: true },
    h("div", { class: "sliders" },
      part("Rotation", "rotation", 30, (v) => `\u00b1${fixed(v, 0)}\u00b0`),
      part("Shift", "shift", 0.3, (v) => `\u00b1${fixed(100 * v, 0)} %`),
      part("Zoom", "zoom", 0.6, (v) => `\u00b1${fixed(100 * v, 0)} %`),
      part("Contrast", "contrast", 0.6, (v) => `\u00b1${fixed(100 * v, 0)} %`),
      part("Brightness", "brightness", 1.5, (v) => `\u00b1${fixed(v, 2)}`)),
    five,
    h("div", { class: "row" }, h("button", { type: "button", onclick: () => { seed += 1; draw(); } }, "Draw others"),
      h("span", { class: "small" }, "Mirroring is not among them: it would move the heart to the other side.")));
  const begin = h("button", { type: "button", onclick: () => { begin.hidden = true; body.hidden = false; draw(); } },
    "Show five augmented images");
  return h("section", { class: "card augment" }, h("h2", {}, "Augmentation"),
    h("p", { class: "small" }, "A training may see each image a little turned, moved or zoomed, anew in every epoch."),
    begin, body);
}

