import { expect, test } from 'vitest';
import { settle } from './settle.ts';

test('what becomes right is let go, what does not is kept when the time is up', async () => {
  const patience = { left: 300 };
  let looks = 0;
  const kept = await settle(['transient', 'lasting'], patience, async (left) => {
    looks++;
    return left.filter((one) => one === 'lasting');
  });
  expect(kept).toEqual(['lasting']);
  expect(looks).toBe(3);
  expect(patience.left).toBe(0);
});

test('without time left nothing is looked at again', async () => {
  expect(await settle([1], { left: 0 }, () => Promise.reject(new Error('looked')))).toEqual([1]);
});
