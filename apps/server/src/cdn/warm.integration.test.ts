import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deferred } from '../testing/test-jobs.ts';
import { createTestPortraits, type TestPortraits, tinyPicture } from '../testing/test-portraits.ts';
import { createWarmer } from './warm.ts';

let test: TestPortraits;
let cdn: Server;
let url: string;
const asked: string[] = [];
let answer: (path: string) => Promise<number>;
const counted = { now: 0, most: 0 };
beforeEach(async () => {
  test = await createTestPortraits({ LIKENESS_PRESETS: '{"tiny":{"a":4,"b":6,"c":8,"d":10}}' });
  asked.length = 0;
  Object.assign(counted, { now: 0, most: 0 });
  answer = async () => 200;
  cdn = createServer(async (request, response) => {
    counted.now += 1;
    counted.most = Math.max(counted.most, counted.now);
    asked.push(request.url ?? '');
    await delay(5);
    const status = await answer(request.url ?? '');
    counted.now -= 1;
    response.writeHead(status).end('bytes');
  });
  await new Promise<void>((resolve) => cdn.listen(0, '127.0.0.1', () => resolve()));
  url = `http://127.0.0.1:${(cdn.address() as AddressInfo).port}`;
});
afterEach(async () => {
  cdn.closeAllConnections();
  cdn.close();
  await test.drop();
});

const upload = async (seed: number) => {
  const { blob } = await test.upload(test.portraits.context, await test.user(), await tinyPicture(seed));
  return blob.id;
};
const log = pino({ level: 'silent' });

it('every stored address of a new picture is asked for once through the CDN, four at a time', async () => {
  const ids = [await upload(1), await upload(2)];
  const warmer = createWarmer({ db: test.db, log, url });
  for (const id of [...ids, ...ids]) warmer.warm(id);
  const expected = ids.flatMap((id) =>
    ['a', 'b', 'c', 'd'].flatMap((size) =>
      ['jpg', 'webp'].map((format) => `/avatars/${id}/${size}.${format}`),
    ),
  );
  await expect.poll(() => asked.length).toBe(expected.length);
  await warmer.stop();
  expect(asked.toSorted()).toEqual(expected.toSorted());
  expect(counted.most).toBeLessThanOrEqual(4);
});

it('what fails is told in the log and forgotten; the next picture is warmed all the same', async () => {
  const lines: string[] = [];
  const warmer = createWarmer({
    db: test.db,
    log: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
    url,
  });
  const [bad, good] = [await upload(3), await upload(4)];
  answer = async (path) => (path.includes(bad) ? 503 : 200);
  warmer.warm(bad);
  warmer.warm('f5934834-507a-498a-9a61-a644e2bee5cc');
  warmer.warm(good);
  await expect.poll(() => asked.filter((path) => path.includes(good)).length).toBe(8);
  await warmer.stop();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ avatarId: bad, failed: 8, of: 8 }]);
});

it('a stop gives up what hangs', async () => {
  const { promise: hangs, resolve } = deferred<number>();
  answer = () => hangs;
  const warmer = createWarmer({ db: test.db, log, url });
  warmer.warm(await upload(5));
  await expect.poll(() => asked.length).toBe(4);
  await warmer.stop();
  expect(asked).toHaveLength(4);
  resolve(200);
});
