import { random } from '@likeness/test-kit';
import { AcknowledgedLog } from './acknowledged-log.ts';
import { ApiClient } from './api-client.ts';
import { Measurements } from './measurements.ts';
import { createPictureSupply } from './picture-supply.ts';
import { User } from './user.ts';

export interface LoadOptions {
  /** Of the server, on loopback. */
  url: string;
  users: readonly { name: string; token: string }[];
  /** Ends when so many uploads held. */
  uploads: number;
  /** Ends after so many ms. */
  time?: number;
  /** Users that do something at the same moment. */
  parallel: number;
  /** The share of uploads that bring a new picture, 0 to 1. */
  distinct: number;
  seed: number;
  /** File to write for `likeness audit`. */
  acknowledged?: string;
  signal?: AbortSignal;
}

export interface LoadResult {
  measurements: Measurements;
  /** ms */
  took: number;
}

/**
 * A bounded, mixed load: uploads, replacements, reads, deletions and undos of many users. Each user does one
 * thing at a time, so what the server must say next is known.
 */
export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const measurements = new Measurements();
  const log = new AcknowledgedLog(options.acknowledged);
  const client = new ApiClient(options.url, () => {
    measurements.waits++;
  });
  const chance = random(options.seed);
  const tools = { client, measurements, log, chance, pictures: createPictureSupply(options) };
  const idle = options.users.map(({ name, token }) => new User(name, token, tools));
  const started = Date.now();
  let uploads = 0;
  const over = () =>
    options.signal?.aborted === true ||
    uploads >= options.uploads ||
    Date.now() - started >= (options.time ?? Number.POSITIVE_INFINITY);
  const work = async () => {
    while (!over()) {
      const [user] = idle.splice(Math.floor(chance() * idle.length), 1);
      if (user === undefined) return;
      uploads++; // counted beforehand, so that parallel ones do not overshoot
      if (!(await user.act())) uploads--;
      idle.push(user);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(options.parallel, idle.length) }, work));
  } finally {
    log.close();
  }
  return { measurements, took: Date.now() - started };
}
