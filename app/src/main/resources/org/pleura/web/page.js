// The frame: which run, which view, which theme. Each view is a module with show(place, context).
import { command, get, h, icon, isComparable, problem, wait } from "./parts.js";
import * as data from "./data.js";
import * as explain from "./explain.js";
import * as manyRuns from "./many-runs.js";
import * as predict from "./predict.js";
import * as quiz from "./quiz.js";
import * as results from "./results.js";
import * as train from "./train.js";

const VIEWS = [
  { word: "data", title: "Data", needs: "Data needs images.", view: data, fits: hadImages, ofImages: true,
    icon: "M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z" },
  { word: "quiz", title: "Quiz", needs: "The quiz needs images.", view: quiz, fits: hadImages, ofImages: true,
    icon: "M9 9.2a3 3 0 1 1 4.3 2.700c-.9.5-1.300 1-1.300 2.100M12 17.500v.1M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18" },
  { word: "train", title: "Train", needs: "Training needs a folder to put runs in.", view: train, fits: () => trains, ofAllRuns: true,
    icon: "M4 18c4 0 3-9 7-9s3 5 9-5M4 20.500h16M16 4h4v4" },
  { word: "results", title: "Results", needs: "Results need a run with predictions.", view: results, fits: (run) => run.hasPredictions,
    icon: "M4 20h16M4 20V4M7 16c1-6 4-9 12-10M19 6h-3M19 6v3" },
  { word: "explain", title: "Explain", needs: "Explain needs a run with a trained model, and its images.", view: explain, fits: (run) => run.hasModel && hadImages(run), ofImages: true,
    icon: "M2.500 12S6 5.500 12 5.500S21.500 12 21.500 12S18 18.500 12 18.500S2.500 12 2.500 12M12 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6" },
  { word: "many-runs", title: "Many runs", needs: "This needs a cross-validation or a search; ./pleura train DIR --folds 5 makes the one, ./pleura tune DIR the other.", view: manyRuns, fits: () => hasManyRuns, ofAllRuns: true,
    icon: "M4 20h16M6 20v-6M10 20V8M14 20v-9M18 20V4" },
  { word: "predict", title: "Predict", needs: "Predict needs a run with a trained model.", view: predict, fits: (run) => run.hasModel,
    icon: "M12 15V4M8 8l4-4l4 4M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3" },
];

/** Images that are gone are said to be where they would be shown. */
function hadImages(run) {
  return run.hasImages || run.imagesGone !== undefined;
}

let place = document.getElementById("view");
const picker = document.getElementById("run");
const nav = document.getElementById("views");
let runs = [];
let first = "";
let trains = false;
let hasManyRuns = false;
let leave = () => {};

function chosen() {
  return runs.find((run) => run.run === picker.value) ?? runs[0];
}

