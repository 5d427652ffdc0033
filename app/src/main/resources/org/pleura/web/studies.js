// Cross-validations and searches: many runs, and what they say together.
import { fixed, get, h, put } from "./parts.js";

export async function show(place, { gone }) {
  const { studies } = await get("/runs", gone);
  put(place, h("h1", {}, "Studies"),
    h("p", { class: "lead" }, "Cross-validations and searches, each of many trainings; the command line makes them."),
    studies.map((study) => h("section", { class: "card study" },
      h("h2", {}, study.name), about(study),
      study.problem ? h("p", { class: "note" }, study.problem) : study.kind === "search" ? ranking(study) : folds(study),
      (study.notes ?? []).map((note) => h("p", { class: "small" }, note)))));
}

function about(study) {
  const work = study.kind === "search" ? `Search of ${study.configurations ?? "?"} configurations, ${study.trainings ?? 0} trainings done`
    : `Cross-validation of ${study.folds ?? "?"} folds`;
  const state = study.finished ? "" : study.running ? " It is running." : " It has not come to its end.";
  return h("p", {}, `${work}, plan ${study.planName ?? "?"}, ${study.images ?? "?"} images.${state}`);
}

const interval = (estimate) => estimate?.value === undefined ? "\u2013" : `${fixed(estimate.value)} (${fixed(estimate.low)} to ${fixed(estimate.high)})`;
const number = (...children) => h("td", { class: "number" }, ...children);
const table = (titles, rows) => h("div", { class: "scroll" }, h("table", { class: "list" },
  h("thead", {}, h("tr", {}, titles.map((title, i) => h("th", { class: i > 0 ? "number" : null }, title)))), h("tbody", {}, rows)));

function folds(study) {
  if (!study.bySeed?.length) return h("p", {}, "No seed is done yet.");
  const spread = (one) => one.mean === undefined ? "\u2013" : `${fixed(one.mean)} (${fixed(one.smallest)} to ${fixed(one.largest)})`;
  const deviation = (one) => typeof one.standardDeviation === "number" ? fixed(one.standardDeviation) : "\u2013";
  return table(["", "AUROC, mean over folds (least to most)", "SD", "AUROC of all folds together (95 %)"],
    [...study.bySeed.map((one) => h("tr", {}, h("td", {}, `Seed ${one.seed}`), number(spread(one.auroc)), number(deviation(one.auroc)), number(interval(one.pooledAuroc)))),
      study.bySeed.length > 1 ? h("tr", {}, h("td", {}, "Over the seeds"), number(spread(study.auroc)), number(deviation(study.auroc)), number()) : null].filter(Boolean));
}

function ranking(study) {
  if (!study.ranking?.length) return h("p", {}, "No training is done yet.");
  return table(["Trial, the best first", "Epochs", "Validation AUROC (95 %)", "Validation loss"], study.ranking.map((one) => h("tr", {},
    h("td", {}, `${one.trial}: ${(one.settings ?? []).join(", ")}`), number(String(one.epochs ?? "")), number(interval(one.auroc)),
    number(one.loss === undefined ? "\u2013" : fixed(one.loss, 3)))));
}
