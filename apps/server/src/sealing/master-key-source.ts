import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretFile } from '../auth/secret-file.ts';
import { awsFailure } from '../aws/failure.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import { openKeyService } from './key-service.ts';
import { type MasterKey, masterKeyOf } from './master-key.ts';

/** Where a master key comes from. */
export interface MasterKeySource {
  kind: 'file' | 'mounted file' | 'environment' | 'kms';
  /** The setting that chooses it: named when the key is not the right one. */
  variable: string;
  /**
   * @param installation id of the database
   * @param wrapped what the key service wrapped for this database, youngest first
   * @returns undefined when none of those is for it @throws ConfigurationError
   */
  open(installation: string, wrapped: readonly Buffer[]): Promise<MasterKey | undefined>;
  /** A new key of the key service; absent where the operator makes the keys. @throws ConfigurationError */
  generate?(installation: string): Promise<{ key: MasterKey; wrapped: Buffer }>;
}

/** The file that the master key is kept in unless one is configured. */
export const masterKeyPath = ({ server }: Pick<Config, 'server'>): string =>
  join(server.dataDir, 'master-key');

/** The source that is configured. */
export function masterKeySource(config: Config): MasterKeySource {
  const { masterKey, masterKeyFile, kmsKeyId } = config.secrets;
  if (kmsKeyId !== undefined) return fromKeyService(config, kmsKeyId);
  if (masterKeyFile !== undefined) return fromMountedFile(masterKeyFile);
  if (masterKey !== undefined) return fromText('LIKENESS_MASTER_KEY', masterKey);
  return fromOwnFile(masterKeyPath(config));
}

export const fromText = (variable: string, secret: string | Uint8Array): MasterKeySource => ({
  kind: 'environment',
  variable,
  open: async () => masterKeyOf(secret),
});

/** A file of mode 0600 in the data directory, made when it is not there. */
export const fromOwnFile = (path: string): MasterKeySource => ({
  kind: 'file',
  variable: 'LIKENESS_MASTER_KEY',
  open: async () => masterKeyOf(await secretFile(path)),
});

/** A file that the operator provides, as a mounted secret. It is never made. */
export function fromMountedFile(path: string): MasterKeySource {
  const variable = 'LIKENESS_MASTER_KEY_FILE';
  return {
    kind: 'mounted file',
    variable,
    async open() {
      const secret = await readFile(path, 'utf8').then(
        (text) => text.trim(),
        (cause: NodeJS.ErrnoException) => {
          throw new ConfigurationError(variable, `the file ${path} cannot be read (${cause.code}).`, {
            cause,
          });
        },
      );
      if (secret.length < 32) {
        throw new ConfigurationError(variable, `the file ${path} must hold at least 32 characters.`);
      }
      return masterKeyOf(secret);
    },
  };
}

/** A data key that a key of AWS KMS wraps; its wrapped form is kept in the database. */
export function fromKeyService(config: Pick<Config, 'aws' | 'secrets'>, keyId: string): MasterKeySource {
  const using = async <T>(work: (service: Awaited<ReturnType<typeof openKeyService>>) => Promise<T>) => {
    const service = await openKeyService(config, keyId);
    return work(service).finally(service.close);
  };
  return {
    kind: 'kms',
    variable: 'LIKENESS_KMS_KEY_ID',
    open: (installation, wrapped) =>
      using(async (service) => {
        let refused: unknown;
        for (const one of wrapped) {
          try {
            const secret = await service.open(installation, one);
            if (secret !== undefined) return masterKeyOf(secret);
          } catch (error) {
            // while a key takes over, one of the two wrappings is of a key that is perhaps not allowed to us
            if (awsFailure((error as Error).cause) !== 'forbidden') throw error;
            refused = error;
          }
        }
        if (refused !== undefined) throw refused;
        return undefined;
      }),
    generate: (installation) =>
      using(async (service) => {
        const { secret, wrapped } = await service.generate(installation);
        return { key: masterKeyOf(secret), wrapped };
      }),
  };
}
