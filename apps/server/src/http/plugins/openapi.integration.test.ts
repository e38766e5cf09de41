import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description: string }>;
}

let test: TestApp;
let operations: [string, Operation][];
beforeAll(async () => {
  test = await createTestApp();
  const { paths } = (await test.app.inject('/openapi.json')).json();
  operations = Object.values(paths as Record<string, Record<string, Operation>>).flatMap((item) =>
    Object.values(item).map((operation): [string, Operation] => [operation.operationId, operation]),
  );
});
afterAll(() => test.close());

const answersOf = (id: string) =>
  Object.values(operations.find(([found]) => found === id)?.[1].responses ?? {})
    .map(({ description }) => description)
    .join('\n');

it('names Idempotency-Key wherever it is taken, and nowhere else', () => {
  const taking = operations.filter(([id]) => answersOf(id).includes('`idempotency_key_reused`'));
  const ids = taking.map(([id]) => id);
  expect(ids).toEqual(expect.arrayContaining(['createAvatarFromPhotos', 'retryAvatar']));
  const naming = operations.filter(([, { parameters = [] }]) =>
    parameters.some(({ name, in: where }) => name.toLowerCase() === 'idempotency-key' && where === 'header'),
  );
  expect(naming.map(([id]) => id)).toEqual(ids);
});

it.each([
  ['createAvatarFromPhotos', 'body_too_large'],
  ['getPhoto', 'database_unavailable'],
  ['getPhoto', 'storage_unavailable'],
])('%s can answer %s', (id, code) => {
  expect(answersOf(id)).toContain(`\`${code}\``);
});
