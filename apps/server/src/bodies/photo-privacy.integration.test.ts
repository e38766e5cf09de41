import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnPhotos, hostilePhoto } from '../testing/drawn-photos.ts';
import { dumpDatabase, dumpObjects } from '../testing/dump.ts';
import { runJobsLive, watch } from '../testing/run-jobs-live.ts';
import { AVATARS, createTestBodies, type TestBodies } from '../testing/test-bodies.ts';
import { type PhotoFields, sendPhotos } from '../testing/test-photos.ts';

/** Nothing of these is found by chance. */
const HEIGHT = '168.3719';
const WEIGHT = '61.8371';
const FILE_NAME = 'Anna-Planted at home.jpg';
const COLOUR = '#a1b2c3';
const PLACE = { degrees: '47/1 21/1 3719/100', marks: ['GPS', 'Likeness Phone 9'] };

let test: TestBodies;
const logged: Buffer[] = [];
beforeAll(async () => {
  test = await createTestBodies({
    env: { LIKENESS_QUEUE_RATE: 'off', LIKENESS_WEBHOOKS_TO_PRIVATE: 'on', LIKENESS_KEEP_PHOTOS: '2' },
    logTo: { write: (text) => void logged.push(Buffer.from(text)) },
  });
});
afterAll(() => test.close());

async function traced(): Promise<string[]> {
  const { database, store } = test.services;
  const hay = [...(await dumpDatabase(database.pool)), ...(await dumpObjects(store)), ...logged];
  const planted = [HEIGHT, WEIGHT, FILE_NAME, 'Planted', COLOUR, ...PLACE.marks, 'JFIF', 'Exif'];
  const seen = ['"landmarks"', '"outline"', '"visibility"', '"shares"', 'nobody_found'];
  const needles = [...planted, ...seen, 'female', 'hourglass', 'glTF'].map((text) => Buffer.from(text));
  // how a JPEG begins: five bytes, as three are found by chance in a megabyte of what is sealed
  needles.push(...[0xe0, 0xdb].map((marker) => Buffer.from([0xff, 0xd8, 0xff, marker, 0x00])));
  return needles.filter((needle) => hay.some((part) => part.includes(needle))).map(String);
}

/** As a phone writes it, with a place. */
const located = (bytes: Buffer) =>
  sharp(bytes)
    .withExif({
      IFD0: { Make: 'Likeness Phone 9', Model: 'Likeness Phone 9' },
      IFD2: { FocalLengthIn35mmFilm: '26' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: PLACE.degrees,
        GPSLongitudeRef: 'E',
        GPSLongitude: PLACE.degrees,
      },
    })
    .jpeg({ quality: 90 })
    .toBuffer();

it('a dump of database, objects and log at every moment shows nothing of photos or of who they show', async () => {
  const { front, side, sex } = await drawnPhotos();
  const admin = await test.as({ userId: 'boss', role: 'admin' });
  const webhook = { url: 'http://127.0.0.1:9/', topics: ['*'] };
  expect((await test.call(admin, 'POST', '/api/v1/webhooks', webhook)).statusCode).toBe(201);
  const photo = async (bytes: Buffer) => ({ bytes: await located(bytes), name: FILE_NAME });
  const fields: PhotoFields = {
    name: 'Me',
    front: await photo(front),
    side: await photo(side),
    height: HEIGHT,
    weight: WEIGHT,
    sex,
    customization: JSON.stringify({ skinTone: COLOUR }),
  };
  expect(fields.front).toMatchObject({ name: FILE_NAME });
  const { avatarId } = (await sendPhotos(test, 'alice', fields, { 'idempotency-key': 'k1' })).json();
  const refused = await photo(await hostilePhoto('landscape'));
  const { avatarId: other } = (await sendPhotos(test, 'alice', { ...fields, front: refused })).json();
  // what is refused by the form is told to nobody else, too
  await sendPhotos(test, 'alice', { ...fields, height: '1683.719', age: '17' });
  await sendPhotos(test, 'alice', { ...fields, [FILE_NAME]: 'x' });
  expect(await traced()).toEqual([]);

  const url = await test.listen();
  const clients = [await watch(test, url, 'alice', avatarId), await watch(test, url, 'alice', other)];
  const jobs = await runJobsLive(test);
  try {
    await clients[0]?.until('avatar:processing:complete');
    expect(await clients[1]?.until('avatar:processing:error')).toMatchObject({ error: 'photo_refused' });
  } finally {
    await jobs.stop();
  }
  const told = clients.flatMap(({ heard }) => heard.map((event) => JSON.stringify(event))).join('\n');
  for (const planted of [HEIGHT, WEIGHT, FILE_NAME, 'nobody_found', 'landmark"', 'waist']) {
    expect(told).not.toContain(planted);
  }
  for (const { socket } of clients) socket.disconnect();

  const photos = (await test.call('alice', 'GET', `${AVATARS}/${avatarId}/photos`)).json().data;
  expect(photos[0].url).toEqual(expect.any(String));
  const { pathname, search } = new URL(photos[0].url);
  const opened = await test.call({}, 'GET', pathname + search);
  expect(opened.statusCode).toBe(200);
  const signature = new URLSearchParams(search).get('signature') as string;
  expect(logged.some((line) => line.includes(signature))).toBe(false);
  for (const mark of [...PLACE.marks, 'Exif', 'Planted'])
    expect(opened.rawPayload.includes(mark)).toBe(false);
  await test.call('alice', 'GET', `${AVATARS}/${avatarId}/photos/${photos[0].id}/landmarks`);
  await test.call('alice', 'GET', `${AVATARS}/${avatarId}/photos/${photos[0].id}/overlay`);
  expect(await traced()).toEqual([]);
  const deliveries = await test.services.database.pool.query('SELECT FROM shared.webhook_deliveries');
  expect(deliveries.rowCount).toBeGreaterThan(3);
  // what is looked for would be found
  logged.push(Buffer.from(`sent ${HEIGHT}`));
  expect(await traced()).toEqual([HEIGHT]);
});
