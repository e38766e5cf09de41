import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { diskForTest, filesIn } from '../../testing/disk-store-for-tests.ts';

const SCRIPT = fileURLToPath(new URL('../../testing/endless-puts.ts', import.meta.url));

/** Kills the process after so many acknowledged puts; answers their keys. */
async function putAndKill(root: string, round: number): Promise<Set<string>> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', SCRIPT, root, `${round}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const acknowledged = new Set<string>();
  let left = 20 + round * 7;
  for await (const key of createInterface({ input: child.stdout })) {
    acknowledged.add(key);
    if (--left === 0) child.kill('SIGKILL');
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

it('a process killed in mid-put leaves whole objects, and leftovers that can be removed', async () => {
  const { root, driver } = await diskForTest();
  const acknowledged = new Set<string>();
  for (let round = 0; round < 5; round++) {
    for (const key of await putAndKill(root, round)) acknowledged.add(key);
  }
  await driver.removeLeftovers({ olderThan: new Date(Date.now() + 60_000) });

  const { objects } = await driver.list();
  expect(objects.map((object) => object.key)).toEqual(expect.arrayContaining([...acknowledged]));
  let described = 0;
  for (const { key } of objects) {
    const { info, body } = await driver.get({ key });
    const bytes = await buffer(body);
    const fill = bytes.toString('latin1', 0, 1);
    expect(bytes.equals(Buffer.alloc(info.size, fill))).toBe(true);
    const plain = Object.keys(info.metadata).length === 0;
    expect(info.metadata).toEqual(plain ? {} : { fill });
    if (!plain) described++;
  }
  expect(await filesIn(join(root, '.tmp'))).toEqual([]);
  expect(await filesIn(join(root, '.meta'))).toHaveLength(described);
});
