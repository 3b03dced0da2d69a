// Making elements: the page is built by hand, without inline styles or markup made of strings.

/**
 * An element by its id.
 * @param {string} id
 */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Make an element.
 * @param {string} tag
 * @param {Object<string, string | number | boolean | null>} attributes true is an attribute without value, false and
 *   null are none.
 * @param {...(Node | string)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * A button.
 * @param {string} label
 * @param {() => void} press
 * @param {Object<string, string>} attributes
 */
export function makeButton(label, press, attributes = {}) {
  const button = make("button", { type: "button", class: "button", ...attributes }, label);
  button.addEventListener("click", press);
  return button;
}

/**
 * Let the arrow keys move between the items of a group, of which one can be reached with Tab.
 * @param {HTMLElement} group
 * @param {string} selector of its items
 */
export function moveWithArrows(group, selector) {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  group.addEventListener("keydown", (event) => {
    const items = [...group.querySelectorAll(selector)];
    const place = items.indexOf(document.activeElement);
    if (place < 0) return;
    const last = items.length - 1;
    const goals = { Home: 0, End: last };
    const goal = goals[event.key] ?? (event.key in steps ? place + steps[event.key] : null);
    if (goal === null) return;
    event.preventDefault();
    items[Math.min(last, Math.max(0, goal))].focus();
  });
}
