import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';
import { organizations, users } from './schema.ts';

const updatedAt = () => moment('updated_at').notNull().defaultNow();
const avatarId = () =>
  uuid('avatar_id')
    .notNull()
    .references(() => avatars.id, { onDelete: 'cascade' });

/**
 * Bodies: spec 2's tables. What tells of a body stands in `sealed` columns, encrypted with the key of its user
 * (`sealing/`); the rest are names, states and times.
 */
export const avatar = pgSchema('avatar');

export const AVATAR_STATUSES = ['processing', 'ready', 'error', 'archived'] as const;
export const DOCUMENT_ENGINES = ['postgres', 'mongodb'] as const;
export const JOB_STATUSES = ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const;

/** Object addresses of models are made of this number; it never repeats. */
export const modelIds = avatar.sequence('model_ids');

/** `analytics` (partitioned by month) and `daily_stats` (a materialized view) are in the migrations only. */
export const avatars = avatar.table(
  'avatars',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    status: text('status', { enum: AVATAR_STATUSES }).notNull().default('processing'),
    isDefault: boolean('is_default').notNull().default(false),
    tags: text('tags').array().notNull().default(sql`'{}'`),
    /** Of everything a client can change or see; what `ETag` and `If-Match` speak of. */
    version: integer('version').notNull().default(1),
    /** JSON: customization, body type. */
    sealed: bytea('sealed').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    lastUsedAt: moment('last_used_at'),
    deletedAt: moment('deleted_at'),
  },
  (t) => [
    check('chk_status', sql`${t.status} IN ('processing', 'ready', 'error', 'archived')`),
    index('idx_avatars_user_id').on(t.userId).where(sql`${t.deletedAt} IS NULL`),
    index('idx_avatars_organization').on(t.organizationId, t.createdAt),
    index('idx_avatars_status').on(t.status),
    index('idx_avatars_deleted').on(t.deletedAt).where(sql`${t.deletedAt} IS NOT NULL`),
    uniqueIndex('uidx_avatars_default_per_user')
      .on(t.userId)
      .where(sql`${t.isDefault} AND ${t.deletedAt} IS NULL`),
  ],
);

export const measurements = avatar.table('measurements', {
  id: id(),
  avatarId: avatarId().unique(),
  /** JSON: what was given, what came out with its uncertainty, residuals. */
  sealed: bytea('sealed').notNull(),
  /** How the person wrote them; stored they are centimetres. */
  unit: text('unit', { enum: ['metric', 'imperial'] })
    .notNull()
    .default('metric'),
  source: text('source', { enum: ['auto', 'manual'] })
    .notNull()
    .default('manual'),
  /** Counts the changes: a model tells of which it was made from. */
  revision: integer('revision').notNull().default(1),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

/** One fitted body. The row is there before its document and its objects, which lie under `bodies/<aa>/<model id>/`. */
export const models = avatar.table(
  'models',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey(),
    /** Null once the avatar is gone: then the objects go with the next sweep. */
    avatarId: uuid('avatar_id').references(() => avatars.id, { onDelete: 'set null' }),
    /** Whose key seals the objects. */
    userId: uuid('user_id').notNull(),
    state: text('state', { enum: ['pending', 'ready', 'replaced'] })
      .notNull()
      .default('pending'),
    /** Of the measurements that it was made from. */
    revision: integer('revision').notNull(),
    algorithm: text('algorithm').notNull(),
    /** Which engine keeps its document; null for a body of an earlier version, an object until it is next opened. */
    documentEngine: text('document_engine', { enum: DOCUMENT_ENGINES }),
    /** Of the sealed parts of the document, and their SHA-256. */
    documentBytes: bigint('document_bytes', { mode: 'number' }),
    documentSha256: bytea('document_sha256'),
    createdAt: createdAt(),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('models_current').on(t.avatarId).where(sql`${t.state} = 'ready'`),
    index('models_to_sweep').on(t.changedAt).where(sql`${t.state} <> 'ready' OR ${t.avatarId} IS NULL`),
    // what has to be moved from one engine to the other
    index('models_documents').on(t.documentEngine, t.id),
  ],
);

/**
 * The fitted bodies, where PostgreSQL keeps them: spec 2's `avatar_models`. What tells of a body is sealed; faces and
 * texture coordinates are those of the template, equal for everybody.
 */
export const modelDocuments = avatar.table(
  'model_documents',
  {
    modelId: bigint('model_id', { mode: 'bigint' })
      .primaryKey()
      .references(() => models.id, { onDelete: 'cascade' }),
    /** Of the one document that the avatar shows. */
    avatarId: uuid('avatar_id').unique(),
    template: text('template').notNull(),
    vertexCount: integer('vertex_count').notNull(),
    faceCount: integer('face_count').notNull(),
    /** xyz of each vertex as 32-bit floats, metres; sealed. */
    vertices: bytea('vertices').notNull(),
    /** xyz of each normal in 127ths, a byte each; sealed. */
    normals: bytea('normals').notNull(),
    lod: jsonb('lod').notNull(),
    bones: jsonb('bones').notNull(),
    /** xyz of each bone's joint as 32-bit floats, metres; sealed. */
    bindPose: bytea('bind_pose').notNull(),
    algorithm: text('algorithm').notNull(),
    version: text('version').notNull(),
    /** JSON: sex, measurements; sealed. */
    parameters: bytea('parameters').notNull(),
    generatedAt: moment('generated_at').notNull(),
    /** ms */
    processingTime: integer('processing_time').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [index('model_documents_generated').on(t.generatedAt.desc())],
);

/** Every object that a model has: GLBs and pictures, as they are asked for. */
export const renditions = avatar.table(
  'renditions',
  {
    modelId: bigint('model_id', { mode: 'bigint' })
      .notNull()
      .references(() => models.id, { onDelete: 'cascade' }),
    /** As `lod0-meshopt-a-<look>.glb`, `front-512-<look>.png`; of earlier versions `body.bin`, the fitted body. */
    name: text('name').notNull(),
    key: text('key').notNull().unique(),
    /** Of the sealed object. */
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    sha256: bytea('sha256').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.name] })],
);

