// Where the model looked, by several methods in the same colours; and whether to believe it.
import { className, command, fixed, get, h, minus, probability, problem, scrolling, settled, short, slider, wait } from "./parts.js";
import { cellWords, grays, legend, paint, paintMap } from "./pictures.js";

const chosen = new Set(["gradcam", "gradcam++", "scorecam"]);
const look = { opacity: 1, grid: false };

export async function show(place, context) {
  const { run, path, gone } = context;
  const [methods, test] = await Promise.all([get("/methods", gone), get(`${path}/images?part=test&most=200`, gone)]);
  const images = test.list.length ? test.list : (await get(`${path}/images?most=200`, gone)).list;
  const index = context.rest[0] ? Number(context.rest[0]) : images[0].image;
  const at = `${path}/images/${index}`;
  const [about, picture] = await Promise.all([get(at, gone), grays(`${at}/prepared.png`, gone)]);
  const panels = h("div", { class: "panels" });
  const agreement = h("div", { class: "agreement", "aria-live": "polite" });
  const count = h("span");
  let maps = [];
  let asked = 0;

  const redraw = () => maps.forEach(({ map, canvas }) => paintMap(canvas, picture, map, look));

  async function load() {
    const mine = ++asked;
    const words = methods.methods.map((one) => one.method).filter((word) => chosen.has(word));
    count.textContent = `Methods: ${words.length} of ${methods.methods.length} are shown`;
    panels.replaceChildren(wait("Asking the model."));
    agreement.replaceChildren();
    if (words.length === 0) {
      panels.replaceChildren(h("p", {}, "Choose a method."));
      return;
    }
    try {
      const answer = await get(`${at}/maps?methods=${encodeURIComponent(words.join(","))}`, gone);
      if (mine !== asked) return;
      maps = answer.maps.map((map) => ({ map, canvas: h("canvas", { role: "img", "aria-label": `${map.title} of ${about.name}` }) }));
      const plain = h("canvas", { role: "img", "aria-label": about.name });
      paint(plain, picture);
      panels.replaceChildren(
        h("figure", {}, h("div", { class: "film" }, plain), h("figcaption", {}, h("strong", {}, "As the network sees it"), h("br"), `${picture.height} \u00d7 ${picture.width} pixels`)),
        ...maps.map(({ map, canvas }) => h("figure", {}, h("div", { class: "film" }, canvas),
          h("figcaption", {}, h("strong", {}, map.title), h("br"), cellWords(map), h("br"),
            map.signed ? `for ${short(map.massFor)}, against ${short(map.massAgainst)}` : `mass ${short(map.mass)}`,
            `; full colour at ${short(map.strongest)}`))));
      redraw();
      drawAgreement(agreement, answer.agreement, methods.methods);
      place.dataset.maps = words.join(",");
    } catch (failure) {
      if (!gone.aborted && mine === asked) panels.replaceChildren(problem(failure));
    }
  }

  const position = images.findIndex((image) => image.image === index);
  const step = (by) => { location.hash = `#/explain/${images[(position + by + images.length) % images.length].image}`; };
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  }, { signal: gone });

  place.replaceChildren(
    h("div", { class: "row apart" },
      h("div", {}, h("h1", {}, "Where did it look?"),
        h("p", { class: "lead" }, about.name, ", ", className(about.class, about.label),
          about.probability === undefined ? "" : `; the model said ${probability(about.probability)} for ${run.positive}`)),
      h("div", { class: "row" },
        h("button", { type: "button", "aria-label": "Previous image", onclick: () => step(-1) }, "\u2190"),
        h("button", { type: "button", "aria-label": "Next image", onclick: () => step(1) }, "\u2192"))),
    h("section", { class: "card" },
      // Fifteen of them would fill a phone before there is anything to see.
      h("details", { class: "methods-of", open: matchMedia("(min-width: 641px)").matches }, h("summary", {}, count),
      h("fieldset", { class: "methods" }, h("legend", {}, "The controls know nothing of the model and are there to compare with"),
        methods.methods.map((one) => h("label", {}, h("input", { type: "checkbox", name: one.method, checked: chosen.has(one.method),
          onchange: settled((event) => { event.target.checked ? chosen.add(one.method) : chosen.delete(one.method); load(); }, 0) }), one.title)))),
      h("div", { class: "row map-controls" },
        slider("Colour", { min: 0, max: 1, step: 0.05, value: look.opacity, show: (v) => fixed(100 * v, 0) + " %", name: "opacity" }, (value) => { look.opacity = value; redraw(); }),
        h("label", { class: "row small" }, h("input", { type: "checkbox", name: "grid", checked: look.grid, onchange: (event) => { look.grid = event.target.checked; redraw(); } }), "Cells"),
        legend()),
      panels,
      h("p", { class: "small" }, "The same colours in all: orange is evidence for, blue against, and lightness is the X-ray's own. How strong a colour is can be compared within a map only: methods have different units, so full colour is at each map's own strongest cell, and the number under it says how much that is. \u201cFor\u201d and \u201cagainst\u201d are the sums of a map's positive and negative cells; where a method has no sign, its \u201cmass\u201d is the sum of all, and says only where, not which way.")),
    agreement,
    randomise(at, about, picture, methods.methods, path, gone),
    await audit(path, run, gone),
    gallery(path, run, gone));
  await load();
}

