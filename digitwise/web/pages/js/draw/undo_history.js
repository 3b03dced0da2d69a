// Undo and redo: every state of the drawing is a list of strokes that is never changed, so a step back is another list.

/** The strokes now, those before and those that were undone. */
export class History {
  #past = [];
  #future = [];

  /** The strokes now. */
  strokes = [];

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * Go on with other strokes; what was undone is forgotten.
   * @param {object[]} strokes
   */
  push(strokes) {
    this.#past.push(this.strokes);
    this.#future = [];
    this.strokes = strokes;
  }

  /** One step back. */
  undo() {
    this.#step(this.#past, this.#future);
  }

  /** One step forward again. */
  redo() {
    this.#step(this.#future, this.#past);
  }

  #step(from, to) {
    if (from.length === 0) return;
    to.push(this.strokes);
    this.strokes = from.pop();
  }
}
