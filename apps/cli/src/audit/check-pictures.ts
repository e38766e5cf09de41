import pLimit from 'p-limit';
import type { AuditContext } from './audit-context.ts';
import { checkKeys, checkVariantRows, keyFindings, variantRowFindings } from './check-variant-rows.ts';
import { type CheckReport, Findings } from './findings.ts';
import { CONTENT_TYPES } from './magic.ts';
import { readObject } from './read-object.ts';
import { type AuditedPicture, type AuditedVariant, readyPictures, stillStands } from './ready-pictures.ts';

/**
 * Every ready picture has its variants, each under the right key, and each reads back as it was recorded.
 * An object that reads wrong is a breach only if its row says afterwards what it said before: a sweep may
 * have come between the two.
 */
export async function checkPictures(context: AuditContext): Promise<CheckReport[]> {
  const rows = variantRowFindings();
  const keys = keyFindings();
  const objects = new Findings('variants read back as recorded', ['I1', 'I2', 'I5']);
  const limit = pLimit(context.parallel);
  for await (const page of readyPictures(context.pool)) {
    context.signal?.throwIfAborted();
    await Promise.all(
      page.flatMap((picture) => {
        checkVariantRows(picture, rows);
        checkKeys(picture, keys);
        return picture.variants.map((variant) =>
          limit(() => checkObject(context, picture, variant, objects)),
        );
      }),
    );
  }
  return [rows.report(), keys.report(), objects.report()];
}

async function checkObject(
  context: AuditContext,
  picture: AuditedPicture,
  variant: AuditedVariant,
  findings: Findings,
): Promise<void> {
  context.signal?.throwIfAborted();
  findings.examined();
  const read = await readObject(context.store, variant.key, context.signal);
  const wrong: string[] = [];
  if (!read.found) {
    wrong.push(read.why);
  } else {
    if (read.size !== variant.bytes) wrong.push(`${read.size} bytes instead of ${variant.bytes}`);
    if (read.sha256 !== variant.sha256) wrong.push('other bytes than were recorded');
    if (read.format !== variant.format) wrong.push(`the bytes are ${read.format ?? 'no picture'}`);
    if (read.contentType !== CONTENT_TYPES[variant.format]) wrong.push(`served as ${read.contentType}`);
  }
  if (wrong.length === 0 || !(await stillStands(context.pool, picture, variant))) return;
  findings.breach(variant.key, wrong.join('; '));
}