const CELLS_DIFFER = "their cells differ: ";

function drawAgreement(place, agreement, methods) {
  if (!agreement) {
    place.replaceChildren();
    return;
  }
  const title = (word) => methods.find((one) => one.method === word)?.title ?? word;
  const measures = Object.keys(agreement.pairs[0].measures);
  const reasons = [...new Set(agreement.pairs.flatMap((pair) => measures.map((measure) => pair.measures[measure].undefined)).filter(Boolean))];
  const [grids, others] = [true, false].map((of) => reasons.filter((one) => one.startsWith(CELLS_DIFFER) === of));
  const none = [grids.length ? `the maps' cells differ (${grids.map((one) => one.slice(CELLS_DIFFER.length).replaceAll(" x ", " \u00d7 ")).join("; ")})` : null, ...others].filter(Boolean);
  place.replaceChildren(h("section", { class: "card" }, h("h2", {}, "Do they agree?"),
    h("p", {}, agreement.overall === undefined ? `No number: ${agreement.undefined}.`
      : [h("strong", { class: "number big" }, fixed(agreement.overall)), " mean rank correlation of the maps: 1 is the same order of places, 0 none.",
        agreement.controlsLeftOut ? " Pairs with a control are left out of it; they stand below." : ""]),
    scrolling({}, h("table", { class: "list" },
      h("thead", {}, h("tr", {}, h("th", {}, "Pair"), measures.map((measure) => h("th", { class: "number" }, measure)))),
      h("tbody", {}, agreement.pairs.map((pair) => h("tr", {}, h("td", {}, pair.methods.map(title).join(" and ")),
        measures.map((measure) => h("td", { class: "number" }, pair.measures[measure].value === undefined
          ? h("span", { class: "small", title: pair.measures[measure].undefined }, "none") : fixed(pair.measures[measure].value)))))))),
    none.length ? h("p", { class: "small reasons" }, `\u201cNone\u201d: ${none.join("; ")}.`, grids.length
      ? " Cell by cell only maps on the same grid can be compared; the rank correlation of the maps, drawn out to the image\u2019s size, is of all." : "") : null));
}

