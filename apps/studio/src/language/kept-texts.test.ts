import { expect, test } from 'vitest';
import { keepTexts } from './kept-texts.ts';

test('a file that cannot be loaded is asked for once, and again only when that is wished for', async () => {
  const asked: string[] = [];
  let isUp = false;
  const texts = keepTexts(
    async (file) => {
      asked.push(file);
      if (!isUp) throw new TypeError('no network');
      return { hello: 'Hello' };
    },
    [['frame', { skip: 'Skip' }]],
  );
  await texts.of('bodies');
  expect(() => texts.of('bodies')).toThrow('no network');
  expect(() => texts.of('bodies')).toThrow('no network');
  expect(asked).toEqual(['bodies']);

  isUp = true;
  texts.tryAgain();
  const waiting = texts.of('bodies');
  expect(texts.of('bodies')).toBe(waiting);
  await waiting;
  expect(texts.of('bodies')).toEqual({ hello: 'Hello' });
  expect(texts.of('frame')).toEqual({ skip: 'Skip' });
  expect(asked).toEqual(['bodies', 'bodies']);
});
