import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';

/** People, organizations and what every part of the product shares. */
export const shared = pgSchema('shared');
/** Pictures: spec 1's tables live in `public` as views over these. */
export const portrait = pgSchema('portrait');

/** One row: which installation this is. The object store carries the same id, so that no cleanup meets another's. */
export const installation = shared.table(
  'installation',
  {
    id: id(),
    createdAt: createdAt(),
    /** What the master key makes of a fixed text: another key is refused at the start. */
    masterKeyCheck: bytea('master_key_check'),
  },
  () => [uniqueIndex('installation_only').on(sql`(true)`)],
);

export const organizations = shared.table('organizations', {
  id: id(),
  /** The token's `org`. */
  slug: text('slug').notNull().unique(),
  createdAt: createdAt(),
});

/** (issuer, organization, userId) of a token, mapped to a UUID on first use. No e-mail, no name. */
export const users = shared.table(
  'users',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    /** Where a picture was kept before Likeness; what `migrate_existing_avatars()` counts. */
    legacyAvatarUrl: text('legacy_avatar_url'),
    createdAt: createdAt(),
    /** Erased for good: the row stays for what the audit log says of it, and says nobody's name. */
    erasedAt: moment('erased_at'),
  },
  (t) => [
    unique('users_identity').on(t.issuer, t.organizationId, t.subject),
    index('users_organization').on(t.organizationId, t.createdAt, t.id).where(sql`${t.erasedAt} IS NULL`),
    index('users_age').on(t.createdAt, t.id).where(sql`${t.erasedAt} IS NULL`),
    index('users_erased').on(t.id).where(sql`${t.erasedAt} IS NOT NULL`),
  ],
);

/** Whom a picture belongs to. For a user, `id` is the user's and `name` the token's `userId`. */
export const entities = shared.table(
  'entities',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id),
    type: text('type').notNull(),
    name: text('name').notNull(),
    /** Who made it first: may change it beside an admin of the organization. */
    ownerId: uuid('owner_id').references(() => users.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
  },
  (t) => [
    unique('entities_name').on(t.organizationId, t.type, t.name),
    // things: everybody owns themselves
    index('entities_owner').on(t.ownerId).where(sql`${t.ownerId} <> ${t.id}`),
    check('entities_type', sql`${t.type} IN ('user', 'agent', 'item', 'organization')`),
  ],
);

/** Object addresses are made of this number; it never repeats, so a late delete cannot hit a newer upload. */
export const storageIds = portrait.sequence('storage_ids');

/** One picture as stored: equal (bytes, preset, crop, render version) within an organization share a row. */
export const blobs = portrait.table(
  'blobs',
  {
    /** The public `avatarId`. */
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id),
    /** Of the uploaded bytes: the dedup key only. */
    sha256: bytea('sha256').notNull(),
    preset: text('preset').notNull(),
    crop: text('crop').notNull(),
    renderVersion: integer('render_version').notNull(),
    storageId: bigint('storage_id', { mode: 'bigint' }).notNull().unique(),
    state: text('state', { enum: ['pending', 'ready', 'sweeping'] }).notNull(),
    /** Last time that an upload took an interest; database clock. */
    touchedAt: moment('touched_at').notNull().defaultNow(),
    /** Last time that a reference went away. */
    dereferencedAt: moment('dereferenced_at'),
    createdAt: createdAt(),
    uploadSize: bigint('upload_size', { mode: 'number' }).notNull(),
    sourceFormat: text('source_format').notNull(),
    /** Upright, after the crop, in pixels. Null until `ready`, like the rest. */
    width: integer('width'),
    height: integer('height'),
    animated: boolean('animated').notNull().default(false),
    thumbhash: text('thumbhash'),
    dominantColor: text('dominant_color'),
    /** The square that the square sizes show: x, y, side in pixels of the upright picture. */
    square: jsonb('square').$type<{ x: number; y: number; side: number }>(),
    /** Uploaded more than once: a hint for who looks for duplicates, never the proof of one. */
    repeated: boolean('repeated').notNull().default(false),
  },
  (t) => [
    unique('blobs_content').on(t.organizationId, t.sha256, t.preset, t.crop, t.renderVersion),
    check('blobs_state', sql`${t.state} IN ('pending', 'ready', 'sweeping')`),
    index('blobs_unfinished').on(t.touchedAt).where(sql`${t.state} <> 'ready'`),
    index('blobs_repeated').on(t.organizationId, t.createdAt, t.id).where(sql`${t.repeated}`),
    index('blobs_repeated_age').on(t.createdAt, t.id).where(sql`${t.repeated}`),
  ],
);

