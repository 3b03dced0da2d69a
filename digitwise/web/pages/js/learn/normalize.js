// Ink made into an image as MNIST made its own: the rule of Digitwise's `normalize`, number for number.

export const SIDE = 28;
const BOX = 20; // longer side of a digit in its image
const CENTER = 14.5; // where MNIST's images have their center of mass
const FAINT = 0.3; // ink below this share of the full stroke is fringe
const FULL_PIXELS = 16; // a stroke from top to bottom of the box covers about this many pixels fully

/**
 * @param {Uint8Array} ink
 * @param {number} width
 * @param {number} height
 * @returns {Uint8Array | null} 784 bytes, 0 = paper, 255 = ink; null without ink
 */
export function normalize(ink, width, height) {
  const bounds = boundsOf(ink, width, height);
  return bounds && fullInk(averaged(ink, width, framed(ink, width, height, bounds)));
}

function boundsOf(ink, width, height) {
  let strongest = 0;
  for (let index = 0; index < ink.length; index++) if (ink[index] > strongest) strongest = ink[index];
  const faint = FAINT * strongest;
  if (faint === 0) return null;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      if (ink[at] <= faint) continue;
      if (column < left) left = column;
      if (column >= right) right = column + 1;
      if (row < top) top = row;
      bottom = row + 1;
    }
  }
  return { left, top, right, bottom };
}

/** The square that becomes the image: the center of mass in its middle, the ink and its fringe inside it. */
function framed(ink, width, height, bounds) {
  const longer = Math.max(bounds.bottom - bounds.top, bounds.right - bounds.left);
  const fringe = 1 + Math.floor(longer / 8);
  const side = roundHalfEven((longer * SIDE) / BOX);
  const [left, top] = [Math.max(0, bounds.left - fringe), Math.max(0, bounds.top - fringe)];
  const [right, bottom] = [Math.min(width, bounds.right + fringe), Math.min(height, bounds.bottom + fringe)];
  const rows = new Float64Array(bottom - top);
  const columns = new Float64Array(right - left);
  for (let row = top; row < bottom; row++) {
    for (let column = left, at = row * width + left; column < right; column++, at++) {
      rows[row - top] += ink[at];
      columns[column - left] += ink[at];
    }
  }
  const up = top + startOf(rows, bounds.top - top, bounds.bottom - top, side);
  const across = left + startOf(columns, bounds.left - left, bounds.right - left, side);
  // Of the frame, only where it covers the digit and its fringe is anything but paper.
  const inside = {
    left: Math.max(0, left - across), right: Math.min(side, right - across),
    top: Math.max(0, top - up), bottom: Math.min(side, bottom - up),
  }; // prettier-ignore
  return { side, up, across, inside };
}

/** Where the frame begins along one direction: MNIST moved its finished digits by whole pixels. */
function startOf(mass, first, end, side) {
  const pixel = side / SIDE;
  let [sum, moment] = [0, 0];
  mass.forEach((value, index) => {
    sum += value;
    moment += value * (index + 0.5);
  });
  const lead = roundHalfEven(CENTER - (moment / sum - first) / pixel);
  const inside = Math.min(Math.max(lead, 0), Math.trunc(SIDE - (end - first) / pixel));
  return roundHalfEven(first - pixel * inside);
}

/** Each pixel of the image is the mean of what it covers, row by row and then column by column. */
function averaged(ink, width, { side, up, across, inside }) {
  const size = side / SIDE;
  const narrow = new Float64Array(side * SIDE);
  for (let column = 0; column < SIDE; column++) {
    const end = Math.min(inside.right, endOf(column, size, side));
    for (let from = Math.max(inside.left, Math.floor(column * size)); from < end; from++) {
      const share = shareOf(column, from, size);
      for (let row = inside.top; row < inside.bottom; row++) narrow[row * SIDE + column] += ink[(row + up) * width + from + across] * share;
    }
  }
  const image = new Float64Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    const end = Math.min(inside.bottom, endOf(row, size, side));
    for (let from = Math.max(inside.top, Math.floor(row * size)); from < end; from++) {
      const share = shareOf(row, from, size);
      for (let column = 0; column < SIDE; column++) image[row * SIDE + column] += narrow[from * SIDE + column] * share;
    }
  }
  return image;
}

/** Behind the last pixel of a side that the image's pixel at a place covers. */
function endOf(place, size, side) {
  return Math.min(side, Math.ceil((place + 1) * size - 1e-9));
}

/** Which share of the image's pixel at a place is a pixel of the side. */
function shareOf(place, from, size) {
  return (Math.min((place + 1) * size, from + 1) - Math.max(place * size, from)) / size;
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

/** An image moved by whole pixels; what leaves it is lost, and paper comes in. */
export function moved(image, across, down) {
  const other = new Uint8Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const [from, before] = [row - down, column - across];
      const inside = from >= 0 && from < SIDE && before >= 0 && before < SIDE;
      if (inside) other[row * SIDE + column] = image[from * SIDE + before];
    }
  }
  return other;
}
