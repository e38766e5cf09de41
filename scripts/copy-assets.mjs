// tsc copies only code: SQL migrations and pages go to dist beside the modules that read them.
import { cpSync, existsSync, rmSync } from 'node:fs';

const assets = [
  ['apps/server/src/database/migrations', 'apps/server/dist/database/migrations'],
  ['packages/react/src/styles.css', 'packages/react/dist/styles.css'],
];

for (const [from, to] of assets) {
  if (!existsSync(from)) continue;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.ts') });
}
