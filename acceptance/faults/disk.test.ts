import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, statfs, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { photo } from '@likeness/test-kit';
import { afterEach, describe, expect, test } from 'vitest';
import { clientOf } from '../harness/client.ts';
import { hasFleet } from '../harness/engines.ts';
import { failCalls, hasStrace } from '../harness/failing-calls.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { type Acknowledged, expectAllFound, uploadAndNote } from '../harness/read-back.ts';
import { repetitions } from '../harness/repetitions.ts';
import { mountSmallDisk } from '../harness/small-disk.ts';

const UPLOADS = repetitions(400, 40);
const SETTINGS = { LIKENESS_CLEANUP_GRACE: '0', LIKENESS_UNDO_DAYS: '0', AVATAR_CLEANUP_INTERVAL: '200' };
const small = mountSmallDisk(6);
small?.remove();

let installation: Installation;
const server = () => installation.servers[0] ?? expect.unreachable();

describe.skipIf(small === undefined)('a disk that is full', () => {
  test('of the objects: refused with Retry-After, what was acknowledged stays, and room that is made is used', async () => {
    const disk = mountSmallDisk(6) ?? expect.unreachable();
    try {
      installation = await startInstallation('embedded', {
        env: { ...SETTINGS, UPLOAD_DIRECTORY: disk.folder },
      });
      const acknowledged: Acknowledged = new Map();
      for (let seed = 0; ; seed++) {
        const bytes = await photo({ width: 900, height: 700, seed });
        const probe = await clientOf(server(), { userId: `user-${seed}` }).upload(bytes);
        if (probe.status !== 201) {
          expect([probe.status, probe.body.code, probe.headers.has('retry-after')]).toEqual([
            503,
            'storage_full',
            true,
          ]);
          break;
        }
        await uploadAndNote(server(), `user-${seed}`, bytes, acknowledged);
      }
      expect(acknowledged.size).toBeGreaterThan(2);
      await expectAllFound(server(), acknowledged);
      for (const userId of [...acknowledged.keys()].slice(0, 3)) {
        const { status } = await clientOf(server(), { userId }).request('DELETE', '/api/enterprise/avatar');
        expect(status).toBe(200);
        acknowledged.delete(userId);
      }
      const more = await photo({ width: 900, height: 700, seed: 5_000 });
      const retried = async () => (await clientOf(server(), { userId: 'later' }).upload(more)).status;
      await expect.poll(retried, { timeout: 60_000, interval: 500 }).toBe(201);
      await uploadAndNote(server(), 'later', more, acknowledged);
      await expectAllFound(server(), acknowledged);
      await installation.expectClean();
    } finally {
      await installation.remove();
      disk.remove();
    }
  });

  test.skipIf(!hasFleet)('of what comes in: refused with Retry-After, nothing is left of it', async () => {
    const disk = mountSmallDisk(6) ?? expect.unreachable();
    try {
      installation = await startInstallation('fleet', {
        env: { ...SETTINGS, LIKENESS_DATA_DIR: disk.folder },
      });
      const acknowledged: Acknowledged = new Map();
      await uploadAndNote(
        server(),
        'before',
        await photo({ width: 400, height: 300, seed: 1 }),
        acknowledged,
      );
      const filler = join(disk.folder, 'filler');
      const { bavail, bsize } = await statfs(disk.folder);
      await writeFile(filler, randomBytes(bavail * bsize - 8 * bsize));
      const bytes = await photo({ width: 1_600, height: 1_200, seed: 2 });
      const refused = await clientOf(server(), { userId: 'during' }).upload(bytes);
      expect([refused.status, refused.body.code, refused.headers.has('retry-after')]).toEqual([
        503,
        'storage_full',
        true,
      ]);
      expect(await readdir(join(disk.folder, 'tmp')).then((names) => names.filter(isUpload))).toEqual([]);
      await unlink(filler);
      await uploadAndNote(server(), 'during', bytes, acknowledged);
      await expectAllFound(server(), acknowledged);
      await installation.expectClean();
    } finally {
      await installation.remove();
      disk.remove();
    }
  });
});

const isUpload = (name: string) => name.startsWith('upload-');

describe.skipIf(!hasFleet || !hasStrace())('a disk that does not take what it was given', () => {
  let folder: string;
  afterEach(async () => {
    await installation.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test(`fsync fails with EIO now and then, ${UPLOADS} uploads: what is acknowledged is there after kill -9`, async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-objects-'));
    // PostgreSQL on a sound disk: that it does not lose what it has committed is its own promise.
    installation = await startInstallation('fleet', {
      env: { ...SETTINGS, STORAGE_BACKEND: 'disk', UPLOAD_DIRECTORY: folder },
    });
    const mend = await failCalls(server().process.pid ?? 0, 'fsync,fdatasync:error=EIO:when=30+61');
    const acknowledged: Acknowledged = new Map();
    let refused = 0;
    for (let seed = 0; seed < UPLOADS; seed++) {
      const bytes = await photo({ width: 100, height: 80, seed });
      const user = clientOf(server(), { userId: `user-${seed}` });
      const answer = await user.upload(bytes);
      if (answer.status === 201) await uploadAndNote(server(), `user-${seed}`, bytes, acknowledged);
      else {
        expect([answer.status, answer.headers.has('retry-after')]).toEqual([503, true]);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
    expect(acknowledged.size).toBe(UPLOADS - refused);
    // several may fail in one upload, and nobody is refused without a failure
    expect(await mend()).toBeGreaterThanOrEqual(refused);
    await installation.replaceServer(0);
    await expectAllFound(server(), acknowledged);
    await installation.expectClean();
  });
});
