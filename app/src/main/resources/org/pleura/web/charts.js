// Charts of a unit square: receiver operating characteristic and reliability.
import { s } from "./parts.js";

const SIDE = 320;
const LEFT = 46;
const TOP = 12;
const BELOW = 44;

const x = (value) => LEFT + value * SIDE;
const y = (value) => TOP + (1 - value) * SIDE;

function square(title, across, up, ...marks) {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return s("svg", { class: "chart", viewBox: `0 0 ${LEFT + SIDE + 14} ${TOP + SIDE + BELOW}`, role: "img", "aria-label": title },
    ticks.map((tick) => s("path", { class: "grid", d: `M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}` })),
    s("path", { class: "chance", d: `M${x(0)} ${y(0)}L${x(1)} ${y(1)}` }),
    ticks.map((tick) => [
      text(x(tick), y(0) + 17, "middle", String(tick)),
      text(x(0) - 7, y(tick) + 4, "end", String(tick))]),
    text(x(0.5), y(0) + 37, "middle", across),
    turned(13, y(0.5), up),
    marks);
}

function text(left, base, anchor, words) {
  const element = s("text", { x: left, y: base, "text-anchor": anchor });
  element.textContent = words;
  return element;
}

function turned(left, middle, words) {
  const element = text(left, middle, "middle", words);
  element.setAttribute("transform", `rotate(-90 ${left} ${middle})`);
  return element;
}

/** The curve with its band; the mark is moved to an operating point. */
export function roc(points, band, auroc) {
  const mark = s("circle", { class: "mark", r: 6, cx: x(0), cy: y(0) });
  const levels = band?.levels ?? [];
  const upper = levels.map((level) => `${x(level.falsePositiveRate)} ${y(level.high)}`);
  const lower = levels.map((level) => `${x(level.falsePositiveRate)} ${y(level.low)}`).reverse();
  const chart = square(`ROC curve${auroc}`, "1 \u2212 specificity", "sensitivity",
    levels.length ? s("path", { class: "band", d: `M${[...upper, ...lower].join("L")}Z` }) : [],
    s("path", { class: "curve", d: "M" + points.map((point) => `${x(point.falsePositiveRate)} ${y(point.sensitivity)}`).join("L") }),
    mark);
  chart.operate = (falsePositiveRate, sensitivity) => {
    mark.setAttribute("cx", x(falsePositiveRate));
    mark.setAttribute("cy", y(sensitivity));
  };
  return chart;
}

/** How often probabilities were right: a dot for each bin, with its interval. */
export function reliability(bins) {
  const most = Math.max(1, ...bins.map((bin) => bin.cases));
  return square("Reliability: what was observed against what was predicted", "mean probability in the bin", "share that was positive",
    bins.filter((bin) => bin.cases > 0).map((bin) => {
      const observed = bin.observed;
      const bar = s("rect", { class: "cases", x: x(bin.from) + 2, width: (bin.to - bin.from) * SIDE - 4,
        y: y(0.16 * bin.cases / most), height: 0.16 * bin.cases / most * SIDE });
      const title = s("title");
      title.textContent = `${bin.cases} images from ${bin.from} to ${bin.to}`;
      bar.append(title);
      if (observed.value === undefined) return [bar];
      return [bar,
        s("path", { class: "whisker", d: `M${x(bin.meanProbability)} ${y(observed.low)}V${y(observed.high)}` }),
        s("circle", { class: "dot", r: 4.5, cx: x(bin.meanProbability), cy: y(observed.value) })];
    }).flat());
}
