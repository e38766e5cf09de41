import type { Installation } from '../harness/installation.ts';
import { createOutages, type Outages } from './outages.ts';

/** A place of the fleet that a process fills, and the next one when it was killed. */
export interface Slot {
  kind: 'server' | 'worker';
  index: number;
  /** False from just before a kill until the next process is ready. */
  alive: boolean;
  /** Counts the processes that were in this place. */
  epoch: number;
}

/** The processes of an installation, some of which are down at any moment. */
export interface Fleet {
  installation: Installation;
  slots: readonly Slot[];
  outages: Outages;
  /** A server that takes requests, as a balancer chooses it. */
  server(): Promise<{ slot: Slot; url: string }>;
  /** `kill -9`, then another process in its place. */
  replace(slot: Slot): Promise<void>;
  pid(slot: Slot): number | undefined;
}

const PAUSE = 50;
/** Starts of a process, this many ms apart. */
const AGAIN = 1_000;
const TRIES = 30;

/** @param next numbers of 0 to 1 */
export function fleetOf(installation: Installation, next: () => number): Fleet {
  const slotsOf = (kind: Slot['kind'], count: number) =>
    Array.from({ length: count }, (_, index): Slot => ({ kind, index, alive: true, epoch: 0 }));
  const servers = slotsOf('server', installation.servers.length);
  const slots = [...servers, ...slotsOf('worker', installation.workers.length)];
  const processOf = ({ kind, index }: Slot) =>
    (kind === 'server' ? installation.servers : installation.workers)[index];
  return {
    installation,
    slots,
    outages: createOutages(),
    async server() {
      for (;;) {
        const alive = servers.filter((slot) => slot.alive);
        const slot = alive[Math.floor(next() * alive.length)];
        const url = slot && installation.servers[slot.index]?.url;
        if (slot && url !== undefined) return { slot, url };
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    },
    async replace(slot) {
      slot.alive = false;
      // as whoever supervises it does: a process that starts while its database is away ends
      for (let left = TRIES; ; left -= 1) {
        try {
          await (slot.kind === 'server'
            ? installation.replaceServer(slot.index)
            : installation.replaceWorker(slot.index));
          break;
        } catch (error) {
          if (left === 0) throw error;
          await new Promise((resolve) => setTimeout(resolve, AGAIN));
        }
      }
      slot.epoch += 1;
      slot.alive = true;
    },
    pid: (slot) => processOf(slot)?.process.pid,
  };
}
