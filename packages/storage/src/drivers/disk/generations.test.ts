import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/disk-store-for-tests.ts';
import { stamp } from './generations.ts';

it('stamps whole milliseconds on plain files and a part of one on the others', async () => {
  const handle = await open(join(await temporaryFolder(), 'file'), 'wx');
  try {
    await handle.writeFile('12345');
    for (let round = 0; round < 200; round++) {
      const before = Date.now();
      const plain = await stamp(handle, false);
      const named = await stamp(handle, true);
      const after = Date.now();
      expect(plain).toMatchObject({ size: 5, sidecar: undefined });
      expect(named.sidecar).toMatch(/^\d{16}-5$/);
      for (const { modifiedAt } of [plain, named]) {
        expect(modifiedAt.getTime()).toBeGreaterThanOrEqual(before);
        expect(modifiedAt.getTime()).toBeLessThanOrEqual(after);
      }
    }
  } finally {
    await handle.close();
  }
});
