import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const ALLOWED = /^(node:.*|pg|mongodb|p-limit|@likeness\/storage|\.\/[a-z-]+\.ts|\.\.\/text-table\.ts)$/;

test('the auditor imports nothing of what it audits but the storage driver', async () => {
  const names = (await readdir(import.meta.dirname)).filter((name) => !name.includes('.test.'));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const source = await readFile(`${import.meta.dirname}/${name}`, 'utf8');
    for (const [, path] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
      expect(path).toMatch(ALLOWED);
    }
  }
});
