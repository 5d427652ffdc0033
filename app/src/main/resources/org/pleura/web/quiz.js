// The lesson's coin flip: ten X-rays, a guess, the truth; then the model on the same ten.
import { className, figure, fixed, get, h, probability, problem, put, scrolling, send, wait } from "./parts.js";
import { cellWords, grays, legend, paintMap } from "./pictures.js";

export async function show(place, { run, path, gone }) {
  const seed = Math.floor(Math.random() * 1_000_000);
  const quiz = await get(`${path}/quiz?seed=${seed}`, gone);
  const context = { place, run, path, gone, quiz, guesses: [], answers: [] };
  put(place,
    h("h1", {}, "Could you tell?"),
    h("p", { class: "lead" }, `${quiz.images.length} X-rays, one after the other. Say `, className(quiz.positive, 1), " or ",
      className(quiz.negative, 0), run.hasModel ? "; then see how the model did on the same ones." : "."),
    h("div", { class: "card" },
      h("p", {}, quiz.fromTestPart
        ? "All are from the test part, which the model has not seen either."
        : "They are from all images: these have no test part."),
      h("p", { class: "row small" }, h("span", {}, h("kbd", {}, "\u2190"), " or ", h("kbd", {}, "1"), ` ${quiz.positive}`),
        h("span", {}, h("kbd", {}, "\u2192"), " or ", h("kbd", {}, "2"), ` ${quiz.negative}`),
        h("span", {}, h("kbd", {}, "Enter"), " next")),
      h("button", { type: "button", class: "main begin", onclick: () => question(context) }, "Begin")));
  place.querySelector(".begin").focus();
}

function question(context) {
  const { place, path, gone, quiz, guesses, answers } = context;
  const number = guesses.length;
  const image = quiz.images[number];
  const stop = new AbortController();
  gone.addEventListener("abort", () => stop.abort());
  let guessed = false;

  const film = h("div", { class: "film" }, h("img", { src: `/api${path}/images/${image}/gray.png`, alt: `X-ray ${number + 1}` }));
  const said = h("div", { "aria-live": "assertive" });
  const one = h("button", { type: "button", class: "one", onclick: () => guess(1) }, quiz.positive, " ", h("kbd", {}, "1"));
  const zero = h("button", { type: "button", class: "zero", onclick: () => guess(0) }, quiz.negative, " ", h("kbd", {}, "2"));
  place.replaceChildren(dots(quiz.images.length, answers, number),
    h("div", { class: "quiz" }, film,
      h("div", { class: "card" }, h("h1", {}, `X-ray ${number + 1} of ${quiz.images.length}`),
        h("p", { class: "small" }, "What do you see?"), h("div", { class: "guess" }, one, zero), said)));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!guessed && (event.key === "1" || event.key === "ArrowLeft")) guess(1);
    else if (!guessed && (event.key === "2" || event.key === "ArrowRight")) guess(0);
  }, { signal: stop.signal });

  async function guess(label) {
    if (guessed) return;
    guessed = true;
    one.disabled = zero.disabled = true;
    (label === 1 ? one : zero).classList.add("chosen");
    try {
      const answer = (await send(`${path}/quiz`, { guesses: [{ image, label }] })).answers[0];
      guesses.push({ image, label });
      answers.push(answer);
      const last = guesses.length === quiz.images.length;
      const next = h("button", { type: "button", class: "main next", onclick: () => {
        stop.abort();
        (last ? score : question)(context);
      } }, last ? "Your score" : "Next");
      put(said,
        h("p", { class: "verdict" }, answer.right ? "Right." : "Not so."),
        h("p", {}, "It is labelled ", className(answer.class, answer.label), ".",
          answer.probability === undefined ? null : ` The model said ${probability(answer.probability)}, ${answer.modelRight ? "rightly" : "wrongly"} ${answer.model === 1 ? quiz.positive : quiz.negative}.`),
        next);
      place.querySelector(".dots").replaceWith(dots(quiz.images.length, answers, number));
      next.focus();
    } catch (failure) {
      said.replaceChildren(problem(failure));
      guessed = false;
      one.disabled = zero.disabled = false;
      (label === 1 ? one : zero).classList.remove("chosen");
    }
  }
}

function dots(count, answers, now) {
  return h("ol", { class: "dots", "aria-label": `${answers.length} of ${count} answered` },
    Array.from({ length: count }, (_, i) => h("li", {
      class: [answers[i] ? (answers[i].right ? "right" : "wrong") : "", i === now ? "now" : ""].join(" ") },
      h("span", { class: "unseen" }, answers[i] ? (answers[i].right ? "right" : "wrong") : "open"))));
}

