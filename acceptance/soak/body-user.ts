import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Ask, asker } from './ask.ts';
import type { SoakUser, UserOptions } from './portrait-user.ts';

const AVATARS = '/api/v1/avatars';
/** ms that a body may take, kills and outages included */
const PATIENCE = 300_000;
const PAUSE = 400;
const MOST = 4;

/** A body that was acknowledged. */
interface Body {
  id: string;
  waist: number;
  /** Of the model's smallest level, once it was read. */
  sha256?: string;
  deleted: boolean;
  /** An answer was missed: what it is now is not known. */
  known: boolean;
}

export interface Photos {
  front: Buffer;
  side: Buffer;
}

/** @param photos that this user sends now and then; one without sends a tape only */
export function bodyUser(options: UserOptions & { photos?: Photos }): SoakUser {
  const { fleet, ledger, userId, next, photos } = options;
  const ask: Ask = asker(fleet, ledger, userId);
  const bodies: Body[] = [];
  const erased: string[] = [];
  const pick = (among: readonly Body[]) => among[Math.floor(next() * among.length)];
  const tape = (waist: number) => ({
    sex: 'female',
    measurements: { height: 168, chest: 92, waist, hip: 99 },
  });
  const waistOf = () => 66 + Math.floor(next() * 18);

  /** Until the work on it is over. @returns false when it failed */
  async function settled(what: string, id: string): Promise<boolean> {
    for (const giveUp = Date.now() + PATIENCE; Date.now() < giveUp; ) {
      const heard = await ask({ what: `${what}, status`, path: `${AVATARS}/${id}`, expected: [200] });
      if (!heard) return false;
      const status = String(heard.body.status);
      if (status === 'ready') return true;
      if (status === 'error') {
        // its worker was killed each time; a caller may ask for another try
        const again = await ask({
          what: `${what}, retry`,
          method: 'POST',
          path: `${AVATARS}/${id}/retry`,
          expected: [202],
          expectedAgain: [404, 409],
        });
        if (!again) return false;
        ledger.done('retry of a body');
      }
      await delay(PAUSE);
    }
    ledger.failed(`${what}: no body after ${PATIENCE / 1000} s (${id})`);
    return false;
  }

  async function hashOf(what: string, { id }: Body): Promise<string | undefined> {
    // not made beforehand: it takes the document
    const path = `${AVATARS}/${id}/model?lod=2&compression=none`;
    const read = await ask({ what: `${what}, model`, path, expected: [200] });
    return read && createHash('sha256').update(read.bytes).digest('hex');
  }

  /** Reads the finished model back, and its measurements. */
  async function note(what: string, body: Body): Promise<void> {
    body.known = false;
    const { sha256: _before, ...rest } = body;
    Object.assign(body, rest);
    if (!(await settled(what, body.id))) return;
    const sha256 = await hashOf(what, body);
    if (sha256 === undefined) return;
    body.sha256 = sha256;
    body.known = true;
    ledger.done(what);
  }

  async function create(): Promise<void> {
    const byPhotos = photos !== undefined && next() < 0.25;
    const waist = waistOf();
    const what = byPhotos ? 'body by photos' : 'body by tape';
    const heard = byPhotos
      ? await ask({
          what,
          method: 'POST',
          path: `${AVATARS}/photo-based`,
          form: () => formOf(photos),
          expected: [202],
        })
      : await ask({
          what,
          method: 'POST',
          path: `${AVATARS}/measurement-based`,
          json: { name: 'Me', ...tape(waist) },
          expected: [202],
        });
    if (!heard) return;
    const body: Body = { id: String(heard.body.avatarId), waist, deleted: false, known: false };
    bodies.push(body);
    await note(what, body);
  }

  async function measureAgain(body: Body): Promise<void> {
    const waist = body.waist + (next() < 0.5 ? 1 : -1);
    body.known = false;
    const heard = await ask({
      what: 'measure again',
      method: 'PUT',
      path: `${AVATARS}/${body.id}/measurements?regenerate=true`,
      json: tape(waist),
      expected: [200, 202],
    });
    if (!heard) return;
    body.waist = waist;
    await note('measure again', body);
    const told = await ask({
      what: 'measurements',
      path: `${AVATARS}/${body.id}/measurements`,
      expected: [200],
    });
    const { waist: kept } = (told?.body.measurements ?? {}) as { waist?: { value: number } };
    if (told && kept?.value !== waist) ledger.failed(`measurements: not what was put (${body.id})`);
  }

  async function read(body: Body): Promise<void> {
    const sha256 = await hashOf('read body', body);
    if (sha256 === undefined) return;
    ledger.done('read body');
    if (sha256 !== body.sha256) ledger.failed(`read body: other bytes than a moment ago (${body.id})`);
  }

  /** What an answer of 204 or 200 makes sure of; a request that may have been carried out before answers 404. */
  async function change(what: string, method: string, path: string): Promise<boolean> {
    const expected = [200, 204];
    const heard = await ask({ what, method, path, expected, expectedAgain: [404] });
    if (heard) ledger.done(what);
    return heard !== undefined;
  }

  async function remove(body: Body): Promise<void> {
    body.known = false;
    if (!(await change('delete body', 'DELETE', `${AVATARS}/${body.id}`))) return;
    body.deleted = true;
    body.known = true;
  }

  async function restore(body: Body): Promise<void> {
    body.known = false;
    if (!(await change('restore body', 'POST', `${AVATARS}/${body.id}/restore`))) return;
    body.deleted = false;
    body.known = true;
  }

  async function erase(body: Body): Promise<void> {
    body.known = false;
    if (!(await change('erase body', 'DELETE', `${AVATARS}/${body.id}?hard=true`))) return;
    bodies.splice(bodies.indexOf(body), 1);
    erased.push(body.id);
  }

  async function eraseAll(): Promise<void> {
    for (const body of bodies) body.known = false;
    if (!(await change('erase all bodies', 'DELETE', `${AVATARS}?hard=true`))) return;
    erased.push(...bodies.splice(0).map(({ id }) => id));
  }

  async function check(body: Body): Promise<string | undefined> {
    const path = `${AVATARS}/${body.id}`;
    const heard = await ask({ what: 'verify body', path, expected: [200, 404] });
    if (!heard) return `${body.id}: not answered`;
    if (body.deleted) return heard.status === 404 ? undefined : `${body.id}: deleted, and still there`;
    if (heard.status === 404) return `${body.id}: lost`;
    return (await hashOf('verify body', body)) === body.sha256 ? undefined : `${body.id}: other bytes`;
  }

  return {
    async step() {
      const dice = next();
      const there = pick(bodies.filter(({ known, deleted }) => known && !deleted));
      const gone = pick(bodies.filter(({ known, deleted }) => known && deleted));
      if (gone && dice < 0.3) await (dice < 0.2 ? restore(gone) : erase(gone));
      else if (!there || (bodies.length < MOST && dice < 0.45)) await create();
      else if (dice < 0.7) await read(there);
      else if (dice < 0.8) await measureAgain(there);
      else if (dice < 0.9) await remove(there);
      else if (dice < 0.98) await erase(there);
      else await eraseAll();
    },
    async verify() {
      const sure = bodies.filter(({ known }) => known);
      const lost = (await Promise.all(sure.map(check))).filter((one) => one !== undefined);
      for (const id of erased) {
        const heard = await ask({ what: 'verify erased', path: `${AVATARS}/${id}`, expected: [404, 200] });
        if (heard?.status !== 404) lost.push(`${id}: erased, and still there`);
      }
      return { acknowledged: sure.length + erased.length, lost };
    },
  };
}

function formOf({ front, side }: Photos): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ name: 'Me', height: '168', consent: 'true' })) {
    form.set(name, value);
  }
  form.set('front', new Blob([new Uint8Array(front)]), 'front.jpg');
  form.set('side', new Blob([new Uint8Array(side)]), 'side.jpg');
  return form;
}
