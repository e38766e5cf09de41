import { openBody, secondTape, validateGlb } from '@likeness/test-kit/bodies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBodyJobs } from '../testing/run-body-jobs.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
let alice: { authorization: string };
let bob: { authorization: string };
beforeAll(async () => {
  test = await createTestApp({ env: { LIKENESS_RATE_LIMITS: 'off' } });
  alice = await test.as({ userId: 'alice' });
  bob = await test.as({ userId: 'bob' });
});
afterAll(() => test.close());

const FOUR = { height: 168, chest: 92, waist: 74, hip: 99 };
const BASE = '/api/v1/avatars';

async function make(body: Record<string, unknown> = {}, headers: Record<string, string> = alice) {
  return test.app.inject({
    method: 'POST',
    url: `${BASE}/measurement-based`,
    headers,
    payload: { name: 'Me', sex: 'female', measurements: FOUR, ...body },
  });
}

async function ready(body: Record<string, unknown> = {}): Promise<string> {
  const answer = await make(body);
  expect(answer.statusCode).toBe(202);
  await runBodyJobs(test.services);
  return answer.json().avatarId;
}

const get = (url: string, headers: Record<string, string> = alice) => test.app.inject({ url, headers });

describe('from four numbers to a model', () => {
  it('answers 202 at once, then serves a GLB that measures what was given', async () => {
    const made = await make();
    expect(made.json()).toMatchObject({ status: 'processing', findings: [] });
    const { avatarId: id, processingJobId } = made.json();
    expect(processingJobId).toMatch(/^[0-9a-f-]{36}$/);
    const early = await get(`${BASE}/${id}/model`);
    expect([early.statusCode, early.json().code]).toEqual([409, 'model_not_ready']);

    await runBodyJobs(test.services);
    const avatar = (await get(`${BASE}/${id}`)).json();
    expect(avatar).toMatchObject({
      status: 'ready',
      isDefault: true,
      own: true,
      closes: true,
      sex: 'female',
    });
    const model = await get(`${BASE}/${id}/model`);
    expect([model.statusCode, model.headers['content-type']]).toEqual([200, 'model/gltf-binary']);
    expect((await validateGlb(model.rawPayload)).messages).toEqual([]);
    const tape = secondTape(await openBody(model.rawPayload));
    for (const [key, cm] of Object.entries(FOUR)) {
      expect(Math.abs((tape[key as keyof typeof tape] as number) - cm), key).toBeLessThanOrEqual(0.1);
    }
    const again = await test.app.inject({
      url: `${BASE}/${id}/model`,
      headers: { ...alice, 'if-none-match': String(model.headers.etag) },
    });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
  });
});
