// What of the page somebody who hears it would not know the name or the place of; nothing if all is well.
const wrong = [];
const seen = (element) => element.checkVisibility({ visibilityProperty: true });
const short = (element) => element.outerHTML.slice(0, 90);

function name(element) {
  const label = element.closest("label");
  return element.getAttribute("aria-label") || element.alt || element.textContent.trim()
    || (label && [...label.querySelectorAll("span")].map((span) => span.textContent).join("").trim())
    || (label && label.textContent.trim());
}

for (const element of document.querySelectorAll("button, a, input, select, textarea, [role=img], progress, [tabindex='0']")) {
  if (seen(element) && !name(element)) wrong.push("without a name: " + short(element));
}
for (const element of document.querySelectorAll("img")) {
  if (!element.hasAttribute("alt")) wrong.push("without a word for it: " + short(element));
}
for (const element of document.querySelectorAll("main canvas")) {
  if (!name(element) && !element.closest("[aria-hidden=true], [role=img]")) wrong.push("without a word for it: " + short(element));
}
for (const element of document.querySelectorAll("th")) {
  if (!element.textContent.trim()) wrong.push("an empty heading: " + short(element.parentElement));
}

const headings = [...document.querySelectorAll("h1, h2, h3, h4")].filter(seen).map((heading) => Number(heading.tagName[1]));
if (headings.filter((level) => level === 1).length !== 1) wrong.push("main headings: " + headings.join(" "));
headings.forEach((level, i) => {
  if (i > 0 && level > headings[i - 1] + 1) wrong.push("a level left out: " + headings.join(" "));
});
return wrong;
