// Numbers in words, the same on the whole page.

/** A share of one, in percent; never 100 % nor 0 %, for nothing is that sure. */
export function percent(share) {
  const rounded = share > 0.9995 ? ">\u00a099.9" : share < 0.0005 ? "<\u00a00.1" : (100 * share).toFixed(1);
  return `${rounded}\u00a0%`;
}

/** An accuracy as it was measured, in percent. */
export function accuracy(share) {
  return `${(100 * share).toFixed(1)}\u00a0%`;
}

/** A number with a true minus, to so many places. */
export function number(value, places = 2) {
  const rounded = value.toFixed(places);
  const text = Number(rounded) === 0 ? rounded.replace("-", "") : rounded.replace("-", "−");
  return places === 0 ? whole(value) : text;
}

/** With its sign, plus or minus. */
export function signed(value, places = 2) {
  return (Number(value.toFixed(places)) > 0 ? "+" : "") + number(value, places);
}

/** A whole number with commas between its thousands. (What the browser has for that takes ten milliseconds at first.) */
export function whole(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",").replace("-", "−");
}

/** One thing or many. */
export function count(n, one, many = `${one}s`) {
  return `${whole(n)} ${n === 1 ? one : many}`;
}
