import { afterAll, beforeAll, expect, it } from 'vitest';
import { AVATARS, createTestBodies, FOUR, type TestBodies } from '../testing/test-bodies.ts';

let test: TestBodies;
let id: string;
beforeAll(async () => {
  test = await createTestBodies();
  id = await test.ready('alice');
});
afterAll(() => test.close());

const four = (changed: object) => ({ measurements: { ...FOUR, ...changed } });

const impossible: [string, object][] = [
  ['negative', four({ waist: -74 })],
  ['nothing', four({ waist: 0 })],
  ['text', four({ waist: 'wide' })],
  ['a thousand million', four({ waist: 1e9 })],
  ['inches among centimetres', four({ waist: 29 })],
  ['a contradictory pair', four({ inseam: 120 })],
  ['an unknown measure', four({ tail: 30 })],
  ['an array', four({ waist: [74] })],
  ['no measure at all', { measurements: {} }],
  ['0 kg', { ...four({}), weight: 0 }],
  ['a million kg', { ...four({}), weight: 1e6 }],
  ['NaN as text', four({ waist: 'NaN' })],
  ['an endless sigma', four({ waist: { value: 74, sigma: 1e200 } })],
];

it.each(impossible)('%s is 422 with a finding for each fault, and keeps nothing', async (_name, body) => {
  const before = (await test.call('alice', 'GET', AVATARS)).json().pagination.total;
  const answer = await test.call('alice', 'POST', `${AVATARS}/measurement-based`, { name: 'x', ...body });
  const problem = answer.json();
  expect([answer.statusCode, problem.code]).toEqual([422, 'impossible_body']);
  expect(problem.findings[0]).toMatchObject({
    severity: 'error',
    sentence: expect.stringMatching(/\.$|\?$/),
  });
  const checked = await test.call('alice', 'POST', '/api/v1/measurements/validate', body);
  expect(checked.json()).toMatchObject({ valid: false, completed: null });
  expect(checked.json().findings).toEqual(problem.findings);
  expect((await test.call('alice', 'GET', AVATARS)).json().pagination.total).toBe(before);
});

it.each([
  ['age 15', { age: 15, ...four({}) }],
  ['a child', { measurements: { height: 125, chest: 62, waist: 56, hip: 66 } }],
])('%s is refused: adults only', async (_name, body) => {
  const answer = await test.call('alice', 'POST', `${AVATARS}/measurement-based`, { name: 'x', ...body });
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'adults_only']);
});

const misshapen: [string, object][] = [
  ['no name', { measurements: FOUR }],
  ['an empty name', { name: '  ', measurements: FOUR }],
  ['a name of 300', { name: 'x'.repeat(300), measurements: FOUR }],
  ['a name with a line break', { name: 'a\nb', measurements: FOUR }],
  ['a name with a NUL', { name: 'a\u0000b', measurements: FOUR }],
  ['a name with half a character', { name: 'a\ud800', measurements: FOUR }],
  ['a tag with a NUL', { name: 'x', measurements: FOUR, tags: ['\u0000'] }],
  ['an unknown field', { name: 'x', measurements: FOUR, admin: true }],
  ['a measure within a measure', { name: 'x', measurements: { waist: [[[74]]] } }],
  ['measurements as text', { name: 'x', measurements: 'all' }],
  ['an unknown unit', { name: 'x', measurements: FOUR, unit: 'cubits' }],
  ['a colour that is none', { name: 'x', measurements: FOUR, customization: { skinTone: 'green' } }],
  ['too much', { name: 'x', measurements: { ...FOUR, waist: 'x'.repeat(9_000) } }],
  ['forty tags', { name: 'x', measurements: FOUR, tags: Array.from({ length: 40 }, (_, i) => `t${i}`) }],
];

it.each(misshapen)('%s is 422 invalid_value and names the field', async (_name, body) => {
  const answer = await test.call('alice', 'POST', `${AVATARS}/measurement-based`, body);
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'invalid_value']);
  expect(answer.json().detail.length).toBeGreaterThan(10);
});

it('one measure alone is enough, and says how little it tells', async () => {
  const one = { measurements: { height: 175 }, sex: 'male' };
  const answer = (await test.call('alice', 'POST', '/api/v1/measurements/validate', one)).json();
  expect(answer.valid).toBe(true);
  const { low90, high90, confidence } = answer.completed.measurements.waist;
  expect(high90 - low90).toBeGreaterThan(25);
  expect(confidence).toBeLessThan(30);
});

it.each([
  ['GET', '?limit=0'],
  ['GET', '?limit=1000'],
  ['GET', '?page=-1'],
  ['GET', '?sortBy=sealed'],
  ['GET', '?status=gone'],
  ['GET', '?nonsense=1'],
  ['GET', '?search=%00'],
  ['GET', '?tags=a%00b'],
  ['GET', '?page=1e9'],
] as const)('%s %s of the list is 422', async (method, query) => {
  const answer = await test.call('alice', method, `${AVATARS}${query}`);
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'invalid_value']);
});

it.each(['lod=3', 'format=obj', 'compression=zip', 'pose=x', 'lod=0&lod=1', 'extra=1'])(
  'a model with %s is 422',
  async (query) => {
    const answer = await test.call('alice', 'GET', `${AVATARS}/${id}/model?${query}`);
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'invalid_value']);
  },
);

it('a share with a NUL in it is 422', async () => {
  const answer = await test.call('alice', 'POST', `${AVATARS}/${id}/shares`, { userId: 'a\u0000' });
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'invalid_value']);
});

it('an id that is none is 400, an empty change 422', async () => {
  expect((await test.call('alice', 'GET', `${AVATARS}/me`)).json().code).toBe('malformed_id');
  expect((await test.call('alice', 'PATCH', `${AVATARS}/${id}`, {})).json().code).toBe('invalid_value');
});
