import { link, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { secretFile } from '../auth/secret-file.ts';
import { awsFailure } from '../aws/failure.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import type { OpenedKeys } from './installation-keys.ts';
import { openKeyService } from './key-service.ts';
import { readMasterKeys } from './keyring.ts';
import { type MasterKey, masterKeyOf } from './master-key.ts';
import { fromKeyService, type MasterKeySource, masterKeyPath, masterKeySource } from './master-key-source.ts';
import { openKeys } from './open-sealing.ts';
import {
  addKmsWrapping,
  beginRotation,
  finishRotation,
  type NextMasterKey,
  type RewrapOptions,
  RotationError,
  type RotationStatus,
  rewrapAll,
  rotationStatus,
} from './rotation.ts';

/** What the master key is to be from now on. */
export type RotationTarget =
  /** A file, made when it is not there; by default that of the data directory. */
  | { kind: 'file'; path?: string }
  /** `LIKENESS_MASTER_KEY_NEW` */
  | { kind: 'env' }
  /** A data key wrapped by AWS KMS; with `keepDataKey` the present one, wrapped by another key of it. */
  | { kind: 'kms'; keyId: string; keepDataKey?: boolean };

export interface ChangeMasterKey extends RewrapOptions {
  config: Config;
  db: Database;
  /** Undefined: go on with the rotation that is under way. */
  to?: RotationTarget;
}

/**
 * Makes another master key the one in use, and wraps everything anew with it; a killed run is gone on with. Servers
 * may run meanwhile. `finishMasterKey` ends it.
 *
 * @returns how many keys were wrapped anew, and what is left
 * @throws RotationError, ConfigurationError
 */
export async function changeMasterKey(
  options: ChangeMasterKey,
): Promise<RotationStatus & { rewrapped: number }> {
  const { config, db, to } = options;
  const opened = await openKeys(db, masterKeySource(config));
  if (to?.kind === 'kms' && to.keepDataKey) await wrapByAnother(options, opened, to.keyId);
  else if (to !== undefined) await begin(options, opened, to);
  const rewrapped = await rewrapAll(db, opened.ring, options);
  return { rewrapped, ...(await rotationStatus(db, opened.ring)) };
}

/**
 * Ends a rotation: the old master key opens nothing any more. The file of the data directory is replaced here; any
 * other new key must be configured already.
 *
 * @throws RotationError, ConfigurationError
 */
export async function finishMasterKey({
  config,
  db,
}: {
  config: Config;
  db: Database;
}): Promise<RotationStatus> {
  const source = masterKeySource(config);
  const { given, ring } = await openKeys(db, source);
  const stored = await readMasterKeys(db);
  const youngest = stored?.keys.find(({ kmsWrapped }) => kmsWrapped !== null)?.kmsWrapped;
  if (source.kind === 'kms' && stored && youngest && !(await opens(source, stored.installation, youngest))) {
    throw new RotationError(
      'this command was started with the old LIKENESS_KMS_KEY_ID. Configure the new one, here and for every process, then finish.',
    );
  }
  const moved = source.kind === 'file' && (await moveNextFile(masterKeyPath(config), ring.active));
  await finishRotation(db, moved ? ring.active : given);
  return rotationStatus(db, ring);
}

/** Whether the configured key of the service wrapped it; another may be one that is not allowed to us. */
async function opens(source: MasterKeySource, installation: string, wrapped: Buffer): Promise<boolean> {
  try {
    return (await source.open(installation, [wrapped])) !== undefined;
  } catch (error) {
    if (awsFailure((error as Error).cause) !== 'forbidden') throw error;
    return false;
  }
}

/** How things stand. @throws ConfigurationError */
export async function masterKeyStatus({
  config,
  db,
}: {
  config: Config;
  db: Database;
}): Promise<RotationStatus & { source: string }> {
  const source = masterKeySource(config);
  const { ring } = await openKeys(db, source);
  return { source: source.kind, ...(await rotationStatus(db, ring)) };
}

async function begin(
  { config, db }: ChangeMasterKey,
  { ring }: OpenedKeys,
  to: RotationTarget,
): Promise<void> {
  const { unfinished } = await rotationStatus(db, ring);
  // a key service would make yet another key, which nobody could have been told of
  if (unfinished && to.kind === 'kms') {
    throw new RotationError(
      'a rotation is not finished: `likeness keys rotate` without --to goes on with it, `likeness keys finish` ends it.',
    );
  }
  const next = await nextKey(config, db, to);
  await beginRotation(db, ring.active, next);
}

async function nextKey(config: Config, db: Database, to: RotationTarget): Promise<NextMasterKey> {
  if (to.kind === 'env') {
    const secret = config.secrets.newMasterKey;
    if (secret === undefined) {
      throw new ConfigurationError('LIKENESS_MASTER_KEY_NEW', 'must hold the new master key.');
    }
    return { key: masterKeyOf(secret) };
  }
  if (to.kind === 'file') {
    const own = masterKeyPath(config);
    const inUse = masterKeySource(config).kind === 'file';
    return { key: masterKeyOf(await secretFile(to.path ?? (inUse ? nextPath(own) : own))) };
  }
  const installation = (await readMasterKeys(db))?.installation ?? '';
  const made = await fromKeyService(config, to.keyId).generate?.(installation);
  if (made === undefined) throw new Error('a key service that makes no keys');
  return made;
}

async function wrapByAnother(
  { config, db }: ChangeMasterKey,
  { given, ring }: OpenedKeys,
  keyId: string,
): Promise<void> {
  const stored = await readMasterKeys(db);
  const wrapped = stored?.keys.find(({ check }) => check.equals(given.check))?.kmsWrapped;
  if (!stored || !wrapped) {
    throw new RotationError('there is no data key of AWS KMS to keep: leave --keep-data-key out.');
  }
  if ((await rotationStatus(db, ring)).unfinished) {
    throw new RotationError('a rotation is not finished: `likeness keys finish` ends it.');
  }
  const service = await openKeyService(config, keyId);
  const anew = await service.rewrap(stored.installation, wrapped).finally(service.close);
  await addKmsWrapping(db, given, anew);
}

const nextPath = (path: string): string => `${path}.next`;

/**
 * Puts the new key's file in the place of the old one, which is kept under its own id: older backups open with it.
 *
 * @returns false when there is no such file, or it holds another key
 */
async function moveNextFile(path: string, active: MasterKey): Promise<boolean> {
  const secret = await readFile(nextPath(path), 'utf8').catch(() => undefined);
  if (secret === undefined || !masterKeyOf(secret.trim()).check.equals(active.check)) return false;
  const old = masterKeyOf((await readFile(path, 'utf8')).trim());
  await link(path, `${path}.${old.id.toString('hex')}`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rename(nextPath(path), path);
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
  return true;
}
