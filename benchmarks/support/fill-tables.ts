/** Pictures `from` to `to`, each somebody's, of the admin's organization; counters as uploads write them. */
export const fillPictures = (from: number, to: number) => `
  BEGIN;
  SET LOCAL session_replication_role = replica; -- no entities: nothing that is measured reads them
  CREATE TEMPORARY TABLE made ON COMMIT DROP AS
    SELECT n, gen_random_uuid() AS entity, gen_random_uuid() AS blob, o.id AS organization
    FROM generate_series(${from}, ${to}) n, shared.organizations o WHERE o.slug = 'default';
  INSERT INTO portrait.blobs (id, organization_id, sha256, preset, crop, render_version, storage_id, state,
      touched_at, upload_size, source_format, width, height)
    SELECT blob, organization, sha256(n::text::bytea), 'enterprise', 'bench', 1,
      nextval('portrait.storage_ids'), 'ready', now() - interval '10 days', 2800000, 'jpeg', 4000, 3000 FROM made;
  INSERT INTO portrait.variants (blob_id, name, format, key, bytes, width, height, sha256)
    SELECT blob, 'large', 'jpeg', 'bench/' || n, 20000, 400, 400, sha256('') FROM made;
  INSERT INTO portrait.portraits (organization_id, entity_id, blob_id) SELECT organization, entity, blob FROM made;
  INSERT INTO portrait.statistic_deltas (organization_id, name, delta)
    SELECT organization, name, delta FROM made,
      (VALUES ('portraits', 1), ('pictures', 1), ('bytes', 20000)) AS counter (name, delta);
  COMMIT;
  ${'SELECT portrait.fold_statistics();'.repeat(Math.ceil((3 * (to - from + 1)) / 100_000))}`;

/**
 * A million bodies in a minute: of `users` users, each as many, of the organization `default`; their payloads are empty,
 * as no list opens them.
 */
export const fillBodies = (count: number, users: number) => `
  BEGIN;
  INSERT INTO shared.users (organization_id, issuer, subject)
    SELECT o.id, 'likeness', 'sitter-' || n FROM shared.organizations o, generate_series(0, ${users - 1}) n
    WHERE o.slug = 'default' ON CONFLICT DO NOTHING;
  CREATE TEMPORARY TABLE sitters ON COMMIT DROP AS
    SELECT row_number() OVER () - 1 AS n, id, organization_id FROM shared.users WHERE subject LIKE 'sitter-%';
  INSERT INTO avatar.avatars (organization_id, user_id, name, status, sealed, tags, created_at)
    SELECT s.organization_id, s.id, 'Body ' || n.n, 'ready', '', ARRAY['t' || n.n % 7],
      now() - n.n * interval '1 second'
    FROM generate_series(1, ${count}) n (n) JOIN sitters s ON s.n = n.n % ${users};
  COMMIT;`;

/** Jobs that wait, of bodies that were deleted since: all that is done for them is to find that out. */
export const fillQueue = (count: number) => `
  BEGIN;
  INSERT INTO shared.users (organization_id, issuer, subject)
    SELECT id, 'likeness', 'gone' FROM shared.organizations WHERE slug = 'default';
  CREATE TEMPORARY TABLE queued ON COMMIT DROP AS
    SELECT gen_random_uuid() AS id, gen_random_uuid() AS avatar FROM generate_series(1, ${count});
  INSERT INTO avatar.avatars (id, organization_id, user_id, name, sealed, deleted_at)
    SELECT q.avatar, u.organization_id, u.id, 'Gone', '', now() FROM queued q, shared.users u WHERE u.subject = 'gone';
  INSERT INTO avatar.processing_jobs (id, avatar_id, job_type)
    SELECT id, avatar, 'avatar:regenerate-model' FROM queued;
  INSERT INTO shared.outbox (id, topic, payload)
    SELECT id, 'job.queued', jsonb_build_object('jobId', id::text) FROM queued;
  SELECT pg_notify('likeness_outbox', '');
  COMMIT;`;
