// Charts: lines over epochs, receiver operating characteristic, reliability. Every axis has a title and round ticks.
import { fixed, h, s, short } from "./parts.js";

const SIDE = 320;
const LEFT = 58;
const TOP = 14;
const RIGHT = 18;
const BELOW = 54;
const WIDTH = 470;
const HEIGHT = 290;
const MOST_MARKERS = 12;

/** One look for each line, in colour, dash and marker: no two share any of the three. */
const LOOKS = ["one", "two", "three", "four", "five"];
export const MOST_LINES = LOOKS.length;

const MARKERS = {
  one: "M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0",
  two: "M-3.2 -3.200H3.200V3.200H-3.200Z",
  three: "M0 -4.200L4 3.200H-4Z",
  four: "M0 -4.600L4.6 0L0 4.600L-4.6 0Z",
  five: "M-3.6 -3.600L3.6 3.600M3.6 -3.600L-3.6 3.6",
};

/** Steps of 1, 2 or 5 times a power of ten: the ticks from the last at or below the least on, until all is held. */
export function ticks(least, most, about = 5) {
  const raw = (most > least ? most - least : 1) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((times) => times * power >= raw * 0.999) * power;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, words: Math.abs(value) >= 1e5 ? short(value) : fixed(value, digits) };
  });
}

/** Whole epochs only; the first is named unless the next tick would stand too near. */
function epochTicks(epochs) {
  const all = ticks(0, Math.max(2, epochs), 6).map((tick) => tick.value)
    .filter((value) => Number.isInteger(value) && value >= 1 && value <= epochs);
  const step = all.length > 1 ? all[1] - all[0] : 1;
  return all[0] === 1 || all[0] - 1 < 0.7 * step ? all : [1, ...all];
}

function text(left, base, anchor, words) {
  const element = s("text", { x: left, y: base, "text-anchor": anchor });
  element.textContent = words;
  return element;
}

/** The frame of every chart: a line and a word for each tick, and what the axes measure. */
function frame(label, { wide, width, height, across, up, acrossTicks, upTicks, x, y }, ...marks) {
  const bottom = TOP + height;
  const middle = TOP + height / 2;
  const title = text(15, middle, "middle", up);
  title.setAttribute("transform", `rotate(-90 15 ${middle})`);
  return s("svg", { class: wide ? "chart wide" : "chart", viewBox: `0 0 ${LEFT + width + RIGHT} ${bottom + BELOW}`,
    role: "img", "aria-label": label },
    upTicks.map((tick) => [s("path", { class: "grid", d: `M${LEFT} ${y(tick.value)}H${LEFT + width}` }),
      text(LEFT - 8, y(tick.value) + 4.5, "end", tick.words)]),
    acrossTicks.map((tick) => [s("path", { class: "grid", d: `M${x(tick.value)} ${TOP}V${bottom}` }),
      text(x(tick.value), bottom + 19, "middle", tick.words)]),
    s("path", { class: "axis", d: `M${LEFT} ${TOP}V${bottom}H${LEFT + width}` }),
    text(LEFT + width / 2, bottom + 43, "middle", across), title, marks);
}

const share = (value) => LEFT + value * SIDE;
const rise = (value) => TOP + (1 - value) * SIDE;

function square(label, across, up, ...marks) {
  const all = ticks(0, 1);
  return frame(label, { wide: false, width: SIDE, height: SIDE, across, up, acrossTicks: all, upTicks: all, x: share, y: rise },
    s("path", { class: "chance", d: `M${share(0)} ${rise(0)}L${share(1)} ${rise(1)}` }), marks);
}

/** The curve with its band; the mark is moved to an operating point. */
export function roc(points, band, auroc) {
  const mark = s("circle", { class: "mark", r: 6.5, cx: share(0), cy: rise(0) });
  const levels = band?.levels ?? [];
  const upper = levels.map((level) => `${share(level.falsePositiveRate)} ${rise(level.high)}`);
  const lower = levels.map((level) => `${share(level.falsePositiveRate)} ${rise(level.low)}`);
  const chart = square(`ROC curve${auroc}`, "1 \u2212 specificity (false-positive rate)", "sensitivity",
    levels.length ? [s("path", { class: "band", d: `M${[...upper, ...[...lower].reverse()].join("L")}Z` }),
      s("path", { class: "bound", d: `M${upper.join("L")}M${lower.join("L")}` })] : [],
    s("path", { class: "curve", d: "M" + points.map((point) => `${share(point.falsePositiveRate)} ${rise(point.sensitivity)}`).join("L") }),
    mark);
  chart.operate = (falsePositiveRate, sensitivity) => {
    mark.setAttribute("cx", share(falsePositiveRate));
    mark.setAttribute("cy", rise(sensitivity));
    chart.setAttribute("aria-label", `ROC curve${auroc}; at the threshold the sensitivity is ${fixed(sensitivity)} and the false-positive rate ${fixed(falsePositiveRate)}`);
  };
  return chart;
}

