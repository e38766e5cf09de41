import {
  CHART_CORNERS,
  chartDistance,
  METADATA_MARKS,
  orientationChart,
  photo,
  tinyHeic,
  withPayload,
} from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, download, type UploadedAvatar } from './harness/client.ts';
import { startServer, type TestServer } from './harness/server.ts';
import { storedObjects } from './harness/stored-objects.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.remove());

const addressesOf = ({ urls, sources }: UploadedAvatar) => [
  ...Object.values(urls),
  ...Object.values(sources.webp),
  ...Object.values(sources.avif),
];

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i', (orientation) => {
  test('comes out upright in every format', async () => {
    const chart = await orientationChart(orientation);
    const { body } = await clientOf(server, { userId: `turned-${orientation}` }).upload(chart);
    for (const url of [
      body.data.urls.original,
      body.data.sources.webp.original,
      body.data.sources.avif.original,
    ]) {
      expect(await chartDistance((await download(url ?? '')).body)).toBeLessThan(40);
    }
    expect(Object.keys(CHART_CORNERS)).toHaveLength(4);
  });
});

test('a photo that knows where it was taken tells nobody: not in what is served, not in what is kept', async () => {
  const bytes = withPayload(await photo({ gps: true, icc: 'p3', seed: 21 }), 'PAYLOAD-after-the-end');
  expect(METADATA_MARKS.some((mark) => bytes.includes(mark))).toBe(true);
  const { body } = await clientOf(server, { userId: 'traveller' }).upload(bytes, {
    filename: 'SECRET-place.jpg',
  });
  const marks = [...METADATA_MARKS, 'PAYLOAD-after-the-end', 'ICC_PROFILE'];
  for (const url of addressesOf(body.data)) {
    const { status, body: served } = await download(url);
    expect(status).toBe(200);
    expect(marks.filter((mark) => served.includes(mark))).toEqual([]);
  }
  const objects = await storedObjects(server.dataDir);
  expect(objects.length).toBeGreaterThan(0);
  for (const { key, bytes } of objects) {
    const kept = await bytes();
    expect([key, marks.filter((mark) => kept.includes(mark))]).toEqual([key, []]);
  }
  expect(server.output()).not.toContain('SECRET-place');
});

test('an iPhone picture (HEIC) is taken like any other', async () => {
  const { status, body } = await clientOf(server, { userId: 'iphone' }).upload(tinyHeic(), {
    filename: 'IMG_1.HEIC',
  });
  expect([status, body.data.animated]).toEqual([201, false]);
  expect((await download(body.data.urls.medium ?? '')).headers.get('content-type')).toBe('image/jpeg');
});
