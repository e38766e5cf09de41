/** Run as a process of its own, to be killed: replaces objects without end and prints each acknowledged put. */
import { Readable } from 'node:stream';
import { createDiskDriver } from '../drivers/disk/create-disk-driver.ts';

const [root = '', seed = ''] = process.argv.slice(2);
const driver = createDiskDriver({ root, signingKey: 'x'.repeat(32) });

async function replace(key: string): Promise<void> {
  for (let at = 0; ; at++) {
    const fill = String.fromCharCode(97 + (at % 26));
    const chunks = Array.from({ length: 5 }, () => Buffer.alloc(20_000 + (at % 3), fill));
    const metadata: Record<string, string> = at % 4 === 0 ? {} : { fill };
    await driver.put({ key, body: Readable.from(chunks), metadata });
    process.stdout.write(`${key}\n`);
    if (at % 10 === 9) {
      await driver.put({
        key: `${key}-${seed}/${at}/kept.txt`,
        body: Buffer.alloc(50, fill),
        metadata: { fill },
      });
      process.stdout.write(`${key}-${seed}/${at}/kept.txt\n`);
    }
  }
}

await Promise.all(['a/1.txt', 'a/2.txt', 'b/3.txt'].map(replace));
