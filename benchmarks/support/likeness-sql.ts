import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Server } from './server.ts';

const BIN = fileURLToPath(new URL('../../../apps/cli/bin/likeness.cjs', import.meta.url));
const run = promisify(execFile);

/** Runs SQL on a server's database through `likeness sql`; gives what it prints. */
export async function likenessSql(server: Server, sql: string): Promise<string> {
  const env = { PATH: process.env.PATH, LIKENESS_DATA_DIR: server.dataDir };
  const { stdout } = await run(process.execPath, [BIN, 'sql', '-c', sql], { env, maxBuffer: 64e6 });
  return stdout;
}
