// What the page says about a reading, to eyes and to ears.

const REASONS = {
  speck: "a speck",
  ruling: "a printed line",
  border: "cut off at the border",
  ring: "around the writing",
  texture: "the grain of the ground",
  sign: "a sign between numbers",
  not_a_digit: "not a digit",
};

/**
 * A share in percent; never 100 %, for nothing is that sure.
 * @param {number} share 0 to 1
 */
export function percent(share) {
  const rounded = share > 0.99 ? "> 99" : share < 0.01 ? "< 1" : String(Math.round(100 * share));
  return `${rounded} %`.replaceAll(" ", "\u00a0");
}

/**
 * Why a piece of ink was not read.
 * @param {string} reason
 */
export function reasonOf(reason) {
  return REASONS[reason] ?? reason.replaceAll("_", " ");
}

/**
 * The same of one piece, with how sure that is where the network has decided it.
 * @param {{reason: string, confidence: number}} rejected
 */
export function whyLeftOut({ reason, confidence }) {
  return reason === "not_a_digit" ? `${reasonOf(reason)} (${percent(confidence)} sure)` : reasonOf(reason);
}

/**
 * Whether there is no ink at all in a picture.
 * @param {object} reading
 */
export function isBlank(reading) {
  return reading.digits.length === 0 && reading.rejected.length === 0;
}

/**
 * The answer in one word: what kind of answer it is.
 * @param {{reading?: object, problem?: object, busy?: boolean}} answer
 * @returns {"empty" | "busy" | "problem" | "read" | "none" | "nothing"} `none`: there is ink, but no digit
 */
export function kindOf(answer) {
  if (answer.problem) return "problem";
  if (answer.reading?.digits.length) return "read";
  if (answer.busy) return "busy";
  if (!answer.reading) return "empty";
  return isBlank(answer.reading) ? "nothing" : "none";
}

/**
 * The answer as a sentence, for the live region.
 * @param {{reading?: object, problem?: object}} answer
 * @param {"draw" | "picture"} surface
 */
export function sentenceOf(answer, surface) {
  const kind = kindOf(answer);
  if (kind === "read") return `Read ${spoken(answer.reading)}.${doubts(answer.reading)}`;
  return kind === "problem" ? answer.problem.message : headline(kind, surface);
}

/**
 * What stands in the place of a number when there is none.
 * @param {string} kind
 * @param {"draw" | "picture"} surface
 */
export function headline(kind, surface) {
  if (kind === "none") return "That is not a digit";
  if (kind === "busy") return "Reading …";
  if (surface === "draw") return "Draw a number";
  return kind === "nothing" ? "No number in this picture" : "Bring a picture";
}

/** Digit by digit, as one reads out a telephone number: a screen reader would make thousands of it. */
function spoken(reading) {
  const signs = { "-": "minus", ".": "point", ",": "comma", "/": "slash", ":": "colon", "□": "empty box" };
  return reading.numbers.map(({ text }) => [...text].map((sign) => signs[sign] ?? sign).join(" ")).join("; ");
}

function doubts(reading) {
  const doubtful = reading.digits.filter((digit) => digit.doubtful);
  if (doubtful.length === 0) return "";
  const named = doubtful.slice(0, 3).map((digit) => `the ${digit.text}, ${percent(digit.confidence)} sure`);
  return ` Doubtful: ${named.join("; ")}${doubtful.length > 3 ? " and others" : ""}.`;
}
