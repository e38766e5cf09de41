import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditContext, TemporaryPlace } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';

/** What an upload was streamed to is gone when the upload is over, or after the next cleanup. */
export async function checkTemporaryFiles({ temporary, patience }: AuditContext): Promise<CheckReport[]> {
  const findings = new Findings('temporary files are cleaned up', ['I4']);
  for (const place of temporary) {
    for await (const name of namesIn(place)) {
      const path = join(place.dir, name);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile()) continue;
      findings.examined();
      const age = Date.now() - found.mtimeMs;
      if (age >= patience) findings.breach(name, `untouched for ${Math.round(age / 60_000)} minutes`);
    }
  }
  return [findings.report()];
}

async function* namesIn({ dir, names }: TemporaryPlace): AsyncGenerator<string> {
  const entries = await opendir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (entries === undefined) return;
  for await (const { name } of entries) if (names.test(name)) yield name;
}
