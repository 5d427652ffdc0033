// An image is dropped; the model's probability, what that is worth, and where it looked.
import { ask, className, fixed, h, icon, minus, probability, problem, slider, wait } from "./parts.js";
import { base64Picture, cellWords, legend, paint, paintMap } from "./pictures.js";

const MOST_BYTES = 32 * 1024 * 1024;

export async function show(place, { run, path, gone }) {
  const result = h("div", { "aria-live": "polite" });
  const input = h("input", { type: "file", accept: "image/png,image/jpeg", class: "unseen", name: "image",
    onchange: () => input.files[0] && predict(input.files[0]) });
  const drop = h("label", { class: "drop" }, icon("M12 15V4M8 8l4-4l4 4M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3"),
    h("strong", {}, "Drop a chest X-ray here, or choose one"), h("span", {}, "PNG or JPEG, up to 32 MiB"), input);
  // Anywhere on the page: beside the frame a browser would open the file instead.
  for (const [type, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(type, (event) => { event.preventDefault(); drop.classList.toggle("over", over); }, { signal: gone });
  }
  document.addEventListener("drop", (event) => event.dataTransfer.files[0] && predict(event.dataTransfer.files[0]), { signal: gone });
  place.replaceChildren(h("h1", {}, "What does the model say?"),
    h("p", { class: "lead" }, "The image goes to the program on this machine, is looked at, and is not kept."),
    run.imagesGone === undefined ? "" : h("p", { class: "note" }, `This run's images are no longer at ${run.imagesGone}; the model can be asked, but not whether an image is like those it was trained on.`),
    drop, result);

  let asked = 0;
  async function predict(file) {
    const mine = ++asked;
    input.value = "";
    result.replaceChildren(wait(`Looking at ${file.name}.`));
    try {
      if (file.size > MOST_BYTES) throw new Error("An image may have 32 MiB at most; this one is larger.");
      const answer = await (await ask(path + "/predict", { method: "POST",
        headers: { "Content-Type": "application/octet-stream" }, body: file })).json();
      const card = await drawn(answer, file.name, run);
      if (mine === asked) result.replaceChildren(card);
    } catch (failure) {
      if (mine === asked) result.replaceChildren(problem(failure));
    }
  }
}

async function drawn(answer, name, run) {
  const picture = await base64Picture(answer.prepared);
  const plain = h("canvas", { role: "img", "aria-label": "The prepared image" });
  const map = h("canvas", { role: "img", "aria-label": "The image in the colours of the map" });
  paint(plain, picture);
  const look = { opacity: 1, grid: false };
  const draw = () => paintMap(map, picture, answer.map, look);
  await draw();
  return h("div", { class: "answer" },
    h("div", {},
      h("div", { class: "pair" },
        h("figure", {}, h("div", { class: "film" }, plain), h("figcaption", {}, "As the network sees it")),
        h("figure", {}, h("div", { class: "film" }, map), h("figcaption", {},
          `${answer.map.title} at ${answer.map.layer}: ${cellWords(answer.map)}`))),
      legend(answer.map.signed),
      h("div", { class: "row map-controls" },
        slider("Colour", { min: 0, max: 1, step: 0.05, value: 1, show: (v) => fixed(100 * v, 0) + " %", name: "opacity" },
          (value) => { look.opacity = value; draw(); }),
        h("label", { class: "row small" }, h("input", { type: "checkbox", name: "grid",
          onchange: (event) => { look.grid = event.target.checked; draw(); } }), "Cells")),
      h("p", { class: "small" }, "Full colour is this map's own strongest cell: a map of faint evidence looks as strong as one of much. Nothing smaller than a cell is located.")),
    h("div", { class: "card" },
      warnings(answer.warnings),
      answer.own === undefined ? null : h("p", { class: "note own" }, answer.own.sentence),
      answer.notCompared === undefined ? null : h("p", { class: "note" }, answer.notCompared),
      h("p", { class: "small" }, name),
      h("div", { class: "probability" }, probability(answer.probability, answer.threshold)),
      h("p", {}, "probability of ", className(answer.positive, 1)),
      scale(answer),
      answer.worth === undefined ? null : h("p", { class: "worth" }, answer.worth.sentence.replaceAll(" %", "\u00a0%")),
      answer.worth?.scaled === undefined ? null : h("p", { class: "small" },
        `Scaled by the temperature of the validation images (${fixed(answer.worth.temperature)}): ${probability(answer.worth.scaled, answer.threshold)}.`),
      h("dl", { class: "facts" },
        h("dt", {}, "Called"), h("dd", {}, className(answer.called, answer.called === answer.positive ? 1 : 0), ` at the threshold ${fixed(answer.threshold, 3)}`),
        h("dt", {}, "Logit"), h("dd", { class: "number" }, fixed(answer.logit, 3)),
        h("dt", {}, "File"), h("dd", {}, `${answer.image.format}, ${answer.image.height} \u00d7 ${answer.image.width}, ${answer.image.channels === 1 ? "gray" : answer.image.channels + " channels"}, ${answer.image.bitsPerSample} bits`),
        h("dt", {}, "Model"), h("dd", {}, run.name))));
}

function warnings(sentences) {
  return sentences.length === 0 ? null : h("div", { class: "note", role: "alert" },
    h("strong", {}, "This image is unlike what the model knows; its answer may mean nothing."),
    h("ul", {}, sentences.map((sentence) => h("li", {}, minus(sentence)))));
}

function scale(answer) {
  const mark = h("b");
  mark.style.left = 100 * answer.probability + "%";
  return h("div", { class: "scale", role: "img", "aria-label": `${probability(answer.probability, answer.threshold)} on a scale from ${answer.negative} to ${answer.positive}` },
    mark, h("span", { class: "first" }, answer.negative), h("span", { class: "last" }, answer.positive));
}
