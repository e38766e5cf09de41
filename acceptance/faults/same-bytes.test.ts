import { photo } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, patiently } from '../harness/client.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { type Acknowledged, expectAllFound, uploadAndNote } from '../harness/read-back.ts';
import { repetitions } from '../harness/repetitions.ts';

const RACES = repetitions(500, 25);
const LANES = 5;

describe.skipIf(!hasFleet)('the same bytes, by many at once', () => {
  let fleet: Installation;
  beforeAll(async () => {
    fleet = await startInstallation('fleet', {
      servers: 2,
      workers: 2,
      env: { LIKENESS_CLEANUP_GRACE: '0', LIKENESS_UNDO_DAYS: '0', AVATAR_CLEANUP_INTERVAL: '100' },
    });
  });
  afterAll(() => fleet.remove());
  const server = (index: number) => fleet.servers[index % fleet.servers.length] ?? expect.unreachable();
  const clients = (index: number, userId: string) => clientOf(server(index), { userId });

  test('50 users upload them to two servers: stored once, referred to 50 times', async () => {
    const bytes = await photo({ width: 200, height: 150, seed: 1 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        patiently(() => clients(index, `many-${index}`).upload(bytes)),
      ),
    );
    expect(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code)).toEqual([]);
    expect(new Set(answers.map(({ body }) => body.data.avatarId)).size).toBe(1);
    expect(
      await fleet.rows('SELECT count(*)::int AS n FROM portrait.portraits WHERE ended_at IS NULL'),
    ).toEqual([{ n: 50 }]);
    expect(await fleet.rows('SELECT count(*)::int AS n FROM portrait.blobs')).toEqual([{ n: 1 }]);
    await fleet.expectClean();
  });

  test(`the last reference is deleted while another uploads them, ${RACES} times: none is lost`, async () => {
    const acknowledged: Acknowledged = new Map();
    const race = async (index: number) => {
      const bytes = await photo({ width: 80, height: 60, seed: 10_000 + index });
      const leaving = clients(index, `leaving-${index}`);
      expect((await patiently(() => leaving.upload(bytes))).status).toBe(201);
      const deleted = leaving.request('DELETE', '/api/enterprise/avatar');
      // Half of them a moment after the deletion, when a sweep of it may be under way.
      if (index % 2 === 0) await deleted;
      await uploadAndNote(server(index + 1), `coming-${index}`, bytes, acknowledged);
      expect((await deleted).status).toBe(200);
    };
    await Promise.all(
      Array.from({ length: LANES }, async (_, lane) => {
        for (let index = lane; index < RACES; index += LANES) await race(index);
      }),
    );
    expect(acknowledged.size).toBe(RACES);
    await expectAllFound(server(0), acknowledged);
    await fleet.expectClean();
  });
});
