import type { Client } from 'pg';
import { cut } from './pool.ts';

export interface Silence {
  /** ms between two questions */
  interval: number;
  /** ms that the server has to answer one */
  patience: number;
}

const SILENCE: Silence = { interval: 10_000, patience: 10_000 };

/**
 * Asks again and again on a connection that mostly waits, and cuts it when there is no answer: it then ends as one that
 * broke. The system by itself notices after eleven minutes that the other side is gone without a word.
 */
export function cutWhenSilent(client: Client, { interval, patience }: Silence = SILENCE): void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(ask, interval).unref();
  };
  const ask = () => {
    timer = setTimeout(cut, patience, client).unref();
    client.query('SELECT 1').then(
      () => {
        clearTimeout(timer);
        wait();
      },
      () => cut(client),
    );
  };
  wait();
  client.once('end', () => clearTimeout(timer));
}
