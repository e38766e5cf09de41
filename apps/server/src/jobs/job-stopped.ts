/** Why a job's signal was aborted. `cancelled` is also said of a job that another worker has taken over. */
export class JobStopped extends Error {
  readonly why: 'cancelled' | 'timed out' | 'process stops';

  constructor(why: JobStopped['why']) {
    super(`the job was stopped: ${why}`);
    this.name = 'AbortError';
    this.why = why;
  }
}
