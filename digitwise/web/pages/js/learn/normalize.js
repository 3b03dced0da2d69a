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
  const faint = FAINT * strongestOf(ink);
  if (faint === 0) return null;
  // From each edge inwards: paper is looked at, but nothing of what lies within the ink.
  const rowHas = (row) => {
    for (let at = row * width, end = at + width; at < end; at++) if (ink[at] > faint) return true;
    return false;
  };
  let top = 0;
  while (!rowHas(top)) top++;
  let bottom = height;
  while (!rowHas(bottom - 1)) bottom--;
  const columnHas = (column) => {
    for (let at = top * width + column, end = bottom * width; at < end; at += width) if (ink[at] > faint) return true;
    return false;
  };
  let left = 0;
  while (!columnHas(left)) left++;
  let right = width;
  while (!columnHas(right - 1)) right--;
  return { left, top, right, bottom };
}

function strongestOf(ink) {
  if (ink.includes(255)) return 255;
  let strongest = 0;
  for (let index = 0; index < ink.length; index++) if (ink[index] > strongest) strongest = ink[index];
  return strongest;
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
    let sum = 0;
    for (let column = 0, at = row * width + left, end = row * width + right; at < end; at++, column++) {
      const value = ink[at];
      if (value === 0) continue;
      sum += value;
      columns[column] += value;
    }
    rows[row - top] = sum;
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
      let at = (inside.top + up) * width + from + across;
      for (let row = inside.top; row < inside.bottom; row++, at += width) {
        const value = ink[at];
        if (value !== 0) narrow[row * SIDE + column] += value * share;
      }
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
