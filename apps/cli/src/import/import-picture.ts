import { randomUUID } from 'node:crypto';
import { inspect } from '@likeness/images';
import {
  type Identities,
  Problem,
  parseFraming,
  receiveFile,
  type Services,
  type TemporaryFile,
  toProblem,
  uploadPortrait,
} from '@likeness/server';
import { ImportError } from './import-error.ts';
import { openSource, type SourceOptions } from './open-source.ts';
import type { ImportRow } from './rows.ts';
import { verifyPicture } from './verify-picture.ts';

/** `valid`: a dry run would have imported it. `skipped`: the user has a picture already. */
export type ImportStatus = 'imported' | 'duplicate' | 'unchanged' | 'skipped' | 'valid' | 'failed';

export interface ImportResult {
  line: number;
  userId?: string;
  status: ImportStatus;
  avatarId?: string;
  code?: string;
  error?: string;
}

export interface ImportContext {
  services: Pick<Services, 'config' | 'database' | 'store' | 'portraits'>;
  identities: Identities;
  /** Of rows that name none. */
  organization: string;
  issuer: string;
  source: Omit<SourceOptions, 'signal' | 'maxSize'>;
  /** ms for one download */
  timeout: number;
  /** Replace the pictures that users have. */
  overwrite: boolean;
  /** Read and look, store nothing. */
  dryRun: boolean;
}

/** Imports one picture, reads it back, and tells how it went; never throws. */
export async function importPicture(context: ImportContext, row: ImportRow): Promise<ImportResult> {
  const result = { line: row.line, userId: row.userId };
  try {
    const current = context.overwrite ? undefined : await currentPicture(context, row);
    if (current !== undefined) return { ...result, status: 'skipped', avatarId: current };
    const file = await receive(context, row);
    try {
      return { ...result, ...(await store(context, row, file)) };
    } finally {
      await file.dispose();
    }
  } catch (error) {
    if (error instanceof HasPicture) return { ...result, status: 'skipped', avatarId: error.avatarId };
    const { code, message } = error instanceof ImportError ? error : toProblem(error);
    return { ...result, status: 'failed', code, error: message };
  }
}

class HasPicture extends Error {
  readonly avatarId: string;

  constructor(avatarId: string) {
    super('The user has a picture.');
    this.avatarId = avatarId;
  }
}

const whose = ({ organization, issuer }: ImportContext, row: ImportRow) => ({
  organization: row.organization ?? organization,
  issuer: row.issuer ?? issuer,
  subject: row.userId,
});

/** Looked up without making the user. */
async function currentPicture(context: ImportContext, row: ImportRow): Promise<string | undefined> {
  const { organization, issuer, subject } = whose(context, row);
  const { rows } = await context.services.database.pool.query<{ blob_id: string }>(
    `SELECT p.blob_id
     FROM shared.organizations o
     JOIN shared.users u ON u.organization_id = o.id AND u.issuer = $2 AND u.subject = $3
     JOIN portrait.portraits p ON p.entity_id = u.id AND p.ended_at IS NULL
     WHERE o.slug = $1`,
    [organization, issuer, subject],
  );
  return rows[0]?.blob_id;
}

async function receive(context: ImportContext, row: ImportRow): Promise<TemporaryFile> {
  const { maxFileSize: maxSize, temporaryDir: dir } = context.services.config.pictures;
  const signal = AbortSignal.timeout(context.timeout);
  const body = await openSource(row.source, { ...context.source, maxSize, signal });
  try {
    return await receiveFile(body, { dir, maxSize, signal });
  } catch (error) {
    if (signal.aborted) throw new ImportError('timed_out', 'The download took too long.', { cause: error });
    if (error instanceof Problem && error.code === 'upload_aborted') {
      throw new ImportError('cut_off', 'The file ended before it was whole.', { cause: error });
    }
    throw error;
  }
}

async function store(
  context: ImportContext,
  row: ImportRow,
  file: TemporaryFile,
): Promise<Pick<ImportResult, 'status' | 'avatarId'>> {
  const { config, database, portraits, store: objects } = context.services;
  // before the user is made: who has nothing to show is none of ours
  await inspect(file.path, config.pictures);
  if (context.dryRun) return { status: 'valid' };
  const claims = { ...whose(context, row), role: 'user' as const, permissions: [] };
  const principal = await context.identities.resolve(claims);
  let before: string | undefined;
  const { blob, isDuplicate } = await uploadPortrait(portraits.context, {
    actor: { ...principal, requestId: randomUUID() },
    entity: { id: principal.userId, organizationId: principal.organizationId },
    file,
    framing: parseFraming({}),
    precondition: (current) => {
      before = current;
      if (current !== undefined && !context.overwrite) throw new HasPicture(current);
    },
  });
  await verifyPicture(database.pool, objects, blob.id);
  if (before === blob.id) return { status: 'unchanged', avatarId: blob.id };
  return { status: isDuplicate ? 'duplicate' : 'imported', avatarId: blob.id };
}
