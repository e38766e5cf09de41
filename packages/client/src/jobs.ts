import type { Client } from 'openapi-fetch';
import type { paths } from './api.generated.ts';
import type { Job } from './api-types.ts';
import type { Live } from './live/live.ts';
import { answered } from './transport/answered.ts';
import { watchJob } from './watch-job.ts';

interface Abortable {
  signal?: AbortSignal | undefined;
}

/** Long work of the server. */
export interface Jobs {
  get(id: string, options?: Abortable): Promise<Job>;
  /**
   * The job whenever it has moved, from how it stands now to how it ended: `completed`, `failed` or `cancelled`.
   * Leaving the loop ends the watching; so does the signal, which rejects.
   */
  watch(id: string, options?: Abortable): AsyncIterableIterator<Job>;
}

export function createJobs(api: Client<paths>, live: Live | undefined): Jobs {
  const get: Jobs['get'] = async (id, { signal = null } = {}) =>
    answered(await api.GET('/api/v1/jobs/{id}', { params: { path: { id } }, signal }));
  return {
    get,
    watch: (id, { signal } = {}) => watchJob((inner) => get(id, { signal: inner }), { signal, live }),
  };
}
