import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { clientOf, download, patiently } from './client.ts';
import type { TestServer } from './server.ts';

/** Hashes of what users were told is stored, by user. */
export type Acknowledged = Map<string, string>;

/** Uploads, reads back and notes the hash of the largest size. @returns its address */
export async function uploadAndNote(
  server: Pick<TestServer, 'url'>,
  userId: string,
  bytes: Buffer,
  acknowledged: Acknowledged,
): Promise<string> {
  const answer = await patiently(() => clientOf(server, { userId }).upload(bytes));
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  const address = answer.body.data.urls.large ?? '';
  const { status, body } = await download(address);
  expect(status).toBe(200);
  acknowledged.set(userId, hashOf(body));
  return address;
}

/** Every user's picture is there with its bytes: as many are found as were acknowledged. */
export async function expectAllFound(
  server: Pick<TestServer, 'url'>,
  acknowledged: Acknowledged,
): Promise<void> {
  const lost: string[] = [];
  for (const [userId, sha256] of acknowledged) {
    const info = await clientOf(server, { userId }).request<{ data: { urls: Record<string, string> } }>(
      'GET',
      '/api/v1/users/me/avatar/info',
    );
    const read = info.status === 200 ? await download(info.body.data.urls.large ?? '') : undefined;
    if (read === undefined || hashOf(read.body) !== sha256) lost.push(userId);
  }
  const found = acknowledged.size - lost.length;
  expect({ acknowledged: acknowledged.size, found, lost }).toMatchObject({
    found: acknowledged.size,
    lost: [],
  });
}

/** SHA-256, hexadecimal. */
export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
