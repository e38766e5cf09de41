import { normalCdf } from '@likeness/body';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../../../auth/principal.ts';
import type { AvatarRow } from '../../../bodies/avatar-rows.ts';
import { customizationSchema } from '../../../bodies/customization.ts';
import type { PhotosState } from '../../../bodies/photos/photo-rows.ts';
import type { BodyDetails } from '../../../bodies/remembered.ts';
import type { BodyResult } from '../../../bodies/sealed-records.ts';
import type { Config } from '../../../config/config.ts';
import { AVATAR_STATUSES, PHOTO_TYPES } from '../../../database/avatar-schema.ts';
import { serverBase } from '../../answer-portrait.ts';

const moment = z.iso.datetime();

/** What lists tell of an avatar: nothing of the body. */
export const avatarSummarySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(AVATAR_STATUSES),
  isDefault: z.boolean(),
  own: z.boolean().describe('False: it is shared with you'),
  tags: z.array(z.string()),
  version: z.int().describe('As in ETag and If-Match'),
  modelUrl: z.url(),
  lod1Url: z.url(),
  lod2Url: z.url(),
  thumbnailUrl: z.url(),
  createdAt: moment,
  updatedAt: moment,
  lastUsedAt: moment.nullable(),
});

const bodyTypeSchema = z
  .object({
    type: z.string(),
    probabilities: z.record(z.string(), z.number()),
    borderline: z.boolean(),
    rules: z.array(z.object({ name: z.string(), version: z.string() })),
  })
  .describe('Body type as probabilities, and by which rules');

export const photoFindingSchema = z.object({
  photo: z.enum(PHOTO_TYPES),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  sentence: z.string().describe('What to do about it, in English'),
  messageId: z.string().optional().describe('Which sentence it is, to say it in another language'),
});

export const photosStateSchema = z.object({
  state: z.enum(['kept', 'deleted']),
  keptUntil: moment.nullable().describe('When those that are kept go'),
  findings: z.array(photoFindingSchema),
});

export const avatarSchema = avatarSummarySchema.extend({
  photos: photosStateSchema
    .nullable()
    .describe('What became of its photos, for its owner; null for others, and where there were none'),
  customization: customizationSchema,
  sex: z.enum(['female', 'male']),
  bodyType: bodyTypeSchema,
  closes: z
    .boolean()
    .nullable()
    .describe('The model, measured again, shows what was given to 0.1 cm; null until there is one'),
});

export const valueSchema = z.object({
  value: z.number(),
  sigma: z.number(),
  low90: z.number().describe('The true value lies between low90 and high90 with 90 % probability'),
  high90: z.number(),
  definition: z.string(),
  source: z.string().describe('measured, photo, inferred or declared'),
  confidence: z.number().describe('Probability that the true value lies within 2 cm, in percent'),
});

const weightSchema = valueSchema.omit({ definition: true, confidence: true });

export const resultSchema = z.object({
  unit: z.enum(['metric', 'imperial']),
  sex: z.enum(['female', 'male']),
  sexProbability: z.object({ female: z.number(), male: z.number() }),
  measurements: z.record(z.string(), valueSchema),
  weight: weightSchema,
  confidence: z.number().describe('Mean of the fifteen'),
  bodyType: bodyTypeSchema,
  fit: z
    .object({
      closes: z.boolean(),
      weightFromVolume: z.number(),
      residuals: z.array(
        z.object({ key: z.string(), target: z.number(), measured: z.number(), off: z.number() }),
      ),
      outOfReach: z.array(z.object({ key: z.string(), off: z.number(), sentence: z.string() })),
    })
    .nullable()
    .describe('What the finished model measures; null until there is one'),
});

const sentenceValueSchema = z.union([
  z.string(),
  z.object({ cm: z.number(), of: z.string().optional().describe('The measure that it is a value of') }),
  z.object({ kg: z.number() }),
  z.object({ measure: z.string() }),
]);

