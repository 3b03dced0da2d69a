// Ink made into an image as MNIST made its own: the rule of Digitwise's `normalise`, number for number.

export const SIDE = 28;
const BOX = 20; // longer side of a digit in its image
const CENTRE = 14.5; // where MNIST's images have their centre of mass
const FAINT = 0.3; // ink below this share of the full stroke is fringe
const FULL_PIXELS = 16; // a stroke from top to bottom of the box covers about this many pixels fully

/**
 * @param {Uint8Array} ink
 * @param {number} width
 * @param {number} height
 * @returns {Uint8Array | null} 784 bytes, 0 = paper, 255 = ink; null without ink
 */
export function normalise(ink, width, height) {
  const bounds = boundsOf(ink, width, height);
  if (bounds === null) return null;
  const fringe = 1 + Math.floor(Math.max(bounds.bottom - bounds.top, bounds.right - bounds.left) / 8);
  const part = cropped(ink, width, height, bounds, fringe);
  return fullInk(averaged(framed(part)));
}

function boundsOf(ink, width, height) {
  const faint = FAINT * ink.reduce((a, b) => Math.max(a, b), 0);
  if (faint === 0) return null;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (ink[row * width + column] <= faint) continue;
      left = Math.min(left, column);
      top = Math.min(top, row);
      right = Math.max(right, column + 1);
      bottom = Math.max(bottom, row + 1);
    }
  }
  return { left, top, right, bottom };
}

function cropped(ink, width, height, bounds, fringe) {
  const [left, top] = [Math.max(0, bounds.left - fringe), Math.max(0, bounds.top - fringe)];
  const [right, bottom] = [Math.min(width, bounds.right + fringe), Math.min(height, bounds.bottom + fringe)];
  const part = { ink: new Float64Array((right - left) * (bottom - top)), width: right - left, height: bottom - top };
  for (let row = top; row < bottom; row++) {
    part.ink.set(ink.subarray(row * width + left, row * width + right), (row - top) * part.width);
  }
  part.bounds = boundsOf(part.ink, part.width, part.height);
  return part;
}

/** The square that becomes the image: the centre of mass in its middle, the ink inside it. */
function framed({ ink, width, height, bounds }) {
  const side = roundHalfEven((Math.max(bounds.bottom - bounds.top, bounds.right - bounds.left) * SIDE) / BOX);
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      rows[row] += ink[row * width + column];
      columns[column] += ink[row * width + column];
    }
  }
  const up = startOf(rows, bounds.top, bounds.bottom, side);
  const across = startOf(columns, bounds.left, bounds.right, side);
  const frame = new Float64Array(side * side);
  for (let row = Math.max(0, -up); row < Math.min(side, height - up); row++) {
    for (let column = Math.max(0, -across); column < Math.min(side, width - across); column++) {
      frame[row * side + column] = ink[(row + up) * width + column + across];
    }
  }
  return { frame, side };
}

/** Where the frame begins along one direction: MNIST moved its finished digits by whole pixels. */
function startOf(mass, first, end, side) {
  const pixel = side / SIDE;
  let [sum, moment] = [0, 0];
  mass.forEach((value, index) => {
    sum += value;
    moment += value * (index + 0.5);
  });
  const lead = roundHalfEven(CENTRE - (moment / sum - first) / pixel);
  const inside = Math.min(Math.max(lead, 0), Math.trunc(SIDE - (end - first) / pixel));
  return roundHalfEven(first - pixel * inside);
}

/** Each pixel of the image is the mean of what it covers. */
function averaged({ frame, side }) {
  const shares = sharesOf(side);
  const narrow = new Float64Array(side * SIDE);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < SIDE; column++) {
      let sum = 0;
      for (const [from, share] of shares[column]) sum += frame[row * side + from] * share;
      narrow[row * SIDE + column] = sum;
    }
  }
  const image = new Float64Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    for (const [from, share] of shares[row]) {
      for (let column = 0; column < SIDE; column++) image[row * SIDE + column] += narrow[from * SIDE + column] * share;
    }
  }
  return image;
}

/** Of which pixels of a side each of the 28 is made, and how much of each. */
function sharesOf(side) {
  const size = side / SIDE;
  return Array.from({ length: SIDE }, (_, index) => {
    const [start, end] = [index * size, (index + 1) * size];
    const shares = [];
    for (let from = Math.floor(start); from < Math.min(side, Math.ceil(end - 1e-9)); from++) {
      shares.push([from, (Math.min(end, from + 1) - Math.max(start, from)) / size]);
    }
    return shares;
  });
}

/** Stretched until the pixels that a whole stroke covers are full ink. */
function fullInk(image) {
  const sorted = Float64Array.from(image).sort();
  const strong = Math.max(sorted[sorted.length - FULL_PIXELS], sorted[sorted.length - 1] / 4, 1e-6);
  return Uint8Array.from(image, (value) => Math.min(255, roundHalfEven((value * 255) / strong)));
}

/** As Python and NumPy round. */
function roundHalfEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return rest > 0.5 ? floor + 1 : floor;
}
