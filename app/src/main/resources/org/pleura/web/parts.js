// What every view is made of: elements, questions to the server, numbers in words.

/** An element with attributes, listeners (on...) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity));
  return element;
}

/** An icon of one path, 24 x 24. */
export function icon(path) {
  return s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: path }));
}

/** Asks the server; what it refuses is thrown with its own sentence. */
export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch("/api" + path, options);
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Error("Pleura does not answer; is ./pleura serve still running?");
  }
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    throw new Error(said.error ?? "The answer was " + answer.status + ".");
  }
  return answer;
}

export async function get(path, signal) {
  return (await ask(path, { signal })).json();
}

export async function send(path, value) {
  const answer = await ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(value),
  });
  return answer.json();
}

export function fixed(number, digits = 2) {
  const text = number.toFixed(digits);
  // What is rounded to nothing has no sign.
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "\u2212");
}

/** The server writes plain text; on a screen a number below zero has a true minus sign, a name or a date its hyphen. */
export function minus(sentence) {
  return sentence.replace(/(^|[\s(])-(?=[\d.])/g, "$1\u2212");
}

/** Three significant digits, written out as far as anybody reads zeros. */
export function short(number) {
  if (number === 0) return "0";
  const size = Math.abs(number);
  if (size >= 1e-5 && size < 1e6) return fixed(number, Math.max(0, 2 - Math.floor(Math.log10(size))));
  const [digits, power] = number.toExponential(2).split("e");
  return `${digits} \u00d7 10${Number(power) < 0 ? "\u207b" : ""}${[...power.replace(/\D/g, "")].map((one) => "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[one]).join("")}`.replace("-", "\u2212");
}

const FEWEST_DIGITS = 2;
const MOST_DIGITS = 6;

/** So many digits that two numbers which are not the same do not look so. */
function telling(one, other, digits) {
  let enough = digits;
  while (one !== other && enough < MOST_DIGITS && fixed(one, enough) === fixed(other, enough)) enough++;
  return enough;
}

/** A probability as it stands beside a threshold: no digit less than tells on which side it is, and never certainty. */
export function probability(number, threshold = 0.5) {
  const digits = telling(number, threshold, 3);
  const rounded = fixed(number, digits);
  const step = 10 ** -digits;
  return rounded === fixed(1, digits) ? `> ${fixed(1 - step, digits)}` : rounded === fixed(0, digits) ? `< ${fixed(step, digits)}` : rounded;
}

/** The digits of a figure and its interval, which rounding must not close. */
const digitsOf = ({ low, high }) => telling(low, high, FEWEST_DIGITS);

/** A figure that is known with its interval, and in which way that was found if told. */
export function interval({ value, low, high }, way = "") {
  const digits = digitsOf({ low, high });
  return `${fixed(value, digits)} (${fixed(low, digits)} to ${fixed(high, digits)}${way && "; " + unbroken(way)})`;
}

/** The same in a table; where there is none a word or a sign for it, with the reason. */
export function estimateCell(estimate, none = "\u2013") {
  return h("td", { class: "number" }, estimate?.value === undefined ? h("span", { title: estimate?.undefined }, none)
    : h("span", { title: estimate.interval }, interval(estimate)));
}

const unbroken = (way) => way.replaceAll(" %", "\u00a0%");

/**
 * A figure of an evaluation: with patients resampled whole where they are known, as the reports have it, else with the
 * interval that takes the images to be of different people.
 */
export function figureOf(evaluation, name) {
  const byPatient = evaluation[name + "ByPatient"];
  return byPatient?.value === undefined ? evaluation[name] : byPatient;
}

/** How the intervals in the columns of a table were made, each way once. */
export function waysOf(columns) {
  const titles = new Map();
  for (const [title, estimates] of columns) {
    const ways = [...new Set(estimates.map((one) => one?.interval).filter(Boolean))].map(unbroken).join(" or ");
    if (ways) titles.set(ways, [...titles.get(ways) ?? [], title]);
  }
  return titles.size === 0 ? null
    : h("p", { class: "small" }, `Intervals: ${[...titles].map(([ways, of]) => `of ${of.join(", ")} by ${ways}`).join("; ")}.`);
}

/** Whether a run came as far as to have a plan and images; one that did not has nothing to compare. */
export const isComparable = (run) => run.planWords !== undefined && run.images > 0;

/** What may be wider than its place; where it is, a shadow and a word say that there is more. */
export function scrolling(attributes, ...children) {
  const inner = h("div", { ...attributes, class: `scroll ${attributes.class ?? ""}` }, children);
  const outer = h("div", { class: "scrolling" }, inner, h("p", { class: "more", "aria-hidden": "true" }, "scroll \u2192"));
  const look = () => {
    const hidden = inner.scrollWidth - inner.clientWidth;
    outer.classList.toggle("wider", hidden > 1);
    outer.classList.toggle("left", hidden - inner.scrollLeft > 1);
  };
  inner.addEventListener("scroll", look, { passive: true });
  const watch = new ResizeObserver(look);
  watch.observe(inner);
  for (const child of inner.children) watch.observe(child);
  outer.put = (...others) => {
    for (const child of inner.children) watch.unobserve(child);
    put(inner, others);
    for (const child of inner.children) watch.observe(child);
    look();
  };
  return outer;
}

/** A command that can be typed as it stands, and a button that takes it along. */
export function command(words) {
  const button = h("button", { type: "button", class: "copy", "aria-label": `Copy ${words}`, onclick: async () => {
    try {
      await navigator.clipboard.writeText(words);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
  } }, "Copy");
  return h("span", { class: "command" }, h("code", {}, words), button);
}

/** A class's name with its sign: filled for the positive one, a ring for the other. */
export function className(name, label) {
  return h("span", { class: "class " + (label === 1 ? "one" : "zero") }, name);
}

/** A figure with its interval, or the reason for having none; a value without either has its interval still to come. */
export function figure(title, estimate, detail = "") {
  const known = estimate && estimate.value !== undefined;
  const range = h("div", { class: "range", "aria-hidden": "true" });
  const bounded = known && estimate.low !== undefined;
  if (bounded) {
    const band = h("i");
    band.style.left = 100 * estimate.low + "%";
    band.style.width = 100 * (estimate.high - estimate.low) + "%";
    range.append(band);
  }
  if (known) {
    const mark = h("b");
    mark.style.left = 100 * estimate.value + "%";
    range.append(mark);
  }
  return h("div", { class: "figure" },
    h("dt", {}, title),
    h("dd", {},
      h("div", { class: "value" }, known ? fixed(estimate.value, bounded ? digitsOf(estimate) : FEWEST_DIGITS) : "\u2013"),
      known ? range : null,
      h("div", { class: "detail" },
        bounded ? [`${fixed(estimate.low, digitsOf(estimate))} to ${fixed(estimate.high, digitsOf(estimate))}`, h("div", {}, unbroken(estimate.interval))] : known ? "\u2026" : estimate?.undefined ?? "",
        detail ? h("div", { class: "more-of" }, detail) : null)));
}

export function slider(title, { min, max, step, value, show = String, name = null }, changed) {
  const output = h("output", {}, show(value));
  const input = h("input", { type: "range", min: String(min), max: String(max), step: String(step), value: String(value), name,
    oninput: () => { output.textContent = show(Number(input.value)); changed(Number(input.value)); } });
  const label = h("label", { class: "slider" }, h("span", {}, title), output, input);
  label.set = (to) => { input.value = to; output.textContent = show(Number(input.value)); };
  return label;
}

/** Puts these in place of what was there. */
export function put(place, ...children) {
  place.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/** Buttons of which one is pressed. */
export function choice(title, options, chosen, changed) {
  const group = h("div", { class: "choice", role: "group", "aria-label": title });
  for (const option of options) {
    const button = h("button", { type: "button", "aria-pressed": String(option.value === chosen),
      onclick: () => {
        for (const other of group.children) other.setAttribute("aria-pressed", String(other === button));
        changed(option.value);
      } }, option.title, option.count === undefined ? null : h("span", { class: "number" }, String(option.count)));
    group.append(button);
  }
  return group;
}

export function wait(sentence) {
  return h("p", { class: "wait", role: "status" }, sentence);
}

export function problem(failure) {
  return h("p", { class: "note error", role: "alert" }, failure.message ?? String(failure));
}

/** Waits until nothing has changed for a moment, then does it once. */
export function settled(act, milliseconds = 180) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), milliseconds);
  };
}