/** One stored rendition of a blob, with the hash recorded when it was acknowledged. */
export const variants = portrait.table(
  'variants',
  {
    blobId: uuid('blob_id')
      .notNull()
      .references(() => blobs.id, { onDelete: 'cascade' }),
    /** A size of the preset; `<size>-static` is the still twin of an animated one. */
    name: text('name').notNull(),
    format: text('format').notNull(),
    key: text('key').notNull().unique(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    sha256: bytea('sha256').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.blobId, t.name, t.format] })],
);

/**
 * An entity's pictures. Every row is a reference to its blob: the current one (`ended_at` is null) and the
 * history, which the cleanup deletes when the undo window is over. RESTRICT is the last line of defence.
 */
export const portraits = portrait.table(
  'portraits',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id),
    entityId: uuid('entity_id')
      .notNull()
      .references(() => entities.id, { onDelete: 'cascade' }),
    blobId: uuid('blob_id')
      .notNull()
      .references(() => blobs.id, { onDelete: 'restrict' }),
    createdAt: createdAt(),
    endedAt: moment('ended_at'),
    /** `undone`: it was current until an undo brought an earlier one back. */
    endedBy: text('ended_by', { enum: ['replaced', 'deleted', 'undone'] }),
  },
  (t) => [
    uniqueIndex('portraits_current').on(t.entityId).where(sql`${t.endedAt} IS NULL`),
    index('portraits_history').on(t.entityId, t.endedAt),
    index('portraits_blob').on(t.blobId),
    index('portraits_ended').on(t.endedAt).where(sql`${t.endedAt} IS NOT NULL`),
    check('portraits_end', sql`(${t.endedAt} IS NULL) = (${t.endedBy} IS NULL)`),
  ],
);

/** Blobs to look at in the next cleanup: a hint with a reason, never the proof that one is unreferenced. */
export const cleanupQueue = portrait.table(
  'cleanup_queue',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    blobId: uuid('blob_id')
      .notNull()
      .unique()
      .references(() => blobs.id, { onDelete: 'cascade' }),
    reason: text('reason').notNull(),
    status: text('status').notNull().default('pending'),
    /** True when asked for by hand: the grace period does not hold it back. */
    immediate: boolean('immediate').notNull().default(false),
    /** Whose history let go of it: it does not wait when they erase everything. */
    entityIds: uuid('entity_ids').array().notNull().default(sql`'{}'`),
    createdAt: createdAt(),
  },
  (t) => [
    index('cleanup_queue_status').on(t.status),
    check('cleanup_queue_states', sql`${t.status} IN ('pending', 'processing')`),
  ],
);

export const auditLog = shared.table(
  'audit_log',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    at: moment('at').notNull().defaultNow(),
    organizationId: uuid('organization_id'),
    /** `shared.users.id`; null for the system itself. */
    actorId: uuid('actor_id'),
    action: text('action').notNull(),
    subject: text('subject'),
    requestId: text('request_id').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>(),
  },
  (t) => [index('audit_log_organization').on(t.organizationId, t.at), index('audit_log_at').on(t.at, t.id)],
);

/** Written in the transaction that it tells of, delivered at least once. Ids only, never personal data. */
export const outbox = shared.table(
  'outbox',
  {
    id: id(),
    topic: text('topic').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
    deliveredAt: moment('delivered_at'),
  },
  (t) => [index('outbox_waiting').on(t.createdAt).where(sql`${t.deliveredAt} IS NULL`)],
);