function address() {
  const [word, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  return { word, rest };
}

/** What there is now; the run that is chosen stays so, or at first the one in the address. */
async function refresh() {
  const answer = await get("/runs");
  const before = picker.value || new URLSearchParams(location.search).get("run");
  runs = answer.runs;
  first = answer.shownFirst ?? "";
  trains = answer.trains;
  hasManyRuns = answer.manyRuns > 0;
  picker.replaceChildren(...runs.map((run) => h("option", { value: run.run }, run.name)));
  picker.value = runs.some((run) => run.run === before) ? before : first;
  picker.closest("label").hidden = runs.length === 0;
  drawNav();
}

/** Which run is shown, what that is, and where others are set beside it. */
function drawShown(view) {
  const run = chosen();
  const line = document.getElementById("shown");
  line.hidden = !run || view === undefined || view.ofAllRuns === true;
  if (line.hidden) return;
  const plan = run.planWords === undefined ? "" : `, plan ${run.planWords}`;
  const when = run.finished ? `, finished ${new Date(run.finished).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}`
    : run.started ? ", not finished" : "";
  const rank = run.run === first && runs.length > 1 && run.finished ? `; the newest of ${runs.length} runs` : "";
  line.replaceChildren(run.run === "images" ? "Images " : run.imported ? "Imported model " : "Run ", h("strong", {}, run.name), `${plan}${when}${rank}. `);
  const compared = runs.filter((one) => one.hasHistory && isComparable(one)).length;
  if (trains && compared > 1) line.append(h("a", { href: "#/train/runs" }, `Compare ${compared} runs`));
}

/** What to do where images were moved or deleted. */
function imagesGone(view, run) {
  return [h("h1", {}, view.title), h("p", { class: "note" }, `This run's images are no longer at ${run.imagesGone}; put them back there to look at them here.`),
    run.hasPredictions ? h("p", {}, "What was found on them is still under ", h("a", { href: "#/results" }, "Results"), ".") : ""];
}

/** What a view that was asked for by its address needs, and how to come by it: going elsewhere in silence helps nobody. */
function notYet(view, run) {
  const what = view.ofAllRuns ? "" : run === undefined ? " There is no run yet." : run.run === "images" ? ` ${run.name} is a folder of images, not a run.`
    : run.imported ? ` ${run.name} is an imported model, without images of its own.` : ` ${run.name} has none yet.`;
  const how = !trains ? ["Open the page on a folder of runs or of images to train one: ", command("./pleura serve DIR"), "."]
    : [h("a", { href: "#/train" }, "Train"), " makes a run, or choose one that has ended at the top of the page."];
  return [h("h1", {}, view.title), h("p", { class: "note" }, view.needs + what), view.view === manyRuns ? "" : h("p", {}, how)];
}

/** A choice is kept in the address, so that it is there again when the page is loaded anew. */
async function choose() {
  history.replaceState(null, "", `?run=${picker.value}${location.hash}`);
  await show();
}

/** A place of its own for each showing: what a view that was left still writes, nobody sees. */
function freshPlace() {
  const fresh = h("main", { id: "view", tabindex: "-1" });
  place.replaceWith(fresh);
  place = fresh;
}

/** The keyboard goes on where it was if that is there again, else at the new view's heading, which is then read out. */
function land(held) {
  if (document.activeElement !== document.body) return;
  const again = held && [...place.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === held);
  const heading = place.querySelector("h1");
  if (again) again.focus();
  else if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

/** An address was followed: what was held is looked for again. */
async function move() {
  const held = place.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  document.activeElement?.blur();
  scrollTo(0, 0);
  await show();
  land(held);
}

async function show() {
  freshPlace();
  const run = chosen();
  leave();
  leave = () => {};
  if (!run && !trains && !hasManyRuns) {
    place.replaceChildren(h("h1", {}, "Nothing to show yet"),
      h("p", { class: "lead" }, "There is no run in this folder. The lesson makes one:"),
      h("p", {}, command("./pleura lesson")));
    nav.replaceChildren();
    drawShown(undefined);
    return;
  }
  const wanted = VIEWS.find((one) => one.word === address().word);
  const view = drawNav();
  drawShown(view);
  if (wanted && wanted !== view) {
    place.replaceChildren(...notYet(wanted, run));
    document.title = wanted.title + " \u00b7 Pleura";
    place.dataset.shown = wanted.word;
    return;
  }
  if (!view) {
    place.replaceChildren(h("p", { class: "note" }, "This run has neither images at hand nor a model yet."));
    return;
  }
  document.title = view.title + " \u00b7 Pleura";
  const gone = new AbortController();
  leave = () => gone.abort();
  place.replaceChildren(wait("One moment."));
  try {
    if (view.ofImages && run.imagesGone !== undefined) place.replaceChildren(...imagesGone(view, run));
    else await view.view.show(place, { run, rest: address().rest, refresh, path: "/runs/" + run?.run, gone: gone.signal });
  } catch (failure) {
    if (!gone.signal.aborted) place.replaceChildren(problem(failure));
  }
  if (!gone.signal.aborted) place.dataset.shown = view.word;
}

/** The views that fit what is chosen; the one of the address, or else the first, is marked and given back. */
function drawNav() {
  const run = chosen();
  const { word } = address();
  const fitting = VIEWS.filter((view) => (run || view.word === "train" || view.word === "many-runs") && view.fits(run));
  const current = fitting.find((one) => one.word === word)
    ?? fitting.find((one) => !(one.ofImages && run?.imagesGone !== undefined)) ?? fitting[0];
  const elsewhere = current?.word !== word && VIEWS.some((one) => one.word === word);
  const held = nav.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  nav.replaceChildren(h("ul", {}, fitting.map((view) =>
    h("li", {}, h("a", { href: "#/" + view.word, "aria-current": view === current && !elsewhere ? "page" : null },
      icon(view.icon), view.title)))));
  if (held) nav.querySelector(`[href="${held}"]`)?.focus();
  return current;
}

function drawTheme() {
  const button = document.getElementById("theme");
  const isDark = () => (document.documentElement.dataset.theme
    ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const draw = () => {
    button.replaceChildren(icon(isDark()
      ? "M12 4V2M12 22v-2M4 12H2M22 12h-2M6.300 6.300L5 5M19 19l-1.300-1.300M6.300 17.700L5 19M19 5l-1.300 1.300M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8"
      : "M20 14.500A8 8 0 0 1 9.500 4a8 8 0 1 0 10.500 10.500"));
    button.setAttribute("aria-label", isDark() ? "Change to the light theme" : "Change to the dark theme");
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", document.documentElement.dataset.theme); } catch { /* not kept then */ }
    draw();
  });
  draw();
}

async function begin() {
  drawTheme();
  try {
    await refresh();
  } catch (failure) {
    place.replaceChildren(problem(failure));
    return;
  }
  picker.addEventListener("change", choose);
  addEventListener("hashchange", move);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    place.focus();
  });
  await show();
}

begin();