export const findingSchema = z.object({
  field: z.string(),
  severity: z.enum(['error', 'question', 'warning']),
  code: z.string(),
  sentence: z.string().describe('In English, centimetres and kilograms'),
  messageId: z.string().describe('Which sentence it is, to say it in other words'),
  values: z.record(z.string(), sentenceValueSchema).optional().describe('What stands in it'),
  suggestion: z.number().optional().describe('What was probably meant, cm or kg'),
});

export type AvatarSummary = z.infer<typeof avatarSummarySchema>;

export function summaryOf(
  config: Config,
  request: FastifyRequest,
  principal: Principal,
  avatar: AvatarRow,
): AvatarSummary {
  const address = `${serverBase(config, request)}/api/v1/avatars/${avatar.id}`;
  return {
    id: avatar.id,
    name: avatar.name,
    status: avatar.status,
    isDefault: avatar.isDefault,
    own: avatar.userId === principal.userId,
    tags: avatar.tags,
    version: avatar.version,
    modelUrl: `${address}/model`,
    lod1Url: `${address}/model?lod=1`,
    lod2Url: `${address}/model?lod=2`,
    thumbnailUrl: `${address}/thumbnail`,
    createdAt: avatar.createdAt.toISOString(),
    updatedAt: avatar.updatedAt.toISOString(),
    lastUsedAt: avatar.lastUsedAt?.toISOString() ?? null,
  };
}

/** @param photos of its owner's own avatar only */
export function avatarOf(
  summary: AvatarSummary,
  { customization, sex, bodyType, closes }: BodyDetails,
  photos: PhotosState | null,
): z.infer<typeof avatarSchema> {
  return {
    ...summary,
    photos: photos && photosStateOf(photos),
    customization,
    sex,
    bodyType: typeOf(bodyType),
    closes,
  };
}

export function photosStateOf({
  state,
  keptUntil,
  findings,
}: PhotosState): z.infer<typeof photosStateSchema> {
  return { state, keptUntil: keptUntil?.toISOString() ?? null, findings: [...findings] };
}

const INCH = 2.54;
const POUND = 0.45359237;

/** A body in the unit that was asked for. */
export function resultOf(result: BodyResult, unit: 'metric' | 'imperial'): z.infer<typeof resultSchema> {
  const length = (cm: number) => round(unit === 'metric' ? cm : cm / INCH);
  const mass = (kg: number) => round(unit === 'metric' ? kg : kg / POUND);
  const values = Object.entries({ ...result.measurements, ...result.offered }).map(([key, value]) => {
    const confidence = round((2 * normalCdf(2 / Math.max(value.sigma, 1e-6)) - 1) * 100);
    const { definition, source } = value;
    const numbers = {
      value: length(value.cm),
      sigma: length(value.sigma),
      low90: length(value.low90),
      high90: length(value.high90),
    };
    return [key, { ...numbers, definition, source, confidence }] as const;
  });
  const { weight, fit } = result;
  return {
    unit,
    sex: result.sex,
    sexProbability: result.sexProbability,
    measurements: Object.fromEntries(values),
    weight: {
      value: mass(weight.kg),
      sigma: mass(weight.sigma),
      low90: mass(weight.low90),
      high90: mass(weight.high90),
      source: weight.source,
    },
    confidence: round(values.reduce((sum, [, { confidence }]) => sum + confidence, 0) / values.length),
    bodyType: typeOf(result.bodyType),
    fit: fit && {
      closes: fit.closes,
      weightFromVolume: mass(fit.kg),
      residuals: fit.residuals.map(({ key, target, cm, off }) => ({
        key,
        target: length(target),
        measured: length(cm),
        off: length(off),
      })),
      outOfReach: fit.outOfReach.map(({ key, off, sentence }) => ({ key, off: length(off), sentence })),
    },
  };
}

function typeOf(type: BodyResult['bodyType']): z.infer<typeof bodyTypeSchema> {
  return { ...type, probabilities: { ...type.probabilities }, rules: [...type.rules] };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
