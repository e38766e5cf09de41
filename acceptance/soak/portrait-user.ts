import { createHash } from 'node:crypto';
import { photo } from '@likeness/test-kit';
import { type Ask, asker } from './ask.ts';
import type { Fleet } from './fleet.ts';
import type { Ledger } from './ledger.ts';

const ADDRESS = '/api/v1/users/me/avatar';

/** A picture that was acknowledged, and what its large size reads back as. */
interface Shown {
  avatarId: string;
  path: string;
  sha256: string;
}

interface Uploaded {
  avatarId: string;
  urls: Record<string, string>;
  isDuplicate: boolean;
}

/** A user of the soak: does one thing after the other and knows what they were told. */
export interface SoakUser {
  step(): Promise<void>;
  /** What does not read back as they were told; nothing when all is well. */
  verify(): Promise<{ acknowledged: number; lost: string[] }>;
}

export interface UserOptions {
  fleet: Fleet;
  ledger: Ledger;
  userId: string;
  /** Numbers of 0 to 1. */
  next: () => number;
}

/** @param pool pictures that many users upload */
export function portraitUser(options: UserOptions & { pool: readonly Buffer[] }): SoakUser {
  const { fleet, ledger, userId, next, pool } = options;
  const ask: Ask = asker(fleet, ledger, userId);
  let current: Shown | undefined;
  /** What undo brings back, the last first. */
  let earlier: Shown[] = [];
  /** False once a repeated request may have put something into the history that we do not know of. */
  let sure = true;
  let known = true;

  const hashOf = async (what: string, path: string): Promise<string | undefined> => {
    const read = await ask({ what, path, expected: [200] });
    return read && createHash('sha256').update(read.bytes).digest('hex');
  };

  async function note(what: string, { avatarId, urls }: Uploaded): Promise<Shown | undefined> {
    const path = new URL(urls.large ?? '').pathname;
    const sha256 = await hashOf(`${what}, read back`, path);
    return sha256 === undefined ? undefined : { avatarId, path, sha256 };
  }

  async function upload(): Promise<void> {
    const own = next() < 0.6;
    const bytes = own
      ? await photo({ width: 320, height: 240, seed: 1 + Math.floor(next() * 2 ** 30) })
      : (pool[Math.floor(next() * pool.length)] as Buffer);
    const kind = current ? 'replace' : 'upload';
    const form = () => {
      const made = new FormData();
      made.set('avatar', new Blob([new Uint8Array(bytes)]), 'me.jpg');
      return made;
    };
    const heard = await ask({ what: kind, method: 'POST', path: ADDRESS, form, expected: [200, 201] });
    const data = heard?.body.data as Uploaded | undefined;
    const shown = data && (await note(kind, data));
    if (!heard || !shown) {
      known = false;
      return;
    }
    ledger.done(data.isDuplicate ? 'duplicate' : kind);
    if (heard.unheard > 0) sure = false;
    if (current && current.avatarId !== shown.avatarId) earlier.unshift(current);
    else if (current) sure = false;
    current = shown;
    known = true;
  }

  async function remove(erase: boolean): Promise<void> {
    const what = erase ? 'erase' : 'delete';
    const heard = await ask({
      what,
      method: 'DELETE',
      path: erase ? `${ADDRESS}?erase=true` : ADDRESS,
      expected: [204],
      expectedAgain: [404],
    });
    if (!heard) {
      known = false;
      return;
    }
    ledger.done(what);
    if (erase) {
      earlier = [];
      sure = true;
    } else if (current) earlier.unshift(current);
    current = undefined;
  }

  async function undo(): Promise<void> {
    const heard = await ask({ what: 'undo', method: 'POST', path: `${ADDRESS}/undo`, expected: [200] });
    const data = heard?.body.data as Uploaded | undefined;
    const shown = data && (await note('undo', data));
    if (!heard || !shown) {
      known = false;
      return;
    }
    ledger.done('undo');
    const expected = earlier.shift();
    if (heard.unheard > 0) sure = false;
    if (sure && shown.sha256 !== expected?.sha256) ledger.failed('undo: it brought back another picture');
    current = shown;
  }

  async function read(): Promise<void> {
    if (!current) return;
    const sha256 = await hashOf('read', current.path);
    if (sha256 === undefined) return;
    ledger.done('read');
    if (sha256 !== current.sha256) ledger.failed('read: other bytes than a moment ago');
  }

  return {
    async step() {
      const dice = next();
      if (!known || !current) {
        if (known && earlier.length > 0 && sure && dice < 0.4) await undo();
        else await upload();
      } else if (dice < 0.45) await read();
      else if (dice < 0.75) await upload();
      else if (dice < 0.87) await remove(false);
      else if (dice < 0.93) await remove(true);
      else if (earlier.length > 0 && sure) await undo();
      else await read();
    },
    async verify() {
      if (!known) return { acknowledged: 0, lost: [] };
      const heard = await ask({ what: 'verify', path: `${ADDRESS}/info`, expected: [200, 404] });
      const found = heard?.status === 200 ? (heard.body.data as unknown as Uploaded) : undefined;
      if (!heard) return { acknowledged: 1, lost: [`${userId}: not answered`] };
      if (!current) {
        return { acknowledged: 1, lost: found ? [`${userId}: deleted, and still shown`] : [] };
      }
      const same = found?.avatarId === current.avatarId;
      const sha256 = same ? await hashOf('verify, read', current.path) : undefined;
      const lost = same && sha256 === current.sha256 ? [] : [`${userId}: ${current.avatarId} is lost`];
      return { acknowledged: 1, lost };
    },
  };
}
