import type { Angle, Compression, Lod } from '@likeness/body';
import { Problem } from '../errors.ts';
import { type AvatarRow, openMeasurements } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { lookOf } from './customization.ts';
import {
  currentModel,
  keepRendition,
  type ModelRow,
  openRendition,
  openStoredBody,
  packBody,
  refittedName,
} from './models.ts';
import { type SealedAvatar, type StoredBody, taskOf } from './sealed-records.ts';

export interface GlbForm {
  lod: Lod;
  compression: Compression;
  pose: 'a' | 't';
}

export interface PictureForm {
  angle: Angle;
  /** Pixels of the square picture. */
  size: number;
  watermarked?: boolean;
}

export type Form = { glb: GlbForm } | { picture: PictureForm };

/** Under which name a form is kept; with the model's id it says all that the bytes depend on. */
export function nameOf(form: Form, look: number): string {
  if ('glb' in form) return `lod${form.glb.lod}-${form.glb.compression}-${form.glb.pose}-${look}.glb`;
  const { angle, size, watermarked } = form.picture;
  return `${angle}-${size}-${look}${watermarked ? '-view' : ''}.png`;
}

/**
 * The model that an avatar shows now.
 *
 * @throws Problem `model_not_ready`, `model_failed`
 */
export async function servedModel(context: BodiesContext, avatar: AvatarRow): Promise<ModelRow> {
  const model = await currentModel(context.db, avatar.id);
  if (model) return model;
  throw new Problem(avatar.status === 'error' ? 'model_failed' : 'model_not_ready');
}

/** Which thread works for whom is not the caller's concern; a caller that goes away leaves the work to the next. */
export function rendition(
  context: BodiesContext,
  model: ModelRow,
  form: Form,
  record: SealedAvatar,
): Promise<Buffer> {
  const name = nameOf(form, record.look);
  const flight = `${model.id}/${name}`;
  const running = context.renderings.get(flight);
  if (running) return running;
  const work = makeOrOpen(context, model, name, form, record).finally(() =>
    context.renderings.delete(flight),
  );
  context.renderings.set(flight, work);
  return work;
}

async function makeOrOpen(
  context: BodiesContext,
  model: ModelRow,
  name: string,
  form: Form,
  record: SealedAvatar,
): Promise<Buffer> {
  const kept = await openRendition(context, model, name);
  if (kept) return kept;
  const stored = await openStoredBody(context, model);
  if (!stored) throw new Problem('model_not_ready');
  const bytes =
    (await render(context, stored, form, record)) ??
    (await render(context, await refit(context, model), form, record));
  if (!bytes) throw new Error('a body that was just built is of another template');
  await keepRendition(context, model, name, bytes);
  return bytes;
}

/** Builds a body again that an earlier version's template was fitted to, from what it was built from. */
async function refit(context: BodiesContext, model: ModelRow): Promise<StoredBody> {
  if (!model.avatarId) throw new Problem('avatar_not_found');
  const avatar = { id: model.avatarId, userId: model.userId };
  const { given } = await openMeasurements(context.db, context.sealing, avatar);
  const { body } = await context.threads.run('build', taskOf(given));
  if (!body) throw new Problem('model_failed');
  await keepRendition(context, model, refittedName(body.stored.template), packBody(body.stored));
  return body.stored;
}

/** Makes the bytes of a form in a thread; undefined when the body is of another template. */
export async function render(
  { threads }: BodiesContext,
  stored: StoredBody,
  form: Form,
  { customization }: SealedAvatar,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  const look = lookOf(customization);
  const bytes =
    'glb' in form
      ? await threads.run('glb', { stored, look, ...form.glb }, signal)
      : await threads.run('picture', { stored, look, ...form.picture }, signal);
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : undefined;
}