/** How often probabilities were right: a dot for each bin, with its interval. */
export function reliability(bins) {
  const full = bins.filter((bin) => bin.cases > 0);
  const most = Math.max(1, ...bins.map((bin) => bin.cases));
  const said = full.map((bin) => `from ${bin.from} to ${bin.to}, ${bin.cases} images`
    + (bin.observed.value === undefined ? "" : `, ${fixed(bin.observed.value)} positive`)).join("; ");
  return square(`Reliability, what was observed against what was predicted: ${said || "no images"}`,
    "mean probability in the bin", "share that was positive",
    full.map((bin) => {
      const observed = bin.observed;
      const bar = s("rect", { class: "cases", x: share(bin.from) + 2, width: (bin.to - bin.from) * SIDE - 4,
        y: rise(0.16 * bin.cases / most), height: 0.16 * bin.cases / most * SIDE });
      const title = s("title");
      title.textContent = `${bin.cases} images from ${bin.from} to ${bin.to}`;
      bar.append(title);
      if (observed.value === undefined) return [bar];
      return [bar,
        s("path", { class: "whisker", d: `M${share(bin.meanProbability)} ${rise(observed.low)}V${rise(observed.high)}` }),
        s("circle", { class: "dot", r: 4.5, cx: share(bin.meanProbability), cy: rise(observed.value) })];
    }).flat());
}

function marker(look, left, top) {
  return s("path", { class: "point " + look, d: MARKERS[look], transform: `translate(${left} ${top})` });
}

/** What each line looks like, with its name. */
function keys(series) {
  return h("ul", { class: "keys" }, series.map(({ name }, i) => h("li", {},
    s("svg", { viewBox: "0 0 40 14", "aria-hidden": "true" },
      s("path", { class: "line " + LOOKS[i], d: "M2 7H38" }), marker(LOOKS[i], 20, 7)), name)));
}

/** Where a line begins and ends, for those who do not see it. */
function inWords(title, series, best) {
  const lines = series.map(({ name, points }) => points.length === 0 ? `${name} has no value yet`
    : `${name} ${short(points[0][1])} at epoch ${points[0][0]}, ${short(points.at(-1)[1])} at epoch ${points.at(-1)[0]}`);
  return `${title}: ${lines.join("; ")}${best === null ? "" : `; the best is epoch ${best}`}`;
}

/** Where the values of lines are; no narrower than `narrowest`, so that chance does not look like a change. */
function reach(series, narrowest) {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const more = Math.max(0, narrowest - (most - least)) / 2;
  // None of what is drawn here can be less than nothing.
  return [Math.max(0, least - more), most + more];
}

/** Lines over epochs, five at most; `held` is shown at any rate if all values are in it. */
export function lines(title, unit, series, epochs, { held = null, narrowest = 0.05, best = null }) {
  const [from, to] = reach(series, narrowest);
  const upTicks = held && held[0] <= from && to <= held[1] ? ticks(...held) : ticks(from, to);
  const [low, high] = [upTicks[0].value, upTicks.at(-1).value];
  const [width, height] = [WIDTH - LEFT - RIGHT, HEIGHT - TOP - BELOW];
  const x = (epoch) => LEFT + (epochs > 1 ? (epoch - 1) / (epochs - 1) : 0.5) * width;
  const y = (value) => TOP + (high - value) / (high - low) * height;
  const end = best !== null && x(best) > LEFT + width / 2;
  const every = Math.ceil(epochs / MOST_MARKERS);
  return h("figure", {}, h("h3", {}, title),
    frame(inWords(title, series, best), { wide: true, width, height, across: "epoch", up: unit,
      acrossTicks: epochTicks(epochs).map((value) => ({ value, words: String(value) })), upTicks, x, y },
    best === null ? [] : [s("path", { class: "best", d: `M${x(best)} ${TOP}V${TOP + height}` }),
      text(x(best) + (end ? -6 : 6), TOP + 13, end ? "end" : "start", `best: epoch ${best}`)],
    series.map(({ points }, i) => [
      s("path", { class: "line " + LOOKS[i], d: points.length ? "M" + points.map(([epoch, value]) => `${x(epoch)} ${y(value)}`).join("L") : "" }),
      points.filter(([epoch], at) => at === points.length - 1 || (epoch - 1) % every === 0)
        .map(([epoch, value]) => marker(LOOKS[i], x(epoch), y(value)))])),
    h("figcaption", {}, keys(series)));
}
