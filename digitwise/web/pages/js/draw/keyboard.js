// A pen that is moved with the arrow keys and lowered with the space bar.

const STEP = 10;
const FAR = 40;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Listen to the keys of the pad.
 * @param {HTMLElement} element
 * @param {{width: number, height: number}} size units of the pad
 * @param {{begin: (at: object) => void, extend: (at: object) => void, end: () => void, moved: () => void,
 *   say: (words: string) => void, clear: () => void, answer: () => void}} pad
 * @returns {{x: number, y: number, down: boolean, shown: boolean, lift: () => void}} the pen, which is drawn by the pad
 */
export function followKeys(element, size, pad) {
  const pen = { x: size.width / 4, y: size.height / 4, down: false, shown: false, lift };
  const held = new Set();

  const move = (far) => {
    // Two arrows held together go aslant, though only the later one repeats.
    for (const key of held) {
      pen.x = Math.min(size.width, Math.max(0, pen.x + WAYS[key][0] * far));
      pen.y = Math.min(size.height, Math.max(0, pen.y + WAYS[key][1] * far));
    }
    pen.shown = true;
    if (pen.down) pad.extend(pen);
    pad.moved();
  };

  function lift() {
    if (!pen.down) return;
    pen.down = false;
    pad.end();
    pad.say("Pen lifted");
  }

  const toggle = () => {
    pen.shown = true;
    if (pen.down) return lift();
    pen.down = true;
    pad.begin(pen);
    pad.say("Pen down");
  };

  const keys = {
    " ": toggle,
    Delete: () => pad.clear(),
    Backspace: () => pad.clear(),
    Enter: () => pad.answer(),
    Escape: () => element.blur(),
  };

  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in WAYS) {
      held.add(event.key);
      move(event.shiftKey ? FAR : STEP);
    } else if (event.key in keys) {
      keys[event.key]();
    } else return;
    event.preventDefault();
  });
  element.addEventListener("keyup", (event) => held.delete(event.key));
  element.addEventListener("blur", () => {
    held.clear();
    pen.shown = false;
    lift();
    pad.moved();
  });
  return pen;
}
