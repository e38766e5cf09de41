import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { token } from '../harness/server.ts';
import type { Fleet } from './fleet.ts';
import type { Ledger } from './ledger.ts';

/** What a caller asks for. */
export interface Question {
  /** As the ledger tells of it when it fails. */
  what: string;
  method?: string;
  path: string;
  json?: unknown;
  /** Made anew for each try. */
  form?: () => FormData;
  /** Statuses that answer the question. */
  expected: readonly number[];
  /** Others that do when an earlier try may have been carried out unheard. */
  expectedAgain?: readonly number[];
}

export interface Heard {
  status: number;
  bytes: Buffer;
  /** Of a JSON answer. */
  body: Record<string, never> & { [key: string]: unknown };
  /** Tries before, of which nobody knows whether they were carried out. */
  unheard: number;
}

/** ms that a caller keeps asking, and that one answer may take */
const PATIENCE = { asking: 180_000, answer: 60_000 };
/** ms; the server's Retry-After is whole seconds, and a soak is short */
const PAUSE = 150;

/**
 * Asks as a patient caller does: again on 503 with Retry-After, and when the process that was asked is killed. A 503
 * that has no cause is a failure none the less.
 */
export type Ask = (question: Question) => Promise<Heard | undefined>;

/** @returns a function that resolves to undefined when the question was never answered as expected; the ledger has why */
export function asker(fleet: Fleet, ledger: Ledger, userId: string): Ask {
  return async ({ what, method = 'GET', path, json, form, expected, expectedAgain = [] }) => {
    const key = method === 'POST' ? randomUUID() : undefined;
    const giveUp = Date.now() + PATIENCE.asking;
    for (let unheard = 0; ; ) {
      const { slot, url } = await fleet.server();
      const { epoch } = slot;
      const headers = new Headers({ authorization: `Bearer ${token({ userId })}` });
      if (key !== undefined) headers.set('idempotency-key', key);
      if (json !== undefined) headers.set('content-type', 'application/json');
      const body = json === undefined ? form?.() : JSON.stringify(json);
      let response: Response;
      let bytes: Buffer;
      const began = Date.now();
      try {
        const signal = AbortSignal.timeout(PATIENCE.answer);
        response = await fetch(new URL(path, url), { method, headers, signal, ...(body && { body }) });
        bytes = Buffer.from(await response.arrayBuffer());
      } catch (error) {
        if (slot.alive && slot.epoch === epoch) {
          const { cause } = error as Error;
          ledger.failed(`${what}: ${String(cause ?? error)}`);
          return undefined;
        }
        ledger.cut();
        unheard += 1;
        await delay(PAUSE);
        continue;
      }
      const answer = jsonOf(response, bytes);
      const later = response.headers.has('retry-after');
      const refused = later && response.status === 503;
      // a try of ours that was cut off
      const inProgress = later && answer.code === 'request_in_progress' && unheard > 0;
      if ((refused || inProgress) && Date.now() < giveUp) {
        const leaving = answer.code === 'shutting_down' && !(slot.alive && slot.epoch === epoch);
        if (refused && !leaving && !fleet.outages.since(began)) {
          ledger.failed(`${what}: 503 ${String(answer.code)}, though nothing was away`);
        }
        ledger.retried(`${response.status} ${String(answer.code)}`);
        unheard += 1;
        await delay(PAUSE);
        continue;
      }
      const wanted = unheard > 0 ? [...expected, ...expectedAgain] : expected;
      if (wanted.includes(response.status)) return { status: response.status, bytes, body: answer, unheard };
      ledger.failed(`${what}: ${response.status} ${String(answer.code)} ${String(answer.requestId)}`);
      return undefined;
    }
  };
}

function jsonOf(response: Response, bytes: Buffer): Heard['body'] {
  if (!response.headers.get('content-type')?.includes('json')) return {};
  return JSON.parse(bytes.toString() || '{}') as Heard['body'];
}
