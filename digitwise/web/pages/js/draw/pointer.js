// Mouse, finger and pen, as strokes.

/**
 * Follow whatever draws on an element, one pointer at a time.
 * @param {HTMLElement} element
 * @param {{begin: (sample: Sample, erases: boolean) => void, extend: (samples: Sample[]) => void,
 *   end: () => void, drop: () => void}} stroke what to do with a stroke; `drop` forgets the one under way
 * @typedef {{x: number, y: number, pressure: number}} Sample with x and y from 0 to 1 across the element
 */
export function followPointer(element, stroke) {
  let drawing = null;
  let frame = null;

  const sampleOf = (event) => ({
    x: (event.clientX - frame.left) / frame.width,
    y: (event.clientY - frame.top) / frame.height,
    // Only a pen knows; a finger may claim to be pressed with 0 or 1.
    pressure: event.pointerType === "pen" ? event.pressure : 0.5,
  });

  const end = (event) => {
    if (event.pointerId !== drawing?.pointerId) return;
    drawing = null;
    stroke.end();
  };

  element.addEventListener("pointerdown", (event) => {
    // The palm comes before the pen: then the pen is meant. Whatever comes later is a palm, or a second finger.
    if (event.pointerType === "pen" && drawing?.pointerType === "touch") stroke.drop();
    else if (drawing !== null) return;
    if (!event.isPrimary || event.button === 1) return;
    drawing = event;
    frame = element.getBoundingClientRect();
    element.setPointerCapture(event.pointerId);
    stroke.begin(sampleOf(event), erasesWith(event));
  });
  element.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drawing?.pointerId) return;
    const events = event.getCoalescedEvents?.() ?? [];
    stroke.extend((events.length ? events : [event]).map(sampleOf));
  });
  // A stroke that the system takes away is ended, not lost.
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) element.addEventListener(name, end);
  element.addEventListener("contextmenu", (event) => event.preventDefault());
}

/** The right button of a mouse, and the other end of a pen. */
function erasesWith(event) {
  return event.button === 2 || event.button === 5;
}