/** What is left of a map when the network forgets what it learnt, layer by layer from the last. */
function randomise(at, about, picture, methods, path, gone) {
  const body = h("div", { hidden: true });
  const begin = h("button", { type: "button", class: "randomise", onclick: () => start().catch((failure) => body.replaceChildren(problem(failure))) }, "Make layers random");
  async function start() {
    begin.hidden = true;
    body.hidden = false;
    const { layers } = await get(`${path}/layers`, gone);
    const state = { layers: 0, method: "gradcam" };
    const before = h("canvas", { role: "img", "aria-label": "The map of the trained model" });
    const after = h("canvas", { role: "img", "aria-label": "The map with random layers" });
    const said = h("p", { "aria-live": "polite", class: "said" });
    let asked = 0;
    async function draw() {
      const mine = ++asked;
      try {
        await drawn(mine);
      } catch (failure) {
        if (!gone.aborted && mine === asked) said.replaceChildren(problem(failure));
      }
    }
    async function drawn(mine) {
      const { layers: count, method } = state;
      const [trained, random] = await Promise.all([
        get(`${at}/map?method=${encodeURIComponent(method)}`, gone),
        get(`${at}/randomised?layers=${count}&method=${encodeURIComponent(method)}`, gone)]);
      if (mine !== asked) return;
      await Promise.all([paintMap(before, picture, trained, look), paintMap(after, picture, random, look)]);
      const number = random.agreement.overall;
      said.textContent = (count === 0 ? "No layer is random. " : `Random: ${layers.slice(0, count).join(", ")}. The probability is now ${probability(random.probability)}. `)
        + (number === undefined ? "" : `Rank correlation with the trained model's map: ${fixed(number)}.`);
    }
    const soon = settled(draw, 120);
    body.replaceChildren(
      h("div", { class: "row" },
        h("label", { class: "field" }, "Method", h("select", { onchange: (event) => { state.method = event.target.value; soon(); } },
          methods.map((one) => h("option", { value: one.method, selected: one.method === state.method }, one.title)))),
        slider("Random layers, from the last", { min: 0, max: layers.length, step: 1, value: 0, show: (v) => `${v} of ${layers.length}`, name: "layers" },
          (value) => { state.layers = value; soon(); })),
      h("div", { class: "pair" }, h("figure", {}, h("div", { class: "film" }, before), h("figcaption", {}, "Trained")),
        h("figure", {}, h("div", { class: "film" }, after), h("figcaption", {}, "With random layers"))),
      said);
    await draw();
  }
  return h("section", { class: "card" }, h("h2", {}, "Does the map depend on the model?"),
    h("p", { class: "small" }, "A map that stays the same when the network's weights are replaced by random ones explains nothing (Adebayo et al., 2018)."),
    begin, body);
}

async function audit(path, run, gone) {
  const card = h("section", { class: "card audit" }, h("h2", {}, "Can maps be believed?"));
  if (!run.hasAudit) {
    card.append(h("p", { class: "small" }, "This run was not audited. This asks each method eight questions and leaves the verdicts here: ", command(run.auditCommand)));
    return card;
  }
  const found = await get(`${path}/audit`, gone);
  const why = h("div", { class: "why", "aria-live": "polite" });
  const checks = found.methods[0]?.checks.map((one) => one.check) ?? [];
  const sign = { PASS: "\u2713", FAIL: "\u2717" };
  card.append(
    scrolling({}, h("table", { class: "list verdicts" },
      h("thead", {}, h("tr", {}, h("th", {}, "Method"), checks.map((check) => h("th", {}, check)))),
      h("tbody", {}, found.methods.map((method) => h("tr", {}, h("th", { scope: "row" }, method.title),
        method.checks.map((one) => h("td", {}, h("button", { type: "button", class: "verdict-" + one.verdict.toLowerCase().replace(/\W+/g, "-"),
          onclick: () => why.replaceChildren(h("h3", {}, `${method.title}: ${one.check}, ${one.verdict}`), h("p", {}, minus(one.why)), h("p", { class: "small" }, "Rule: ", minus(one.rule))) },
          `${sign[one.verdict] ?? "?"} ${one.verdict}`)))))))),
    h("p", { class: "small" }, "A verdict opens its reason."), why);
  return card;
}

function gallery(path, run, gone) {
  const body = h("div");
  const begin = h("button", { type: "button", class: "compare", onclick: async () => {
    begin.disabled = true;
    body.replaceChildren(wait("Comparing maps; this may take a minute."));
    try {
      const all = await get(`${path}/comparison`, gone);
      body.replaceChildren(h("p", { class: "small" }, `${all.methods.map((one) => one.title).join(" and ")}, ${all.images} images; the number is their agreement.`),
        h("ul", { class: "gallery" }, all.ranked.map((one) => h("li", {}, one.number === undefined ? h("span", { class: "name" }, `${one.image}: ${fixed(one.agreement)}`) : h("a", { href: `#/explain/${one.number}` },
          h("span", { class: "film" }, h("img", { src: `/api${path}/images/${one.number}/small.png`, alt: one.image, loading: "lazy" })),
          h("span", { class: "under" }, className(one.class, one.label), h("span", { class: "number" }, fixed(one.agreement))), h("span", { class: "name" }, one.image))))));
      begin.hidden = true;
    } catch (failure) {
      body.replaceChildren(problem(failure));
      begin.disabled = false;
    }
  } }, "Compare over the test images");
  return h("section", { class: "card" }, h("h2", {}, "From the wildest disagreement to the closest agreement"), begin, body);
}
