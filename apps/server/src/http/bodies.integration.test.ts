import { openBody, secondTape, validateGlb } from '@likeness/test-kit/bodies';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOfOld } from '../testing/body-of-old.ts';
import { runBodyJobs } from '../testing/run-body-jobs.ts';
import { AVATARS, createTestBodies, FOUR, type TestBodies } from '../testing/test-bodies.ts';

let test: TestBodies;
beforeAll(async () => {
  test = await createTestBodies();
});
afterAll(() => test.close());

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const made = { name: 'Me', sex: 'female', measurements: FOUR };

describe('from four numbers to a model', () => {
  it('answers 202 at once, then serves a GLB that measures what was given', async () => {
    const answer = await test.call('alice', 'POST', `${AVATARS}/measurement-based`, made);
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({
      status: 'processing',
      findings: [],
      avatarId: expect.stringMatching(uuid),
      processingJobId: expect.stringMatching(uuid),
      estimatedCompletionTime: expect.any(Number),
    });
    const address = `${AVATARS}/${answer.json().avatarId}`;
    const early = await test.call('alice', 'GET', `${address}/model`);
    expect([early.statusCode, early.json().code]).toEqual([409, 'model_not_ready']);

    await runBodyJobs(test.services);
    const avatar = (await test.call('alice', 'GET', address)).json();
    expect(avatar).toMatchObject({
      status: 'ready',
      isDefault: true,
      own: true,
      closes: true,
      sex: 'female',
    });
    const model = await test.call('alice', 'GET', `${address}/model`);
    expect([model.statusCode, model.headers['content-type']]).toEqual([200, 'model/gltf-binary']);
    expect((await validateGlb(model.rawPayload)).messages).toEqual([]);
    const tape = secondTape(await openBody(model.rawPayload));
    for (const [key, cm] of Object.entries(FOUR)) {
      expect(Math.abs((tape[key] as number) - cm), key).toBeLessThanOrEqual(0.1);
    }
    const fresh = { 'if-none-match': String(model.headers.etag) };
    const again = await test.call('alice', 'GET', `${address}/model`, undefined, fresh);
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
    expect((await test.call('alice', 'GET', address)).json().lastUsedAt).not.toBeNull();
  });

  it('gives every level, compression and pose, each the same bytes when asked again', async () => {
    const id = await test.ready('levels');
    const forms = ['lod=1', 'lod=2&compression=draco', 'compression=none&lod=2&pose=t'];
    for (const form of forms) {
      const url = `${AVATARS}/${id}/model?${form}`;
      const model = await test.call('levels', 'GET', url);
      expect((await validateGlb(model.rawPayload)).messages, form).toEqual([]);
      const again = await test.call('levels', 'GET', url);
      expect(again.rawPayload.equals(model.rawPayload), form).toBe(true);
    }
    for (const angle of ['front', 'side', 'back']) {
      const url = `${AVATARS}/${id}/thumbnail?angle=${angle}&size=128`;
      const picture = await sharp((await test.call('levels', 'GET', url)).rawPayload).metadata();
      expect([picture.format, picture.width, picture.height]).toEqual(['png', 128, 128]);
    }
  });

  it('a body of an earlier template is fitted again when a new form of it is asked for', async () => {
    const id = await test.ready('keeper');
    const { pool } = test.services.database;
    const model = await asOfOld(test.services, id, (stored) => ({
      ...stored,
      template: 'of old',
      positions: new Float32Array(300),
    }));
    const glb = await test.call('keeper', 'GET', `${AVATARS}/${id}/model?compression=draco`);
    expect(glb.statusCode).toBe(200);
    expect(secondTape(await openBody(glb.rawPayload)).waist).toBeCloseTo(FOUR.waist, 0);
    const names = await pool.query(
      `SELECT name FROM avatar.renditions WHERE model_id = $1 AND name ~ '^body'`,
      [String(model.id)],
    );
    expect(names.rows).toHaveLength(2);
  });

  it('measurements that are put while a model is made get a model of their own', async () => {
    const answer = await test.call('hasty', 'POST', `${AVATARS}/measurement-based`, made);
    const url = `${AVATARS}/${answer.json().avatarId}`;
    const body = { sex: 'female', measurements: { ...FOUR, waist: 79 } };
    const put = await test.call('hasty', 'PUT', `${url}/measurements`, body);
    expect(put.json().processingJobId).toMatch(uuid);
    await runBodyJobs(test.services);
    const model = await test.call('hasty', 'GET', `${url}/model`);
    expect(secondTape(await openBody(model.rawPayload)).waist).toBeCloseTo(79, 0);
  });

  it('two changes of the default at once leave one', async () => {
    const ids = [];
    for (const name of ['A', 'B', 'C']) {
      const one = await test.call('twice', 'POST', `${AVATARS}/measurement-based`, { ...made, name });
      ids.push(one.json().avatarId);
    }
    const change = (id: string) => test.call('twice', 'PATCH', `${AVATARS}/${id}`, { isDefault: true });
    const answers = await Promise.all(ids.map(change));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    const { data } = (await test.call('twice', 'GET', AVATARS)).json();
    expect(data.filter(({ isDefault }: { isDefault: boolean }) => isDefault)).toHaveLength(1);
  });

  it('a repeated Idempotency-Key makes no second avatar, another body with it is refused', async () => {
    const key = { 'idempotency-key': 'once' };
    const url = `${AVATARS}/measurement-based`;
    const first = await test.call('repeat', 'POST', url, made, key);
    const second = await test.call('repeat', 'POST', url, made, key);
    expect(second.json().avatarId).toBe(first.json().avatarId);
    expect(second.headers['idempotency-replayed']).toBe('true');
    const other = await test.call('repeat', 'POST', url, { ...made, name: 'You' }, key);
    expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency_key_reused']);
    expect((await test.call('repeat', 'GET', AVATARS)).json().pagination.total).toBe(1);
  });
});

