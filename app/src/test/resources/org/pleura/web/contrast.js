// What of the page in this theme has too little contrast, one line each; nothing if all is well.
// Web Content Accessibility Guidelines 2.2, success criteria 1.4.3 (text: 4.5 to 1, large text 3 to 1)
// and 1.4.11 (borders and states of controls, lines of charts: 3 to 1).

/** Relative luminance as the guidelines define it, of a colour with channels of 0 to 1. */
function luminance([red, green, blue]) {
  const linear = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function ratio(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Channels and opacity, 0 to 1, of a computed colour. */
function channels(css) {
  const numbers = css.match(/[\d.]+(e-?\d+)?/g).map(Number);
  if (css.startsWith("color(srgb ")) return [...numbers.slice(0, 3), numbers[3] ?? 1];
  if (css.startsWith("rgb")) return [...numbers.slice(0, 3).map((channel) => channel / 255), numbers[3] ?? 1];
  throw new Error("a colour of another kind: " + css);
}

function over([red, green, blue, opacity], below) {
  return [red, green, blue].map((channel, i) => opacity * channel + (1 - opacity) * below[i]);
}

const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
const holds = (box, [x, y]) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;

/** What is painted behind an element: the backgrounds around its middle, from outside to inside. */
function background(element) {
  const at = middle(element.getBoundingClientRect());
  const layers = [];
  for (let one = element; one; one = one.parentElement) {
    const style = getComputedStyle(one);
    if (one !== document.documentElement && one !== document.body && !holds(one.getBoundingClientRect(), at)) continue;
    if (style.backgroundImage !== "none") throw new Error("text on a picture: " + name(element));
    layers.push(channels(style.backgroundColor));
    if (layers.at(-1)[3] === 1) break;
  }
  return layers.reverse().reduce((below, layer) => over(layer, below), [1, 1, 1]);
}

function opacity(element) {
  let product = 1;
  for (let one = element; one; one = one.parentElement) product *= Number(getComputedStyle(one).opacity);
  return product;
}

function seen(element) {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true })
    && !element.closest(".unseen") && !element.closest(":disabled");
}

function name(element) {
  const words = (element.textContent || element.getAttribute("aria-label") || element.name || "").trim().slice(0, 30);
  return `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} '${words}'`;
}

const wrong = [];
let looked = 0;

function require(least, element, colour, below, what) {
  looked++;
  const [red, green, blue, alpha] = channels(colour);
  const found = ratio(over([red, green, blue, alpha * opacity(element)], below), below);
  if (found < least) wrong.push(`${found.toFixed(2)} instead of ${least}: ${what} of ${name(element)}`);
}

function leastOf(style) {
  const size = parseFloat(style.fontSize);
  return size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
}

const all = [...document.querySelectorAll("body, body *")].filter(seen);

for (const element of all) {
  const style = getComputedStyle(element);
  const drawn = element instanceof SVGElement;
  const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if ((hasText && !element.matches("option, title, noscript, style")) || element.matches("select, textarea, input[type=search]")) {
    require(leastOf(style), element, drawn ? style.fill : style.color, background(element), "text");
  }
  if (element.placeholder) require(4.5, element, getComputedStyle(element, "::placeholder").color, background(element), "placeholder");
}

/** A control is told from what is around it by its border or by its own colour. */
for (const element of all.filter((one) => one.matches("button, select, textarea, input[type=search], .button, .drop"))) {
  if (element.matches(".quiet, .choice button")) continue;
  const style = getComputedStyle(element);
  const around = background(element.parentElement);
  const own = style.backgroundColor;
  const fill = ratio(over(channels(own), around), around) >= 3;
  require(3, element, fill ? own : style.borderTopColor, around, "edge");
}
for (const element of all.filter((one) => one.matches(".choice button[aria-pressed=true]"))) {
  require(3, element, getComputedStyle(element).backgroundColor, background(element.parentElement), "pressed state");
}
for (const element of all.filter((one) => one.matches("input[type=range], input[type=checkbox]"))) {
  require(3, element, getComputedStyle(element).accentColor, background(element.parentElement), "accent");
}
for (const element of all.filter((one) => one.matches(".choice, .dots li"))) {
  require(3, element, getComputedStyle(element).borderTopColor, background(element.parentElement), "edge");
}
// The band beside it (.range i) says nothing that is not written under it.
for (const element of all.filter((one) => one.matches(".range b"))) {
  require(3, element, getComputedStyle(element).backgroundColor, background(element.parentElement), "mark");
}
for (const element of all.filter((one) => one.closest(".chart, .keys svg"))) {
  const style = getComputedStyle(element);
  if (element.matches(".curve, .chance, .whisker, .line, .axis, .best, .bound, .cases, .point")) {
    require(3, element, style.stroke, background(element.closest("svg")), "line");
  }
  if (element.matches(".mark, .dot")) require(3, element, style.fill, background(element.closest("svg")), "fill");
}
for (const element of all.filter((one) => one.matches("nav svg, button svg, .drop svg"))) {
  require(3, element, getComputedStyle(element).stroke, background(element), "icon");
}

if (looked === 0) wrong.push("nothing was there to look at");
return wrong;
