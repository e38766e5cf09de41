import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type AtWork, nextStep } from './toxics.ts';

/** Of waiting bytes; above it the sender waits. */
const MOST_WAITING = 1 << 20;

export interface OneWayOptions {
  from: Socket;
  to: Socket;
  /** The toxics of this direction as they are now. */
  atWork(): readonly AtWork[];
  /** Settles at the next change of the toxics. */
  changed(): Promise<void>;
  /** Told of bytes when they come, before any toxic. */
  onBytes(): void;
  next(): number;
}

/** Carries the bytes of one direction of one connection, as its toxics let them, until either end is gone. */
export async function carry({ from, to, atWork, changed, onBytes, next }: OneWayOptions): Promise<void> {
  const waiting: { bytes: Buffer; since: number; luck: number }[] = [];
  let [ended, amount] = [false, 0];
  let wake = () => {};
  from.on('data', (bytes: Buffer) => {
    onBytes();
    waiting.push({ bytes, since: performance.now(), luck: 2 * next() - 1 });
    amount += bytes.length;
    if (amount > MOST_WAITING) from.pause();
    wake();
  });
  from.on('end', () => {
    ended = true;
    wake();
  });
  to.on('close', () => wake());

  while (!to.destroyed) {
    const [first] = waiting;
    if (first === undefined) {
      if (ended) {
        to.end();
        return;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    const now = performance.now();
    const step = nextStep(atWork(), { ...first, size: first.bytes.length }, now, next);
    if (step.do === 'wait') await pause(step.milliseconds, changed(), to);
    else if (step.do === 'close') return close(from, to);
    else if (step.do === 'reset') return reset(from, to);
    else {
      const piece = first.bytes.subarray(0, step.size);
      first.bytes = first.bytes.subarray(step.size);
      if (first.bytes.length === 0) waiting.shift();
      amount -= piece.length;
      if (amount <= MOST_WAITING) from.resume();
      for (const one of atWork()) one.passed += piece.length;
      if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => {});
      if (step.pause > 0) await pause(step.pause, changed(), to);
    }
  }
}

/** Both ends see the connection closed. */
export function close(...sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.destroy();
}

/** Both ends see the connection reset. */
export function reset(...sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.resetAndDestroy();
}

/** So long, or until the toxics change or the connection is gone. */
async function pause(milliseconds: number, changed: Promise<void>, socket: Socket): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let gone = () => {};
  await Promise.race([
    changed,
    new Promise<void>((resolve) => {
      gone = resolve;
      socket.once('close', gone);
      if (milliseconds !== Number.POSITIVE_INFINITY) timer = setTimeout(resolve, milliseconds);
    }),
  ]);
  clearTimeout(timer);
  socket.off('close', gone);
}
