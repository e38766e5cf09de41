/** The queue of a PixelBudget is full. */
export class BudgetFullError extends Error {
  constructor(waiting: number) {
    super(`Too many pictures are waiting to be made (${waiting}); try again in a moment.`);
    this.name = 'BudgetFullError';
  }
}

interface Waiter {
  pixels: number;
  start: () => void;
}

/**
 * Bounds work by the pixels in flight: ten small pictures run where one large one would. First come, first
 * served, so a large job is never overtaken for ever; a job larger than the whole budget runs alone.
 *
 * @example await budget.run(info.pixels, () => render(path, info, { sizes }), signal)
 */
export class PixelBudget {
  readonly #maxPixels: number;
  readonly #maxWaiting: number;
  readonly #queue: Waiter[] = [];
  #inFlight = 0;

  constructor(maxPixels: number, options: { maxWaiting?: number } = {}) {
    if (!(maxPixels > 0)) throw new RangeError('A pixel budget must be above 0.');
    this.#maxPixels = maxPixels;
    this.#maxWaiting = options.maxWaiting ?? 1_000;
  }

  /** Pixels reserved by running work; never above the budget. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Jobs that wait for their turn. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Runs `work` when its pixels fit.
   *
   * @param signal leaves the queue when it aborts; running work must watch it by itself
   * @throws BudgetFullError when `maxWaiting` jobs wait already; the signal's reason when it aborts in the queue
   */
  async run<T>(pixels: number, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const weight = Math.min(Math.max(pixels, 1), this.#maxPixels);
    if (this.#queue.length > 0 || !this.#fits(weight)) await this.#turn(weight, signal);
    else this.#inFlight += weight;
    try {
      return await work();
    } finally {
      this.#inFlight -= weight;
      this.#startNext();
    }
  }

  #fits(weight: number): boolean {
    return this.#inFlight + weight <= this.#maxPixels;
  }

  #turn(pixels: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#queue.length >= this.#maxWaiting) throw new BudgetFullError(this.#queue.length);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        reject(signal?.reason);
        // The one who left may have been what held up the line.
        this.#startNext();
      };
      const waiter: Waiter = {
        pixels,
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiter);
    });
  }

  /** The pixels are reserved here, not when the waiter wakes, so that nobody slips in between. */
  #startNext(): void {
    for (let next = this.#queue[0]; next !== undefined && this.#fits(next.pixels); next = this.#queue[0]) {
      this.#queue.shift();
      this.#inFlight += next.pixels;
      next.start();
    }
  }
}
