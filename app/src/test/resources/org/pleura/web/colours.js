// How far apart the colours of lines stand that may be drawn in one chart, for usual eyes and for each kind of
// colour blindness: the least distance in CIELAB (CIE 1976) over all pairs and kinds.
// Seen colours by the matrices of Machado, Oliveira and Fernandes (2009) for complete loss of a kind of cone.
const SEEN = [
  [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
];

const linear = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

/** From linear sRGB, with the white of daylight (D65). */
function lab([red, green, blue]) {
  const root = (t) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116);
  const x = root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = root(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = root((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const looks = arguments[0].map((look) => {
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("class", look);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.append(line);
  document.body.append(svg);
  const colour = getComputedStyle(line).stroke.match(/\d+/g).map((channel) => linear(channel / 255));
  svg.remove();
  return colour;
});

let least = Infinity;
for (const matrix of SEEN) {
  const seen = looks.map((colour) => lab(matrix.map((row) =>
    Math.max(0, Math.min(1, row.reduce((sum, weight, i) => sum + weight * colour[i], 0))))));
  for (let i = 0; i < seen.length; i++) {
    for (let j = 0; j < i; j++) least = Math.min(least, Math.hypot(...seen[i].map((value, k) => value - seen[j][k])));
  }
}
return least;