describe('measurements', () => {
  it('come back completed, with intervals, in the unit that is asked for', async () => {
    const id = await test.ready('measured');
    const url = `${AVATARS}/${id}/measurements`;
    const metric = (await test.call('measured', 'GET', url)).json();
    expect(Object.keys(metric.measurements)).toHaveLength(15);
    expect(metric.measurements.waist).toMatchObject({ value: 74, source: 'measured' });
    const { value, low90, high90, source } = metric.measurements.inseam;
    expect(source).toBe('inferred');
    expect(low90).toBeLessThan(value);
    expect(value).toBeLessThan(high90);
    expect(metric.fit.closes).toBe(true);
    const imperial = (await test.call('measured', 'GET', `${url}?unit=imperial`)).json();
    expect(imperial.measurements.waist.value).toBeCloseTo(74 / 2.54, 1);
  });

  it('are put again, and make a new model only when asked', async () => {
    const id = await test.ready('again');
    const url = `${AVATARS}/${id}/measurements`;
    const before = await test.call('again', 'GET', `${AVATARS}/${id}/model`);
    const body = { sex: 'female', measurements: { ...FOUR, waist: 80 } };
    const kept = await test.call('again', 'PUT', url, body);
    expect(kept.json()).toMatchObject({ processingJobId: null, measurements: { waist: { value: 80 } } });
    expect((await test.call('again', 'GET', `${AVATARS}/${id}/model`)).headers.etag).toBe(
      before.headers.etag,
    );
    const made2 = await test.call('again', 'PUT', `${url}?regenerate=true`, body);
    expect(made2.json().processingJobId).toMatch(uuid);
    const meanwhile = await test.call('again', 'GET', `${AVATARS}/${id}/model`);
    expect(meanwhile.headers.etag).toBe(before.headers.etag);
    await runBodyJobs(test.services);
    const after = await test.call('again', 'GET', `${AVATARS}/${id}/model`);
    expect(secondTape(await openBody(after.rawPayload)).waist).toBeCloseTo(80, 0);
    const { rows } = await test.services.database.pool.query(
      `SELECT state FROM avatar.models WHERE avatar_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ state: 'ready' }]);
  });
});

describe('lists and changes', () => {
  it('filter by status, name and tags, sort and page', async () => {
    const url = `${AVATARS}/measurement-based`;
    for (const [name, tags] of [
      ['Work', ['shop']],
      ['Home 100%', ['shop', 'old']],
      ['Gym', []],
    ] as const) {
      await test.call('lister', 'POST', url, { ...made, name, tags });
    }
    const names = async (query: string) =>
      (await test.call('lister', 'GET', `${AVATARS}?${query}`))
        .json()
        .data.map(({ name }: { name: string }) => name);
    expect(await names('sortBy=name&sortOrder=asc')).toEqual(['Gym', 'Home 100%', 'Work']);
    expect(await names('sort=name&order=desc')).toEqual(['Work', 'Home 100%', 'Gym']);
    expect(await names('search=HOME')).toEqual(['Home 100%']);
    expect(await names('search=%25')).toEqual(['Home 100%']);
    expect(await names('tags=shop,old')).toEqual(['Home 100%']);
    expect(await names('status=ready')).toEqual([]);
    expect(await names('sortBy=name&sortOrder=asc&limit=1&page=2')).toEqual(['Home 100%']);
  });

  it('If-Match decides between two changes; one avatar is the default', async () => {
    const first = await test.ready('changer');
    const second = await test.ready('changer', { name: 'Second', isDefault: true });
    const read = async (id: string) => (await test.call('changer', 'GET', `${AVATARS}/${id}`)).json();
    expect([(await read(first)).isDefault, (await read(second)).isDefault]).toEqual([false, true]);
    const { version } = await read(first);
    const match = { 'if-match': `"${version}"` };
    const renamed = await test.call('changer', 'PATCH', `${AVATARS}/${first}`, { name: 'New' }, match);
    expect([renamed.statusCode, renamed.json().name]).toEqual([200, 'New']);
    const late = await test.call('changer', 'PATCH', `${AVATARS}/${first}`, { name: 'Late' }, match);
    expect([late.statusCode, late.json().code]).toEqual([412, 'precondition_failed']);
  });

  it('customization shows in picture and model, and null takes it back', async () => {
    const id = await test.ready('dresser');
    const url = `${AVATARS}/${id}`;
    const shown = async () => {
      const picture = await test.call('dresser', 'GET', `${url}/thumbnail?size=128`);
      return { etag: picture.headers.etag, mean: (await sharp(picture.rawPayload).stats()).dominant };
    };
    const before = await shown();
    const dressed = await test.call('dresser', 'PATCH', url, {
      customization: { skinTone: '#3B2A20', undersuitColour: '#ff0000', pose: 't' },
    });
    expect(dressed.json().customization).toEqual({
      skinTone: '#3b2a20',
      undersuitColour: '#ff0000',
      pose: 't',
    });
    const { rows } = await test.services.database.pool.query(
      `SELECT r.name FROM avatar.renditions r JOIN avatar.models m ON m.id = r.model_id WHERE m.avatar_id = $1`,
      [id],
    );
    expect(rows).toEqual([]);
    expect((await shown()).etag).not.toBe(before.etag);
    const opened = await openBody((await test.call('dresser', 'GET', `${url}/model`)).rawPayload);
    expect(secondTape(opened).armSpan).toBeGreaterThan(150);
    const undone = await test.call('dresser', 'PATCH', url, { customization: { pose: null } });
    expect(undone.json().customization).not.toHaveProperty('pose');
  });

  it('a deleted avatar can be restored, an erased one cannot and leaves no object', async () => {
    const id = await test.ready('leaver');
    const url = `${AVATARS}/${id}`;
    expect((await test.call('leaver', 'DELETE', url)).statusCode).toBe(204);
    expect((await test.call('leaver', 'GET', url)).json().code).toBe('avatar_not_found');
    expect((await test.call('leaver', 'POST', `${url}/restore`)).statusCode).toBe(200);
    expect((await test.call('leaver', 'GET', `${url}/model`)).statusCode).toBe(200);
    const { pool } = test.services.database;
    const { rows } = await pool.query('SELECT id FROM avatar.models WHERE avatar_id = $1', [id]);
    expect((await test.call('leaver', 'DELETE', `${url}?hard=true`)).statusCode).toBe(204);
    expect((await test.call('leaver', 'POST', `${url}/restore`)).statusCode).toBe(404);
    expect((await pool.query('SELECT FROM avatar.models WHERE id = $1', [rows[0].id])).rowCount).toBe(0);
    const { objects } = await test.services.store.list({ prefix: 'bodies/' });
    expect(objects.filter(({ key }) => key.includes(`/${rows[0].id}/`))).toEqual([]);
  });
});
