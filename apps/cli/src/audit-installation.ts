import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, createLog, openDatabase, openStore } from '@likeness/server';
import { type AuditReport, audit } from './audit/audit.ts';
import { type DocumentsInMongodb, openDocumentsInMongodb } from './audit/documents-in-mongodb.ts';

export interface AuditInstallationOptions {
  /** ms that an object without a row may lie; by default the grace period and one cleanup interval */
  grace?: number;
  /** Objects read at the same time. */
  parallel: number;
  /** NDJSON of `likeness load`. */
  acknowledged?: string;
}

/** ms that the longest upload may take, whatever the grace period */
const LONGEST_UPLOAD = 15 * 60_000;

/**
 * Audits the database and the store that a configuration names; nothing is made or migrated.
 *
 * @throws Error when one of them is not there or does not answer
 */
export async function auditInstallation(
  config: Config,
  { grace, parallel, acknowledged }: AuditInstallationOptions,
): Promise<AuditReport> {
  const { cleanup, database: configured, photos, pictures, server, storage } = config;
  const onDisk = storage.backend === 'disk' || storage.migrateFrom === 'disk';
  const needed = [
    ...(onDisk ? [storage.objectsDir] : []),
    ...(configured.url === undefined ? [server.dataDir] : []),
  ];
  for (const folder of needed) {
    // opening would make it, and find an empty store clean
    if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  }
  const log = createLog({ level: 'warn' });
  const store = await openStore(config, { signingKey: randomBytes(32) });
  const database = await openDatabase({ config, log, applicationName: 'audit', migrate: false });
  const { mongodb } = config;
  let documents: DocumentsInMongodb | undefined;
  try {
    if (mongodb.url !== undefined) documents = await openDocumentsInMongodb(mongodb.url);
    return await audit({
      databaseUrl: database.url,
      store,
      ...(documents && { documents }),
      grace: grace ?? cleanup.grace + cleanup.interval,
      patience: Math.max(grace ?? cleanup.grace, LONGEST_UPLOAD) + cleanup.interval,
      parallel,
      temporary: [
        { dir: pictures.temporaryDir, names: /^upload-/ },
        { dir: photos.temporaryDir, names: /^upload-/ },
        ...(onDisk ? [{ dir: join(storage.objectsDir, '.tmp'), names: /./ }] : []),
      ],
      ...(acknowledged === undefined ? {} : { acknowledged }),
    });
  } finally {
    await documents?.close();
    await database.close();
  }
}