async function score(context) {
  const { place, run, path, gone, quiz, guesses } = context;
  place.replaceChildren(wait("Counting."));
  try {
    const result = await send(`${path}/quiz`, { guesses });
    const differed = result.answers.filter((one) => one.model !== undefined && one.model !== one.guess);
    put(place,
      h("h1", {}, `${result.you.right} of ${result.you.of}`),
      h("p", { class: "lead" }, verdict(result)),
      h("dl", { class: "figures" }, figure("Your accuracy", result.you),
        result.theModel ? figure("The model's, on the same", result.theModel) : null),
      h("section", { class: "card" }, h("h2", {}, "All of them"), table(result.answers, quiz)),
      run.hasModel ? h("section", { class: "card differed" }, h("h2", {}, "Where you differed"),
        differed.length === 0 ? h("p", {}, "Nowhere: you and the model said the same of each.") : legend(),
        h("div", { class: "differences" }, await Promise.all(differed.map((one) => difference(one, quiz, path, gone))))) : null,
      h("p", { class: "row" }, h("button", { type: "button", class: "main again", onclick: () => show(place, context) }, "Ten others")));
    place.dataset.score = `${result.you.right}/${result.you.of}`;
  } catch (failure) {
    if (!gone.aborted) place.replaceChildren(problem(failure));
  }
}

function verdict({ you, paired }) {
  const chance = you.low > 0.5 ? "That is better than a coin."
    : you.high < 0.5 ? "A coin would have done better."
    : "From so few, that cannot be told from a coin.";
  return paired ? `${chance} ${besideTheModel(paired)}` : chance;
}

const ONE_IN = 0.05;

/** Both saw the same X-rays, so only those that one of the two had right tell them apart. */
export function besideTheModel({ onlyYou, onlyTheModel, p, test }) {
  if (onlyYou + onlyTheModel === 0) return "You and the model were right on the same X-rays; nothing here tells you apart.";
  const chance = `If you were equally good, chance alone would bring a split as uneven as that, or more so, with probability ${fixed(p, p < 0.1 ? 3 : 2)} (${test})`;
  return `On the same X-rays, only you were right ${times(onlyYou)}, only the model ${times(onlyTheModel)}. ${chance}: `
    + (p > ONE_IN ? "these do not tell you and the model apart." : onlyYou > onlyTheModel ? "you did better than the model." : "the model did better than you.");
}

const times = (count) => (count === 0 ? "never" : count === 1 ? "once" : `${count} times`);

function table(answers, quiz) {
  const word = (label) => className(label === 1 ? quiz.positive : quiz.negative, label);
  const hasModel = answers.some((one) => one.model !== undefined);
  return scrolling({}, h("table", { class: "list" },
    h("thead", {}, h("tr", {}, ["X-ray", "Label", "You", ...(hasModel ? ["Model", "Probability"] : [])].map((title) => h("th", { class: title === "Probability" ? "number" : null }, title)))),
    h("tbody", {}, answers.map((one) => h("tr", {},
      h("td", {}, h("a", { href: `#/data/${one.image}` }, one.name)), h("td", {}, word(one.label)),
      h("td", {}, word(one.guess), one.right ? " \u2713" : " \u2717"),
      hasModel ? h("td", {}, word(one.model), one.modelRight ? " \u2713" : " \u2717") : null,
      hasModel ? h("td", { class: "number" }, probability(one.probability)) : null)))));
}

async function difference(answer, quiz, path, gone) {
  const at = `${path}/images/${answer.image}`;
  const [picture, map] = await Promise.all([grays(`${at}/prepared.png`, gone), get(`${at}/map?method=gradcam`, gone)]);
  const canvas = h("canvas", { role: "img", "aria-label": `Where the model looked in ${answer.name}` });
  await paintMap(canvas, picture, map);
  return h("div", {}, h("p", {}, h("strong", {}, answer.name), ": ", answer.right ? "you were right, the model not" : "the model was right, you not",
    `; it said ${probability(answer.probability)}. Labelled `, className(answer.class, answer.label), "."),
    h("div", { class: "pair" }, h("figure", {}, h("div", { class: "film" }, h("img", { src: `/api${at}/prepared.png`, alt: answer.name })),
      h("figcaption", {}, "The X-ray")),
    h("figure", {}, h("div", { class: "film" }, canvas), h("figcaption", {}, `${map.title}: ${cellWords(map)}`))));
}
