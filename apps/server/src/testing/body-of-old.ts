import {
  BODY,
  currentModel,
  keepRendition,
  type ModelRow,
  openStoredBody,
  packBody,
} from '../bodies/models.ts';
import type { StoredBody } from '../bodies/sealed-records.ts';
import type { Services } from '../services.ts';

/** Makes an avatar's body one of version 0.1.0: an object instead of a document. @returns its model's row */
export async function asOfOld(
  { bodies: { context }, database }: Services,
  avatarId: string,
  change: (stored: StoredBody) => StoredBody = (stored) => stored,
): Promise<ModelRow> {
  const model = (await currentModel(context.db, avatarId)) as ModelRow;
  const stored = (await openStoredBody(context, model)) as StoredBody;
  await context.documents.of(model.documentEngine ?? 'postgres').remove([model.id]);
  await database.pool.query(
    'UPDATE avatar.models SET document_engine = NULL, document_bytes = NULL, document_sha256 = NULL WHERE id = $1',
    [String(model.id)],
  );
  await keepRendition(context, model, BODY, packBody(change(stored)));
  return { ...model, documentEngine: null };
}
