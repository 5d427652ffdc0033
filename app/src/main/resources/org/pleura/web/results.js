// What the predictions of the test part are worth, and which images stand behind each number.
import { className, estimateCell, figure, figureOf, fixed, get, h, interval, probability, problem, put, scrolling, settled, slider, waysOf } from "./parts.js";
import { reliability, roc } from "./charts.js";

const WORST = 12;

export async function show(place, { path, gone }) {
  const all = await get(`${path}/evaluation`, gone);
  const auroc = figureOf(all, "auroc");
  const figures = h("dl", { class: "figures" });
  const matrix = h("div", { class: "confusion" });
  const behind = h("div", { class: "behind", "aria-live": "polite" });
  const chart = all.roc ? roc(all.roc, all.rocBand, auroc.value === undefined ? "" : `, area ${fixed(auroc.value)}`) : null;
  let threshold = all.threshold.value;
  let open = null;
  let asked = 0;

  /** With the intervals, of which the one by patients is much work: asked for when the slider rests. */
  async function update() {
    const mine = ++asked;
    const at = threshold;
    const now = await get(`${path}/threshold?value=${at}`, gone);
    if (mine !== asked) return;
    open ??= moreFrequentMistake(now.confusionMatrix);
    figures.style.minHeight = "";
    draw({ ...now, accuracy: figureOf(now, "accuracy") }, now.confusionMatrix);
    if (open) showBehind(open);
    showWorst(at);
    place.dataset.threshold = String(at);
  }

  /** While the slider moves: what can be counted here; answers to where it was are not awaited any more. */
  function move(to) {
    threshold = to;
    asked++;
    const counts = counted();
    // What stands below stays where it is until the intervals are there again.
    figures.style.minHeight = `${figures.offsetHeight}px`;
    draw(rates(counts), counts);
    soon();
  }

  function counted() {
    const count = (label, called) => all.images.filter((image) => image.label === label && calls(image) === called).length;
    return { truePositives: count(1, 1), falseNegatives: count(1, 0), falsePositives: count(0, 1), trueNegatives: count(0, 0) };
  }

  function draw(estimates, counts) {
    figures.replaceChildren(
      figure("Accuracy", estimates.accuracy, baseline(all)), figure("Sensitivity", estimates.sensitivity),
      figure("Specificity", estimates.specificity), figure("Positive predictive value", estimates.positivePredictiveValue, "at this test part's prevalence"),
      figure("Negative predictive value", estimates.negativePredictiveValue, "at this test part's prevalence"));
    drawMatrix(counts);
    const positives = counts.truePositives + counts.falseNegatives;
    const negatives = counts.trueNegatives + counts.falsePositives;
    if (positives && negatives) chart?.operate(counts.falsePositives / negatives, counts.truePositives / positives);
  }

  function drawMatrix(counts) {
    const cell = (label, called, count) => h("button", { type: "button", class: label === called ? "cell right" : "cell wrong",
      "aria-label": `${count} image${count === 1 ? "" : "s"}: ${word(label)} called ${word(called)}; show them`,
      "aria-pressed": String(open?.label === label && open?.called === called),
      onclick: () => { open = { label, called }; drawMatrix(counts); showBehind(open); } },
      h("span", { class: "count" }, String(count)), h("span", { class: "small" }, label === called ? "right" : "wrong"));
    matrix.replaceChildren(h("span"), h("span", { class: "head" }, "called ", className(all.positive, 1)), h("span", { class: "head" }, "called ", className(all.negative, 0)),
      h("span", { class: "head side" }, className(all.positive, 1)), cell(1, 1, counts.truePositives), cell(1, 0, counts.falseNegatives),
      h("span", { class: "head side" }, className(all.negative, 0)), cell(0, 1, counts.falsePositives), cell(0, 0, counts.trueNegatives));
  }

  /** What is looked at first, unless there is no mistake. */
  function moreFrequentMistake({ falseNegatives, falsePositives }) {
    if (falseNegatives + falsePositives === 0) return null;
    return falseNegatives >= falsePositives ? { label: 1, called: 0 } : { label: 0, called: 1 };
  }

  const word = (label) => (label === 1 ? all.positive : all.negative);
  // As the server compares: its probabilities have 32 bits, of which JSON has the shortest digits.
  const calls = (image) => (Math.fround(image.probability) > threshold ? 1 : 0);

  function showBehind({ label, called }) {
    const images = all.images.filter((image) => image.label === label && calls(image) === called)
      .sort((a, b) => Math.abs(b.probability - threshold) - Math.abs(a.probability - threshold));
    behind.replaceChildren(h("h3", {}, `${images.length} image${images.length === 1 ? "" : "s"}: ${word(label)}, called ${word(called)}`), gallery(images));
  }

  function gallery(images) {
    return h("ul", { class: "gallery" }, images.map((image) => h("li", {}, image.image === undefined
      ? h("span", { class: "name" }, image.name)
      : h("a", { href: `#/explain/${image.image}` },
        h("span", { class: "film" }, h("img", { src: `/api${path}/images/${image.image}/small.png`, alt: image.name, loading: "lazy" })),
        h("span", { class: "under" }, className(word(image.label), image.label), h("span", { class: "number" }, probability(image.probability, threshold))),
        h("span", { class: "name" }, image.name)))));
  }

  const worst = h("section", { class: "card worst" });
  function showWorst(at) {
    const mistakes = all.images.filter((image) => calls(image) !== image.label)
      .sort((a, b) => Math.abs(b.probability - b.label) - Math.abs(a.probability - a.label)).slice(0, WORST);
    put(worst, h("h2", {}, "The worst mistakes first"),
      h("p", { class: "small" }, `At the threshold ${fixed(at, 3)}, as chosen above. ${mistakes.length ? `The number is the probability of ${all.positive}.` : "There is no mistake."}`),
      mistakes.length ? gallery(mistakes) : null);
  }
  const soon = settled(() => update().catch((failure) => gone.aborted || figures.replaceChildren(problem(failure))));
  put(place,
    h("h1", {}, "What the model is worth"),
    h("p", { class: "lead" }, `${all.cases} test images, ${all.positives} of them `, className(all.positive, 1),
      all.patients ? `, of ${all.patients} patients.` : "; which patient each shows is not known."),
    assumed(all.assumptions),
    h("div", { class: "card" },
      slider("Threshold: above it an image is called positive", { min: 0, max: 1, step: 0.01, value: threshold, show: (v) => fixed(v, 3), name: "threshold" },
        move),
      h("p", { class: "small" }, "The figures below, the confusion matrix, the mistakes and the dot on the ROC curve move with it; the curve and its area, calibration, the numbers beside it and subgroups do not. A threshold chosen on these images makes them look better than new ones will be."),
      figures),
    h("div", { class: "twin" },
      h("section", { class: "card opens" }, h("h2", {}, "Confusion matrix"), matrix, h("p", { class: "small" }, `Each number opens its images, those farthest from the threshold first; under each stands the probability of ${all.positive}.`), behind),
      h("section", { class: "card" }, h("h2", {}, "ROC"), chart ?? h("p", {}, auroc.undefined),
        h("p", { class: "small" }, auroc.value === undefined ? "" : `Area ${words(auroc)}. `, all.rocBand ? `Band: ${all.rocBand.interval}. The dot is the threshold; on the dashed line a model knows nothing.` : ""))),
    h("div", { class: "twin" },
      h("section", { class: "card" }, h("h2", {}, "Calibration"), reliability(all.reliability),
        h("p", { class: "small" }, "On the diagonal a probability is what it says. Bars below: how many images, the tallest in the fullest bin. Lines: 95\u00a0% intervals.")),
      h("section", { class: "card" }, h("h2", {}, "In numbers"), numbers(all))),
    all.subgroups.length ? h("section", { class: "card" }, h("h2", {}, "Subgroups"),
      h("p", { class: "small" }, `At the threshold ${fixed(all.threshold.value, 3)}, whatever is chosen above.`), subgroups(all.subgroups)) : null,
    worst);
  await update();
}

