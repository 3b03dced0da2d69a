// Images and weights on canvases, in the colors of the page.

let known = null;

/** The colors of the page as numbers, read anew when the scheme changes. */
export function colors() {
  if (known === null) {
    const style = getComputedStyle(document.documentElement);
    const names = ["sheet", "ink", "ink-soft", "hair", "edge", "blue", "bar", "for", "against", "amber", "desk"];
    known = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }
  return known;
}

/**
 * Do something when the colors of the page have changed.
 * @param {() => void} repaint
 */
export function whenColorsChange(repaint) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    known = null;
    repaint();
  });
}

/** A color like #1f4fc4, or rgb(31 79 196), as red, green and blue. */
export function channels(color) {
  if (color.startsWith("rgb")) return color.match(/\d+/g).map(Number);
  const digits = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit).join("") : color.slice(1);
  return [0, 2, 4].map((start) => Number.parseInt(digits.slice(start, start + 2), 16));
}

/**
 * An image as ink on paper.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number> | null} image 784 values from 0 to 255
 */
export function paintInk(canvas, image) {
  const ink = channels(colors().ink);
  paintPixels(canvas, (index) => (image?.[index] ?? 0) / 255, () => ink); // prettier-ignore
}

/**
 * What speaks for and against, from nothing to a limit.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values as many as the canvas has pixels, NaN where there is nothing to say
 * @param {number} limit which is painted in full color
 */
export function paintSigned(canvas, values, limit) {
  const [plus, minus, none] = [colors().for, colors().against, colors().hair].map(channels);
  const shareOf = (index) => (Number.isNaN(values[index]) ? 1 : Math.min(1, Math.abs(values[index]) / (limit || 1)));
  paintPixels(canvas, shareOf, (index) => (values[index] > 0 ? plus : Number.isNaN(values[index]) ? none : minus));
}

/**
 * Every pixel of a canvas in some color on paper.
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas
 * @param {(index: number) => number} shareOf how much of the color, from 0 to 1
 * @param {(index: number) => number[]} colorOf red, green and blue
 */
export function paintPixels(canvas, shareOf, colorOf) {
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(canvas.width, canvas.height);
  const { data } = pixels;
  const paper = channels(colors().sheet);
  for (let index = 0, at = 0; at < data.length; index++) {
    const share = shareOf(index);
    const color = colorOf(index);
    for (let channel = 0; channel < 3; channel++) data[at++] = paper[channel] + share * (color[channel] - paper[channel]);
    data[at++] = 255;
  }
  context.putImageData(pixels, 0, 0);
}

/**
 * A canvas with as many pixels as the screen has there, in units of its own.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in units
 * @returns {{context: CanvasRenderingContext2D, width: number, height: number}}
 */
export function fitted(canvas, width) {
  const [across, down] = [canvas.clientWidth, canvas.clientHeight].map((size) => Math.round(size * devicePixelRatio));
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  const context = canvas.getContext("2d");
  const scale = across / width;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, down / scale);
  return { context, width, height: down / scale };
}

/** A color between two others. */
export function between(from, to, share) {
  const [a, b] = [channels(from), channels(to)];
  return `rgb(${a.map((value, index) => Math.round(value + share * (b[index] - value))).join(" ")})`;
}

/**
 * The places of the largest values, whatever their sign, the largest first; of zeros none.
 * @param {ArrayLike<number>} values
 * @param {number} count at most
 */
export function strongestOf(values, count) {
  const order = [];
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index]);
    if (size === 0 || (order.length === count && size <= Math.abs(values[order[count - 1]]))) continue;
    let place = order.length === count ? count - 1 : order.length;
    for (; place > 0 && Math.abs(values[order[place - 1]]) < size; place--) order[place] = order[place - 1];
    order[place] = index;
  }
  return order;
}
