// Cross-validations and searches: many runs, and what they say together.
import { estimateCell, fixed, get, h, put, scrolling, waysOf } from "./parts.js";

export async function show(place, { gone }) {
  const { manyRuns } = await get("/many-runs", gone);
  put(place, h("h1", {}, "Cross-validations and searches"),
    h("p", { class: "lead" }, "Each is of many trainings; the command line makes them."),
    manyRuns.map((many) => h("section", { class: "card" },
      h("h2", {}, many.name), about(many),
      many.problem ? h("p", { class: "note" }, many.problem) : many.kind === "search" ? ranking(many) : folds(many),
      (many.notes ?? []).map((note) => h("p", { class: "small" }, note)))));
}

function about(many) {
  const work = many.kind === "search" ? `Search of ${many.configurations ?? "?"} configurations, ${many.trainings ?? 0} trainings done`
    : `Cross-validation of ${many.folds ?? "?"} folds`;
  const state = many.finished ? "" : many.running ? " It is running." : " It has not come to its end.";
  return h("p", {}, `${work}, plan ${many.planWords ?? "?"}, ${many.images ?? "?"} images.${state}`);
}

const number = (...children) => h("td", { class: "number" }, ...children);
const table = (titles, rows) => scrolling({}, h("table", { class: "list" },
  h("thead", {}, h("tr", {}, titles.map((title, i) => h("th", { class: i > 0 ? "number" : null }, title)))), h("tbody", {}, rows)));

function folds(many) {
  if (!many.bySeed?.length) return h("p", {}, "No seed is done yet.");
  const spread = (one) => `${fixed(one.mean)} (${fixed(one.smallest)} to ${fixed(one.largest)})`;
  const deviation = (one) => typeof one.standardDeviation === "number" ? fixed(one.standardDeviation) : "\u2013";
  return [table(["Seed", "AUROC, mean over folds (least to most)", "SD", "AUROC of all folds together (95\u00a0%)"],
    [...many.bySeed.map((one) => h("tr", {}, h("td", {}, String(one.seed)), number(spread(one.auroc)), number(deviation(one.auroc)), estimateCell(one.pooledAuroc))),
      many.bySeed.length > 1 ? h("tr", {}, h("td", {}, "All"), number(spread(many.auroc)), number(deviation(many.auroc)), number()) : null].filter(Boolean)), waysOf([["AUROC of all folds together", many.bySeed.map((one) => one.pooledAuroc)]])];
}

function ranking(many) {
  if (!many.ranking?.length) return h("p", {}, "No training is done yet.");
  return [table(["Trial, the best first", "Epochs", "Validation AUROC (95\u00a0%)", "Validation loss"], many.ranking.map((one) => h("tr", {},
    h("td", {}, `${one.trial}: ${one.settings.join(", ")}`), number(String(one.epochs)), estimateCell(one.auroc),
    number(one.loss === undefined ? "\u2013" : fixed(one.loss, 3))))), waysOf([["validation AUROC", many.ranking.map((one) => one.auroc)]])];
}
