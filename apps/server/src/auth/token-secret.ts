import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { secretFile } from './secret-file.ts';

/** The secret of our own tokens: the configured one, or the one in the data directory. */
export async function ownTokenSecret(config: Config): Promise<Uint8Array> {
  const { jwtSecret } = config.access;
  return jwtSecret === undefined ? secretFile(tokenSecretPath(config)) : new TextEncoder().encode(jwtSecret);
}

/** Where it is kept unless one is configured. */
export function tokenSecretPath({ server }: Config): string {
  return join(server.dataDir, 'token-secret');
}