/** What had to be assumed of the data, as the report says it: first what becomes of patients, by which all figures stand or fall. */
function assumed(sentences) {
  if (sentences.length === 0) return h("p", { class: "note assumed" }, "What this run had to assume of its data, such as whether one patient is in two parts, is not known.");
  const ofPatients = (sentence) => sentence.startsWith("Patient overlap");
  return h("div", { class: "note assumed" }, h("strong", {}, "These results rest on this:"),
    h("ul", {}, [...sentences.filter(ofPatients), ...sentences.filter((one) => !ofPatients(one))].map((sentence) => h("li", {}, sentence))));
}

/** Values whose intervals are still to come. */
function rates({ truePositives, falseNegatives, falsePositives, trueNegatives }) {
  const rate = (right, of) => (of === 0 ? { undefined: "\u2026" } : { value: right / of });
  return {
    accuracy: rate(truePositives + trueNegatives, truePositives + falseNegatives + falsePositives + trueNegatives),
    sensitivity: rate(truePositives, truePositives + falseNegatives),
    specificity: rate(trueNegatives, trueNegatives + falsePositives),
    positivePredictiveValue: rate(truePositives, truePositives + falsePositives),
    negativePredictiveValue: rate(trueNegatives, trueNegatives + falseNegatives),
  };
}

function words(estimate) {
  return estimate.value === undefined ? estimate.undefined
    : interval(estimate, estimate.interval);
}

function baseline(all) {
  const known = all.majorityBaseline?.value;
  return known === undefined ? "" : `always saying the more frequent class: ${fixed(known)}`;
}

function numbers(all) {
  const lines = [["AUROC", figureOf(all, "auroc")], ["Average precision", all.averagePrecision],
    [`Accuracy, at ${fixed(all.threshold.value, 3)}`, figureOf(all, "accuracy")], ["Brier score", all.brier], ["Calibration error", all.calibrationError],
    ["Calibration slope", all.calibrationSlope], ["Calibration intercept", all.calibrationIntercept],
    ["Temperature", all.temperatureScaling.temperature]];
  return h("dl", { class: "facts numbers" }, lines.flatMap(([title, estimate]) => [h("dt", {}, title), h("dd", { class: "number" }, words(estimate))]));
}

function subgroups(groups) {
  const columns = [["accuracy", "accuracy"], ["sensitivity", "sensitivity"], ["specificity", "specificity"], ["AUROC", "auroc"]];
  return [scrolling({}, h("table", { class: "list" },
    h("thead", {}, h("tr", {}, ["Group", "Images", "Accuracy", "Sensitivity", "Specificity", "AUROC"].map((title, i) => h("th", { class: i ? "number" : null }, title)))),
    h("tbody", {}, groups.map((group) => h("tr", {}, h("td", {}, `${group.attribute}: ${group.value}`), h("td", { class: "number" }, String(group.cases)),
      [group.accuracy, group.sensitivity, group.specificity, group.auroc].map((one) => estimateCell(one, "too few"))))))),
    waysOf(columns.map(([title, name]) => [title, groups.map((group) => group[name])]))];
}
