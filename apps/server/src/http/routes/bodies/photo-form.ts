import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { customizationSchema } from '../../../bodies/customization.ts';
import type { SentPhoto } from '../../../bodies/photos/prepare-photos.ts';
import type { GivenBody } from '../../../bodies/sealed-records.ts';
import type { Config } from '../../../config/config.ts';
import { PHOTO_TYPES } from '../../../database/avatar-schema.ts';
import { Problem } from '../../../errors.ts';
import { type Form, readForm } from '../../read-form.ts';
import { nameSchema, tagsSchema } from './body-request.ts';

/** A text of a form; left empty it counts as left out. */
const text = z.string().trim().max(200);
const left = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  );
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const json = z.string().transform((value, context) => {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

const fields = z.strictObject({
  name: nameSchema,
  height: left(text),
  heightUnit: left(z.enum(['cm', 'm', 'in', 'ft'])),
  weight: left(text),
  age: left(z.coerce.number({ error: 'must be a number of years' })),
  sex: left(z.enum(['female', 'male'])),
  unit: left(z.enum(['metric', 'imperial'])),
  customization: left(json.pipe(customizationSchema)),
  tags: left(json.pipe(tagsSchema)),
  isDefault: left(flag),
  consent: left(flag),
});

const TEXTS = Object.keys(fields.shape);
/** bytes */
const MAX_TEXT = 4_000;

/** The form, for the API reference. */
export const PHOTO_FORM = {
  'multipart/form-data': {
    schema: {
      type: 'object',
      required: ['name', 'front'],
      properties: {
        name: { type: 'string', maxLength: 255 },
        front: { type: 'string', format: 'binary', description: 'JPEG, PNG, HEIC or WebP' },
        side: { type: 'string', format: 'binary', description: 'The same person from the side' },
        back: {
          type: 'string',
          format: 'binary',
          description: 'Checked and not kept: nothing is read from it yet',
        },
        height: {
          type: 'string',
          description: 'A number in heightUnit, or a text such as 5\'7". Left out, the answer is much wider',
          examples: ['172'],
        },
        heightUnit: {
          type: 'string',
          enum: ['cm', 'm', 'in', 'ft'],
          description: 'By default that of `unit`',
        },
        weight: { type: 'string', description: 'A number in kg or lb, or a text such as "154 lb"' },
        age: { type: 'number', description: 'Years; adults only' },
        sex: { type: 'string', enum: ['female', 'male'] },
        unit: { type: 'string', enum: ['metric', 'imperial'], default: 'metric' },
        customization: { type: 'string', description: 'JSON, as of measurement-based' },
        tags: { type: 'string', description: 'JSON, an array of texts' },
        isDefault: { type: 'string', enum: ['true', 'false'] },
        consent: {
          type: 'string',
          enum: ['true', 'false'],
          description: 'That the person shown agrees to the wording of /api/v1/avatars/photo-consent',
        },
      },
    },
  },
};

export interface PhotoForm {
  name: string;
  tags: string[];
  isDefault: boolean;
  customization: z.infer<typeof customizationSchema>;
  given: GivenBody;
  consent: boolean | undefined;
  photos: SentPhoto[];
  /** What was sent, for `Idempotency-Key`: the photos' hashes and the fields. */
  fingerprint: string;
  dispose(): Promise<void>;
}

/** @throws Problem of what is wrong with the form; no temporary file is left then */
export async function readPhotoForm(
  request: FastifyRequest,
  { pictures, photos }: Config,
): Promise<PhotoForm> {
  const form = await readForm(request, {
    dir: photos.temporaryDir,
    maxFileSize: photos.maxSize,
    timeout: pictures.uploadTimeout,
    files: PHOTO_TYPES,
    texts: TEXTS,
    maxText: MAX_TEXT,
  });
  try {
    return readFields(form);
  } catch (error) {
    await form.dispose();
    throw error;
  }
}

function readFields(form: Form): PhotoForm {
  const parsed = fields.safeParse(form.texts);
  if (!parsed.success) throw invalid(parsed.error);
  const { name, tags = [], isDefault = false, customization = {}, consent, ...sent } = parsed.data;
  const photos = PHOTO_TYPES.flatMap((type) => {
    const file = form.files.get(type);
    return file ? [{ type, path: file.path, fileName: file.fileName }] : [];
  });
  const hashes = PHOTO_TYPES.map((type) => form.files.get(type)?.sha256.toString('hex') ?? null);
  return {
    name,
    tags,
    isDefault,
    customization,
    consent,
    given: givenOf(sent),
    photos,
    fingerprint: JSON.stringify([hashes, TEXTS.map((field) => form.texts[field] ?? null)]),
    dispose: form.dispose,
  };
}

type Sent = Pick<z.infer<typeof fields>, 'height' | 'heightUnit' | 'weight' | 'age' | 'sex' | 'unit'>;

/** What the texts mean and whether they make sense is for the body package to say. */
function givenOf({ height, heightUnit, weight, age, sex, unit = 'metric' }: Sent): GivenBody {
  const own = heightUnit ?? (unit === 'imperial' ? 'in' : 'cm');
  return {
    unit,
    measurements: height === undefined ? {} : { height: isNumber(height) ? `${height} ${own}` : height },
    ...(sex && { sex }),
    ...(age !== undefined && { age }),
    ...(weight !== undefined && {
      weight: isNumber(weight) ? `${weight} ${unit === 'imperial' ? 'lb' : 'kg'}` : weight,
    }),
  };
}

const isNumber = (value: string): boolean => /^\d+([.,]\d+)?$/.test(value);

function invalid(error: z.ZodError): Problem {
  const errors = error.issues.map(({ path, message }) => ({ field: path.join('.') || 'form', message }));
  const first = errors[0];
  return new Problem('invalid_value', first && `${first.field}: ${first.message}.`, {
    extensions: { errors },
  });
}