export const PHOTO_TYPES = ['front', 'side', 'back'] as const;
export const PHOTO_STATES = ['pending', 'stored', 'removing', 'deleted'] as const;

/**
 * Photos that a body is read from; the sealed objects go when that is done. A row is there before its object, and
 * outlives it: what was seen in the photo stays with the avatar.
 */
export const photos = avatar.table(
  'photos',
  {
    id: id(),
    /** Null until the avatar is made, and once it is gone: then the object goes with the next sweep. */
    avatarId: uuid('avatar_id').references(() => avatars.id, { onDelete: 'set null' }),
    /** Whose key seals it. */
    userId: uuid('user_id').notNull(),
    type: text('type', { enum: PHOTO_TYPES }).notNull(),
    state: text('state', { enum: PHOTO_STATES }).notNull().default('pending'),
    originalKey: text('original_key').notNull().unique(),
    processedKey: text('processed_key'),
    width: integer('width'),
    height: integer('height'),
    /** Of the sealed object, and its SHA-256. */
    fileSize: integer('file_size'),
    sha256: bytea('sha256'),
    mimeType: text('mime_type'),
    /** Tells whether a name is that of the file, and no more. */
    nameHash: text('name_hash'),
    /** JSON: focal length, findings, landmarks, outline. */
    sealed: bytea('sealed'),
    /** Which wording the person shown agreed to, whether it was said or goes with sending, and when. */
    consentVersion: text('consent_version').notNull(),
    consentGiven: text('consent_given', { enum: ['stated', 'upload'] }).notNull(),
    consentAt: moment('consent_at').notNull().defaultNow(),
    uploadedAt: moment('uploaded_at').notNull().defaultNow(),
    processedAt: moment('processed_at'),
    /** When the object goes, unless a job still has to read it. */
    keepUntil: moment('keep_until').notNull(),
    deletedAt: moment('deleted_at'),
  },
  (t) => [
    check('chk_photo_type', sql`${t.type} IN ('front', 'side', 'back')`),
    check('chk_photo_state', sql`${t.state} IN ('pending', 'stored', 'removing', 'deleted')`),
    index('idx_photos_avatar_id').on(t.avatarId),
    index('photos_user').on(t.userId),
    index('photos_to_sweep').on(t.keepUntil).where(sql`${t.state} <> 'deleted' OR ${t.avatarId} IS NULL`),
  ],
);

export const processingJobs = avatar.table(
  'processing_jobs',
  {
    id: id(),
    avatarId: avatarId(),
    status: text('status', { enum: JOB_STATUSES }).notNull().default('queued'),
    jobType: text('job_type').notNull(),
    /** 1 premium, 3 regular, 5 free, 9 batch: low goes first. */
    priority: integer('priority').notNull().default(5),
    progress: integer('progress').notNull().default(0),
    currentStep: text('current_step'),
    totalSteps: integer('total_steps'),
    /** Ids only. */
    result: jsonb('result').$type<Record<string, unknown>>(),
    /** A code of the error catalogue, and its sentence: never what a person measured. */
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    durationMs: integer('duration_ms'),
    attempts: integer('attempts').notNull().default(0),
    maxAttempts: integer('max_attempts').notNull().default(3),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    check('chk_status', sql`${t.status} IN ('queued', 'processing', 'completed', 'failed', 'cancelled')`),
    check('chk_progress', sql`${t.progress} BETWEEN 0 AND 100`),
    index('idx_processing_jobs_status').on(t.status, t.priority),
    index('idx_processing_jobs_avatar_id').on(t.avatarId, t.createdAt),
    index('idx_processing_jobs_completed').on(t.createdAt).where(sql`${t.status} = 'completed'`),
  ],
);

/** Who else may look at an avatar: a user of the same organization. */
export const shares = avatar.table(
  'shares',
  {
    avatarId: avatarId(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    canView: boolean('can_view').notNull().default(true),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.avatarId, t.userId] }), index('shares_user').on(t.userId)],
);

/** A public address of a watermarked picture, for whoever has it, until it expires. */
export const links = avatar.table(
  'links',
  {
    id: id(),
    avatarId: avatarId(),
    /** SHA-256 of the secret in the address. */
    tokenHash: bytea('token_hash').notNull().unique(),
    expiresAt: moment('expires_at').notNull(),
    /** Null for no limit. */
    maxDownloads: integer('max_downloads'),
    downloads: integer('downloads').notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [index('links_avatar').on(t.avatarId), index('links_expiry').on(t.expiresAt)],
);
