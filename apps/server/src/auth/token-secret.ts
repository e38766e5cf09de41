import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { secretFile } from './secret-file.ts';

/** The secret of our own tokens: the configured one, or the one in the data directory. */
export async function ownTokenSecret({ access, server }: Config): Promise<Uint8Array> {
  if (access.jwtSecret !== undefined) return new TextEncoder().encode(access.jwtSecret);
  return secretFile(join(server.dataDir, 'token-secret'));
}