/** The answer to a creating POST, kept for a day so that a repeat gets the same one. */
export const idempotencyKeys = shared.table(
  'idempotency_keys',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    route: text('route').notNull(),
    /** Of what was sent; null until it has been read. */
    fingerprint: text('fingerprint'),
    status: integer('status'),
    body: jsonb('body').$type<unknown>(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key, t.route] }), index('idempotency_keys_age').on(t.createdAt)],
);

/** The key that seals what is stored of a person, itself wrapped by the master key. Without it nothing opens. */
export const userKeys = shared.table('user_keys', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  wrapped: bytea('wrapped').notNull(),
  /** Which master key wraps it: the beginning of its check. Null in rows of version 0.1. */
  wrappedBy: bytea('wrapped_by'),
  createdAt: createdAt(),
});

/** Keys of the installation itself, wrapped by the master key like those of users. */
export const installationKeys = shared.table('installation_keys', {
  /** `common` seals what belongs to nobody, `fingerprint` makes fingerprints. */
  name: text('name').primaryKey(),
  wrapped: bytea('wrapped').notNull(),
  wrappedBy: bytea('wrapped_by').notNull(),
  createdAt: createdAt(),
});

/** Master keys that are not only in the hands of the operator: of a key service, and both while one takes over. */
export const masterKeys = shared.table('master_keys', {
  id: id(),
  /** As `installation.master_key_check`, which says which one is in use. */
  keyCheck: bytea('key_check').notNull(),
  /** Ciphertext of the key service. */
  kmsWrapped: bytea('kms_wrapped'),
  /** Sealed with the other master key, until a rotation is finished. */
  handover: bytea('handover'),
  createdAt: createdAt(),
});

/** Where an organization wants to be told of events. */
export const webhooks = shared.table(
  'webhooks',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id),
    url: text('url').notNull(),
    /** Topics, or `*`. */
    topics: text('topics').array().notNull(),
    /** The signing secret, sealed with the installation's `common` key. */
    sealedSecret: bytea('sealed_secret').notNull(),
    active: boolean('active').notNull().default(true),
    createdAt: createdAt(),
  },
  (t) => [index('webhooks_organization').on(t.organizationId)],
);

/** One event for one webhook, until it is taken or given up. */
export const webhookDeliveries = shared.table(
  'webhook_deliveries',
  {
    id: id(),
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    /** `shared.outbox.id`: a repeat makes no second delivery. */
    eventId: uuid('event_id').notNull(),
    topic: text('topic').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    status: text('status', { enum: ['pending', 'delivered', 'failed'] })
      .notNull()
      .default('pending'),
    attempts: integer('attempts').notNull().default(0),
    nextAt: moment('next_at').notNull().defaultNow(),
    /** HTTP status, or a word such as `timeout`. */
    lastAnswer: text('last_answer'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('webhook_deliveries_once').on(t.webhookId, t.eventId),
    index('webhook_deliveries_waiting').on(t.nextAt).where(sql`${t.status} = 'pending'`),
  ],
);

/** One request to the CDN to forget addresses. Kept for a week, so that a repeated event makes no second one. */
export const cdnBatches = shared.table(
  'cdn_batches',
  {
    /** Made of what it is gathered from, and told to the CDN: the same again is no second request there. */
    reference: text('reference').primaryKey(),
    paths: text('paths').array().notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAt: moment('next_at').notNull().defaultNow(),
    /** When the CDN took it. */
    sentAt: moment('sent_at'),
    /** The id that the CDN gave it. */
    invalidationId: text('invalidation_id'),
    createdAt: createdAt(),
  },
  (t) => [index('cdn_batches_waiting').on(t.nextAt).where(sql`${t.sentAt} IS NULL`)],
);

/** One address for the CDN to forget because of one event of the outbox. */
export const cdnInvalidations = shared.table(
  'cdn_invalidations',
  {
    eventId: uuid('event_id').notNull(),
    path: text('path').notNull(),
    batch: text('batch').references(() => cdnBatches.reference, { onDelete: 'cascade' }),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.eventId, t.path] }),
    index('cdn_invalidations_waiting').on(t.createdAt).where(sql`${t.batch} IS NULL`),
    index('cdn_invalidations_batch').on(t.batch),
  ],
);
