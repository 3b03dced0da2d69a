// The server of a review: what to look at, and decisions that are kept one request after the other.

const ROOT = new URL("../../../", import.meta.url);

/** What is to be decided, and how far the review is. */
export async function loadReview() {
  return ask(new URL("api/review", ROOT));
}

/**
 * The address of the picture of a cell.
 * @param {{sheet: string, grid: number, row: number, column: number}} cell
 */
export function cropOf({ sheet, grid, row, column }) {
  return new URL(`api/review/crops/${sheet}/${grid}-${row}-${column}.png`, ROOT).href;
}

/**
 * Decisions on their way to the disk. The page goes on meanwhile; nothing is dropped when the server does not answer.
 */
export class Keeper {
  #waiting = [];
  #under_way = false;

  /**
   * @param {(answer: {report: object, breaches: object[]}, left: number) => void} kept called after each request
   * @param {(error: Error) => void} failed
   */
  constructor(kept, failed) {
    this.kept = kept;
    this.failed = failed;
  }

  /** Batches of decisions that are not on the disk yet. */
  get left() {
    return this.#waiting.length;
  }

  /**
   * Keep some decisions, all or none.
   * @param {object[]} decisions
   */
  keep(decisions) {
    this.#waiting.push(decisions);
    this.retry();
  }

  /** Send what was not acknowledged yet. */
  async retry() {
    if (this.#under_way) return;
    this.#under_way = true;
    try {
      while (this.#waiting.length) {
        const body = JSON.stringify({ decisions: this.#waiting[0] });
        const headers = { "Content-Type": "application/json" };
        const answer = await ask(new URL("api/review/decisions", ROOT), { method: "POST", body, headers });
        this.#waiting.shift();
        this.kept(answer, this.#waiting.length);
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.#under_way = false;
    }
  }
}

async function ask(address, request) {
  const answer = await fetch(address, request).catch(() => null);
  if (answer === null) throw new Error("The server does not answer. Is `digitwise review` still running?");
  const document = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(document.message ?? `the server answered ${answer.status}`);
  return document;
}
