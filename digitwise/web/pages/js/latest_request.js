// One request at a time, and the newest wins: who draws fast must not wait for answers to what is no longer there.

/** Does some work for the newest question only. */
export class Newest {
  #work;
  #pause;
  #next = null;
  #busy = false;
  #wake = () => {};
  #current = new AbortController();

  /**
   * @param {(question: any, signal: AbortSignal) => Promise<void>} work to be given up when the signal says so
   * @param {number} pause milliseconds from one beginning to the next, unless a question is urgent
   */
  constructor(work, pause) {
    this.#work = work;
    this.#pause = pause;
  }

  /**
   * Have this done next, in place of whatever waited.
   * @param {any} question
   * @param {boolean} urgent without a pause, and without waiting for an answer that is out of date
   */
  ask(question, urgent) {
    this.#next = { question, urgent };
    if (urgent) {
      this.#wake();
      this.#current.abort();
    }
    if (!this.#busy) this.#run();
  }

  async #run() {
    this.#busy = true;
    try {
      while (this.#next !== null) {
        const { question } = this.#next;
        const begun = performance.now();
        this.#next = null;
        this.#current = new AbortController();
        await this.#work(question, this.#current.signal);
        await this.#rest(begun + this.#pause - performance.now());
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Wait, but not when something urgent waits or comes. */
  async #rest(milliseconds) {
    if (milliseconds <= 0 || this.#next?.urgent) return;
    await new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, milliseconds);
    });
    this.#wake = () => {};
  }
}
