import { photo } from '@likeness/test-kit';
import type { TestBodies } from './test-bodies.ts';
import { formOf } from './test-photos.ts';

/** Sends a picture as somebody's own. @returns its id */
export async function sendPicture(
  test: TestBodies,
  who: Record<string, string>,
  seed: number,
): Promise<string> {
  const avatar = { bytes: await photo({ width: 120, height: 120, seed }), name: 'me.jpg' };
  const { headers, payload } = await formOf({ avatar });
  const answer = await test.call(who, 'POST', '/api/v1/users/me/avatar', payload, headers);
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode}: ${answer.body}`);
  return answer.json().data.avatarId;
}
