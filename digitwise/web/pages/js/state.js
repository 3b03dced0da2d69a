// What the page knows, in one place; whoever shows some of it is told of every change.

/**
 * @param {object} initial
 */
export function createState(initial) {
  let current = initial;
  const listeners = [];
  return {
    /** What is known now. */
    get current() {
      return current;
    },

    /**
     * Change some of it.
     * @param {object} changes
     */
    set(changes) {
      const before = current;
      current = { ...current, ...changes };
      for (const listener of listeners) listener(current, before);
    },

    /**
     * Be told of every change.
     * @param {(now: object, before: object) => void} listener
     */
    listen(listener) {
      listeners.push(listener);
    },
  };
}
