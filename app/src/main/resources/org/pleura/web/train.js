// Choose a plan, see its network, start; the epochs as they come; runs kept and compared.
import { MOST_LINES, lines } from "./charts.js";
import { choice, estimateCell, figureOf, fixed, get, h, isComparable, problem, put, scrolling, send, settled, slider, waysOf } from "./parts.js";

const FIELDS = {
  "training.epochs": { title: "Epochs", min: 1, max: 100, step: 1 },
  "training.batchSize": { title: "Batch size", min: 4, max: 64, step: 4 },
  "training.learningRate": { title: "Learning rate", min: 0.0001, max: 0.01, step: 0.0001, digits: 4 },
  "network.dropout": { title: "Dropout", min: 0, max: 0.9, step: 0.05, digits: 2 },
};
/** So many are drawn until others are ticked: the run that is shown, and the newest beside it. */
const TICKED = 3;
const LOSS = "loss (binary cross-entropy)";

export async function show(place, context) {
  const { gone, refresh } = context;
  const [{ runs }, { tables }] = await Promise.all([get("/runs", gone), get("/tables", gone)]);
  const withImages = runs.filter((run) => run.hasImages && !run.imported);
  // Radiographs that are served without a run are what somebody came with.
  const first = withImages.find((run) => run.run === "images") ?? withImages.find((run) => run.run === context.run?.run) ?? withImages.at(-1);
  const asked = { plan: "default", imagesOf: first?.run ?? "", phantoms: withImages.length ? 0 : 100, changed: {}, other: "", labels: { table: "", positive: "", negative: "" } };
  const live = h("section", { class: "card live", hidden: true });
  const table = scrolling({ class: "summary" });
  const called = h("p", { class: "called" });
  const willRun = h("p", { class: "small will-run" });
  const said = h("div", { "aria-live": "polite" });
  const fields = h("div", { class: "sliders" });

  // A table beside radiographs without a run may say what is on them.
  const label = (title, name, placeholder) => h("label", { class: "field", hidden: true }, title, h("input", { type: "text", name, placeholder,
    oninput: (event) => { asked.labels[name] = event.target.value; } }));
  const findings = [label("Positive finding in the table", "positive", "Effusion"), label("Told from the finding", "negative", "No Finding")];
  const labels = h("div", { class: "fields labels" },
    h("label", { class: "field" }, "Labels come from", h("select", { name: "table", onchange: (event) => {
      asked.labels.table = event.target.value;
      // Class folders have no findings.
      findings.forEach((one) => { one.hidden = !event.target.value; });
    } },
      h("option", { value: "" }, "the class folders"), tables.map((table) => h("option", { value: table }, `the table ${table}`)))), findings);
  const drawLabels = () => { labels.hidden = tables.length === 0 || asked.imagesOf !== "images"; };
  drawLabels();

  const settings = () => [...Object.entries(asked.changed).map(([path, value]) => `${path}=${value}`),
    ...asked.other.split("\n").map((line) => line.trim()).filter(Boolean)];

  let summaries = 0;
  async function summarise(anew) {
    const mine = ++summaries;
    try {
      const summary = await send("/summary", { plan: asked.plan, settings: settings() });
      if (mine !== summaries) return;
      said.replaceChildren();
      called.replaceChildren("The plan is ", h("strong", {}, summary.planWords), ".");
      if (anew) drawFields(summary.plan);
      showWhatWins(summary.plan);
      willRun.replaceChildren(`It will be run with ${Object.entries(FIELDS).filter(([path]) => typeof at(summary.plan, path) === "number")
        .map(([path, field]) => `${field.title.toLowerCase()} ${fixed(at(summary.plan, path), field.digits ?? 0)}`).join(", ")}.`);
      table.put(h("table", { class: "list" },
        h("thead", {}, h("tr", {}, h("th", {}, "Layer (type)"), h("th", {}, "Output shape"), h("th", { class: "number" }, "Params"))),
        h("tbody", {}, summary.rows.map((row) => h("tr", {}, h("td", {}, row[0]), h("td", { class: "shape" }, row[1]), h("td", { class: "number" }, row[2]))))),
        h("p", { class: "small" }, summary.totals.join(". ") + "."));
    } catch (failure) {
      if (mine === summaries) said.replaceChildren(problem(failure));
    }
  }

  const soon = settled(() => summarise(false), 250);
  const at = (plan, path) => path.split(".").reduce((node, name) => node?.[name], plan);
  const sliders = new Map();
  function drawFields(plan) {
    sliders.clear();
    for (const [path, field] of Object.entries(FIELDS)) {
      const value = at(plan, path);
      if (typeof value === "number") sliders.set(path, slider(field.title, { ...field, value, name: path, show: (v) => fixed(v, field.digits ?? 0) },
        (to) => { asked.changed[path] = to; soon(); }));
    }
    fields.replaceChildren(...sliders.values());
  }

  /** A line of the other settings wins over a slider, which then stands where the line says and cannot be moved. */
  function showWhatWins(plan) {
    for (const [path, one] of sliders) {
      const { title, digits } = FIELDS[path];
      const wins = asked.other.split("\n").some((line) => line.trim().startsWith(path + "="));
      const value = wins ? at(plan, path) : asked.changed[path] ?? at(plan, path);
      one.querySelector("span").textContent = wins ? `${title}, as under Other settings` : title;
      one.querySelector("input").disabled = wins;
      one.querySelector("input").value = value;
      one.querySelector("output").textContent = fixed(value, digits ?? 0);
    }
  }

  const start = h("button", { type: "button", class: "main start", onclick: () => begin({
    plan: asked.plan, settings: settings(), imagesOf: asked.imagesOf, phantoms: asked.phantoms,
    ...(asked.imagesOf === "images" && asked.labels.table ? asked.labels : {}) }) }, "Start the training");

  const later = h("span", { class: "small later", hidden: true }, "One at a time: once the training above has ended.");

  async function begin(body) {
    start.disabled = true;
    try {
      await send("/training", body);
      follow();
    } catch (failure) {
      said.replaceChildren(problem(failure));
      start.disabled = false;
    }
  }

  /** Listens from the beginning of the training that is running or was the last. */
  function follow() {
    start.disabled = true;
    later.hidden = false;
    live.hidden = false;
    const epochs = [];
    const heading = h("h2", {}, "Training");
    const status = h("p", { class: "status", "aria-live": "polite" }, "Beginning.");
    const bar = h("progress", { max: 1, value: 0, "aria-label": "This step" });
    const charts = h("div", { class: "pair" });
    const stop = h("button", { type: "button", class: "stop", onclick: () => send("/training/stop", {}) }, "Stop");
    const notes = h("div");
    live.replaceChildren(heading, notes, status, bar, charts, h("p", { class: "row" }, stop));
    live.scrollIntoView({ block: "nearest" });
    const source = new EventSource("/api/training/events");
    gone.addEventListener("abort", () => source.close());
    source.addEventListener("open", () => {
      epochs.length = 0;
      notes.replaceChildren();
    });
    source.addEventListener("begun", (event) => {
      const { name, planWords } = JSON.parse(event.data);
      heading.replaceChildren(`Training ${name}, plan ${planWords}`);
    });
    source.addEventListener("note", (event) => notes.append(h("p", { class: "note" }, JSON.parse(event.data).sentence)));
    source.addEventListener("step", (event) => {
      const step = JSON.parse(event.data);
      bar.value = step.done / step.total;
      if (epochs.length === 0 || !step.what.startsWith("Epoch")) status.textContent = `${step.what}: ${step.done} of ${step.total}`;
    });
    source.addEventListener("epoch", (event) => {
      const epoch = JSON.parse(event.data);
      epochs.push(epoch);
      const left = epoch.secondsLeft >= 90 ? `${Math.round(epoch.secondsLeft / 60)} minutes` : `${Math.round(epoch.secondsLeft)} s`;
      status.textContent = `Epoch ${epoch.epoch} of ${epoch.epochs}: validation loss ${epoch.validationLoss === undefined ? "infinite" : fixed(epoch.validationLoss, 3)}`
        + `, accuracy ${fixed(epoch.validationAccuracy)}; the best so far is epoch ${epoch.best}. ${epoch.epoch < epoch.epochs ? `About ${left} left.` : ""}`;
      charts.replaceChildren(...curves(epochs, epoch.epochs, epoch.best));
    });
    const end = async (sentence) => {
      source.close();
      bar.remove();
      stop.parentElement.remove();
      status.replaceChildren(...[sentence].flat());
      start.disabled = false;
      later.hidden = true;
      await refresh();
      await compare();
      place.dataset.ended = status.textContent;
    };
    source.addEventListener("done", () => end("Done: trained, evaluated and explained. Choose the run above to look at it."));
    source.addEventListener("stopped", () => end("Stopped. What is done is kept; after an epoch or more the run below can go on."));
    source.addEventListener("failed", (event) => end(problem(new Error(JSON.parse(event.data).error))));
  }

  const comparison = h("section", { class: "card compared" });
  async function compare() {
    const all = (await get("/runs", gone)).runs.filter((run) => !run.imported && run.run !== "images");
    const now = all.filter(isComparable);
    const empty = all.filter((run) => !isComparable(run));
    const names = namesOfData(now);
    const histories = new Map();
    await Promise.all(now.filter((run) => run.hasHistory).map((run) => get(`/runs/${run.run}/history`, gone).then((history) => histories.set(run.run, history), () => {})));
    const overlay = h("div");
    const newest = now.filter((run) => histories.has(run.run)).sort((a, b) => (b.run === context.run?.run) - (a.run === context.run?.run)
      || (b.started ?? "").localeCompare(a.started ?? ""));
    // Losses on other data are no better or worse, so they are not beside each other until asked for.
    const shown = new Set(newest.filter((run) => run.dataFingerprint === newest[0].dataFingerprint).slice(0, TICKED).map((run) => run.run));
    const draw = () => {
      const chosen = now.filter((run) => shown.has(run.run) && histories.has(run.run)).slice(0, MOST_LINES);
      const mixed = new Set(chosen.map((run) => run.dataFingerprint)).size > 1;
      put(overlay, mixed ? h("p", { class: "note mixed" }, "These runs are on different data: their losses are of different images, and a lower one is not a better model.") : null,
        chosen.length ? overlaid(chosen.map((run) => ({ name: mixed ? `${run.name}, on ${names.get(run.dataFingerprint)}` : run.name, epochs: histories.get(run.run).epochs }))) : null,
        shown.size > MOST_LINES ? h("p", { class: "small" }, `The first ${MOST_LINES} that are ticked are drawn.`) : null);
    };
    put(comparison, h("h2", {}, "Runs beside each other"), now.length === 0 ? h("p", {}, "There is none yet.") : [
      histories.size ? h("p", {}, `Tick the runs whose validation loss is to be drawn below, ${MOST_LINES} at most.`) : null,
      scrolling({}, h("table", { class: "list" },
      h("thead", {}, h("tr", {}, ["Draw", "Run", "Plan", "Data", "Images", "Epochs", "Accuracy", "AUROC", "Go on"].map((title, i) =>
        h("th", { class: i > 3 ? "number" : null }, title === "Go on" ? h("span", { class: "unseen" }, title) : title)))),
      h("tbody", {}, now.map((run) => {
        const history = histories.get(run.run);
        return h("tr", {}, h("td", {}, history ? h("input", { type: "checkbox", checked: shown.has(run.run), "aria-label": `Draw the curve of ${run.name}`,
          onchange: (event) => { event.target.checked ? shown.add(run.run) : shown.delete(run.run); draw(); } }) : null),
        h("td", { class: "run-name" }, run.name), h("td", { class: "plan" }, run.planWords), h("td", { class: "data-of" }, names.get(run.dataFingerprint)), h("td", { class: "number" }, String(run.images)), h("td", { class: "number" }, String(history?.epochs.length ?? 0)),
        estimateCell(figureOf(run, "accuracy")), estimateCell(figureOf(run, "auroc")),
        h("td", {}, history?.interrupted ? h("button", { type: "button", class: "resume", onclick: () => begin({ resume: run.run }) }, "Go on") : null));
      })))), waysOf([["the accuracy", "accuracy"], ["the AUROC", "auroc"]].map(([title, name]) => [title, now.map((run) => figureOf(run, name))])), overlay],
      empty.length ? h("p", { class: "small empty" }, `Without a row: ${empty.map((run) => run.name).join(", ")}, which ended before there was anything to compare, or only just began.`) : null);
    draw();
  }

  put(place,
    h("h1", {}, "Train"),
    h("p", { class: "lead" }, "One training at a time; each makes a run of its own, which is kept."),
    live,
    h("section", { class: "card next-run" },
      h("h2", {}, "The next run"),
      h("div", { class: "fields" },
        h("label", { class: "field" }, "Images", h("select", { name: "images", onchange: (event) => {
          asked.imagesOf = event.target.value;
          asked.phantoms = event.target.value ? 0 : 100;
          drawLabels();
        } }, withImages.map((run) => h("option", { value: run.run, selected: run.run === asked.imagesOf }, run.run === "images" ? run.name : `those of ${run.name} (${run.images ?? "?"})`)),
        h("option", { value: "", selected: asked.imagesOf === "" }, "100 + 100 phantoms, drawn now"))),
        h("div", { class: "field" }, "Plan", choice("Plan", [{ value: "default", title: "default" }, { value: "lesson", title: "lesson" }], asked.plan,
          (value) => { asked.plan = value; asked.changed = {}; summarise(true); }))),
      labels,
      fields,
      h("details", {}, h("summary", {}, "Other settings"), h("label", { class: "field" }, "One a line, as training.patience=5; every value of plan.json can be set",
        h("textarea", { rows: 3, name: "settings", oninput: settled((event) => { asked.other = event.target.value; summarise(false); }, 400) }))),
      h("details", {}, h("summary", {}, "The network, layer by layer"), table),
      said, called, willRun, h("p", { class: "row" }, start, later)),
    comparison);
  await Promise.all([summarise(true), compare()]);
  if (context.rest[0] === "runs") comparison.scrollIntoView();
  if ((await get("/training", gone)).running) follow();
}

/** What the data of runs are called, by what they are: a number tells apart those of one name. */
function namesOfData(runs) {
  const names = new Map();
  for (const { data, dataFingerprint } of runs) {
    const others = [...names].filter(([of, name]) => of !== dataFingerprint && (name === data || name.startsWith(data + " ("))).length;
    if (!names.has(dataFingerprint)) names.set(dataFingerprint, others ? `${data} (${others + 1})` : data);
  }
  return names;
}

const finite = (epochs, name) => epochs.filter((epoch) => epoch[name] !== undefined).map((epoch) => [epoch.epoch, epoch[name]]);

function curves(epochs, all, best) {
  const pair = (first, second) => [{ name: "training", points: finite(epochs, first) }, { name: "validation", points: finite(epochs, second) }];
  return [lines("Loss", LOSS, pair("loss", "validationLoss"), all, { best }),
    lines("Accuracy", "accuracy (share that is right)", pair("accuracy", "validationAccuracy"), all, { held: [0.4, 1], best })];
}

function overlaid(runs) {
  const series = runs.map((run) => ({ name: run.name, points: finite(run.epochs, "validationLoss") }));
  return lines("Validation loss", LOSS, series, Math.max(2, ...runs.map((run) => run.epochs.length)), {});
}
