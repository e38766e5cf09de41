import { expect } from 'vitest';
import { clientOf, patiently } from './client.ts';
import type { Installation } from './installation.ts';
import type { TestServer } from './server.ts';

const AVATARS = '/api/v1/avatars';

/** A body that was asked for. */
export interface Ordered {
  userId: string;
  avatarId: string;
  processingJobId: string;
}

/** Asks for a body of four numbers, again while the answer is "later"; it must be taken. */
export async function orderBody(server: Pick<TestServer, 'url'>, userId: string): Promise<Ordered> {
  const user = clientOf(server, { userId });
  const answer = await patiently(() =>
    user.request<Omit<Ordered, 'userId'>>('POST', `${AVATARS}/measurement-based`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Me',
        sex: 'female',
        measurements: { height: 168, chest: 92, waist: 74, hip: 99 },
      }),
    }),
  );
  expect([answer.status, answer.body]).toEqual([202, expect.anything()]);
  return { userId, ...answer.body };
}

/** How far its job is. */
export async function jobOf(server: Pick<TestServer, 'url'>, { userId, avatarId, processingJobId }: Ordered) {
  const { status, body } = await clientOf(server, { userId }).request<{ status: string; attempts: number }>(
    'GET',
    `${AVATARS}/${avatarId}/jobs/${processingJobId}`,
  );
  return status === 200 ? body : { status: `answer ${status}`, attempts: 0 };
}

/** Waits until all are finished, then counts what was made of each: one model, told of once. */
export async function expectDoneOnce(fleet: Installation, ordered: readonly Ordered[]): Promise<void> {
  const [server] = fleet.servers;
  if (server === undefined) throw new Error('no server');
  for (const one of ordered) {
    await expect
      .poll(async () => (await jobOf(server, one)).status, { timeout: 300_000, interval: 200 })
      .toBe('completed');
  }
  const ids = ordered.map(({ avatarId }) => `'${avatarId}'`).join(',');
  const made = await fleet.rows<{ avatar_id: string; models: number; told: number }>(`
    SELECT a.id AS avatar_id,
      (SELECT count(*)::int FROM avatar.models m WHERE m.avatar_id = a.id AND m.state = 'ready') AS models,
      (SELECT count(*)::int FROM shared.outbox o WHERE o.topic = 'avatar.processing.completed'
        AND o.payload ->> 'avatarId' = a.id::text) AS told
    FROM avatar.avatars a WHERE a.id IN (${ids})`);
  expect(made.length).toBe(ordered.length);
  expect(made.filter(({ models, told }) => models !== 1 || told !== 1)).toEqual([]);
}
