-- The tables and functions that the enterprise avatar system's papers name, over the real tables.
-- Every name is qualified: nothing here depends on the search_path of who calls it.

CREATE VIEW public.avatar_files AS
SELECT
  b.id,
  b.id AS avatar_id,
  b.organization_id,
  encode(b.sha256, 'hex') AS file_hash,
  (SELECT coalesce(sum(v.bytes), 0)::bigint FROM portrait.variants v WHERE v.blob_id = b.id) AS file_size,
  b.upload_size AS original_size,
  'image/' || b.source_format AS mime_type,
  b.source_format AS format,
  b.width,
  b.height,
  'blobs/' || b.organization_id || '/' || lpad(to_hex(b.storage_id % 256), 2, '0') || '/' || b.storage_id
    AS storage_path,
  (SELECT count(*)::integer FROM portrait.portraits p WHERE p.blob_id = b.id) AS reference_count,
  b.state AS status,
  b.preset,
  b.created_at,
  b.touched_at AS updated_at
FROM portrait.blobs b;
--> statement-breakpoint
COMMENT ON VIEW public.avatar_files IS
  'Likeness: stored pictures. file_size counts every variant, reference_count current pictures and history.';
--> statement-breakpoint

CREATE VIEW public.avatar_cleanup_queue AS
SELECT
  q.id,
  q.blob_id AS avatar_id,
  q.status,
  q.reason,
  q.immediate,
  q.created_at,
  q.created_at AS scheduled_at
FROM portrait.cleanup_queue q;
--> statement-breakpoint
COMMENT ON VIEW public.avatar_cleanup_queue IS
  'Likeness: pictures that the next cleanup looks at; without immediate, not before the grace period is over.';
--> statement-breakpoint

-- The id is the application's own (the token's userId), which is what an application's tables know.
CREATE VIEW portrait.legacy_users AS
SELECT
  u.subject AS id,
  p.blob_id AS avatar_id,
  CASE WHEN p.blob_id IS NULL THEN u.legacy_avatar_url ELSE '/avatars/' || p.blob_id || '/original.jpg' END
    AS avatar_url,
  o.slug AS organization,
  u.issuer,
  u.id AS user_id
FROM shared.users u
JOIN shared.organizations o ON o.id = u.organization_id
LEFT JOIN portrait.portraits p ON p.entity_id = u.id AND p.ended_at IS NULL;
--> statement-breakpoint

CREATE FUNCTION portrait.write_legacy_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  organization_id uuid;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.organization, NEW.issuer, NEW.user_id) IS DISTINCT FROM (OLD.id, OLD.organization, OLD.issuer, OLD.user_id)
      OR NEW.avatar_id IS DISTINCT FROM OLD.avatar_id THEN
      RAISE EXCEPTION 'only avatar_url can be changed here; pictures are changed by uploads'
        USING ERRCODE = 'feature_not_supported';
    END IF;
    UPDATE shared.users SET legacy_avatar_url = nullif(NEW.avatar_url, '') WHERE id = OLD.user_id;
    RETURN NEW;
  END IF;
  IF NEW.id IS NULL OR NEW.id = '' THEN
    RAISE EXCEPTION 'a user needs an id' USING ERRCODE = 'not_null_violation';
  END IF;
  IF NEW.avatar_id IS NOT NULL THEN
    RAISE EXCEPTION 'avatar_id cannot be written; pictures are made by uploads'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  NEW.organization := coalesce(NEW.organization, 'default');
  NEW.issuer := coalesce(NEW.issuer, 'likeness');
  INSERT INTO shared.organizations (slug) VALUES (NEW.organization) ON CONFLICT (slug) DO NOTHING;
  SELECT o.id INTO organization_id FROM shared.organizations o WHERE o.slug = NEW.organization;
  -- A view takes no ON CONFLICT, so a second insert of the same user changes the address.
  INSERT INTO shared.users AS u (organization_id, issuer, subject, legacy_avatar_url)
  VALUES (organization_id, NEW.issuer, NEW.id, nullif(NEW.avatar_url, ''))
  ON CONFLICT ON CONSTRAINT users_identity DO UPDATE SET legacy_avatar_url = excluded.legacy_avatar_url
  RETURNING u.id INTO NEW.user_id;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER write_legacy_user INSTEAD OF INSERT OR UPDATE ON portrait.legacy_users
  FOR EACH ROW EXECUTE FUNCTION portrait.write_legacy_user();
--> statement-breakpoint

-- An application that keeps its own public.users in this database keeps it untouched.
DO $$
BEGIN
  IF to_regclass('public.users') IS NULL THEN
    CREATE VIEW public.users AS SELECT * FROM portrait.legacy_users;
    COMMENT ON VIEW public.users IS
      'Likeness: users with their current picture, or else the address to migrate from. (id, avatar_url) can be inserted and avatar_url updated.';
  END IF;
END
$$;
--> statement-breakpoint

-- Totals and what is not folded yet, read in one statement and so in one snapshot.
CREATE FUNCTION portrait.statistics(only_organization uuid DEFAULT NULL)
RETURNS TABLE (total_avatars bigint, total_size bigint, duplicate_count bigint)
LANGUAGE sql STABLE AS $$
  SELECT
    coalesce(sum(value) FILTER (WHERE name = 'portraits'), 0)::bigint,
    coalesce(sum(value) FILTER (WHERE name = 'bytes'), 0)::bigint,
    (coalesce(sum(value) FILTER (WHERE name = 'portraits'), 0)
      - coalesce(sum(value) FILTER (WHERE name = 'pictures'), 0))::bigint
  FROM (
    SELECT t.organization_id, t.name, t.value FROM portrait.statistic_totals t
    UNION ALL
    SELECT d.organization_id, d.name, d.delta FROM portrait.statistic_deltas d
  ) counters
  WHERE only_organization IS NULL OR organization_id = only_organization
$$;
--> statement-breakpoint

-- A picture whose last portrait went is still stored until its cleanup, hence never less than no duplicates.
CREATE FUNCTION public.get_avatar_system_stats()
RETURNS TABLE (total_avatars bigint, total_size bigint, duplicate_count bigint, pending_cleanup bigint)
LANGUAGE sql STABLE AS $$
  SELECT s.total_avatars, s.total_size, greatest(s.duplicate_count, 0),
    (SELECT count(*) FROM portrait.cleanup_queue q WHERE q.status = 'pending')
  FROM portrait.statistics() s
$$;
--> statement-breakpoint

CREATE FUNCTION portrait.organization_stats(organization uuid)
RETURNS TABLE (total_avatars bigint, total_size bigint, duplicate_count bigint, pending_cleanup bigint)
LANGUAGE sql STABLE AS $$
  SELECT s.total_avatars, s.total_size, greatest(s.duplicate_count, 0),
    (SELECT count(*) FROM portrait.cleanup_queue q JOIN portrait.blobs b ON b.id = q.blob_id
     WHERE q.status = 'pending' AND b.organization_id = organization)
  FROM portrait.statistics(organization) s
$$;
--> statement-breakpoint

-- Adds up to `batch` deltas to the totals and removes them, in one statement: who reads sees all of it or
-- nothing. One folder at a time (the lock, FOLD_LOCK in advisory-locks.ts); another returns 0 at once.
CREATE FUNCTION portrait.fold_statistics(batch integer DEFAULT 100000) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  folded integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(4891205) THEN
    RETURN 0;
  END IF;
  WITH gone AS (
    DELETE FROM portrait.statistic_deltas d
    WHERE d.id IN (SELECT e.id FROM portrait.statistic_deltas e ORDER BY e.id LIMIT batch)
    RETURNING d.organization_id, d.name, d.delta
  ), added AS (
    INSERT INTO portrait.statistic_totals AS t (organization_id, name, value)
    SELECT g.organization_id, g.name, sum(g.delta)::bigint FROM gone g GROUP BY g.organization_id, g.name
    ON CONFLICT (organization_id, name) DO UPDATE SET value = t.value + excluded.value
  )
  SELECT count(*) INTO folded FROM gone;
  RETURN folded;
END
$$;
--> statement-breakpoint

CREATE FUNCTION public.find_duplicate_avatars()
RETURNS TABLE (avatar_id uuid, organization_id uuid, file_hash text, reference_count bigint, file_size bigint, bytes_saved bigint)
LANGUAGE sql STABLE AS $$
  SELECT b.id, b.organization_id, encode(b.sha256, 'hex'), shared_by.portraits, size.bytes,
    size.bytes * (shared_by.portraits - 1)
  FROM (
    SELECT p.blob_id, count(*) AS portraits FROM portrait.portraits p
    WHERE p.ended_at IS NULL GROUP BY p.blob_id HAVING count(*) > 1
  ) shared_by
  JOIN portrait.blobs b ON b.id = shared_by.blob_id
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(v.bytes), 0)::bigint AS bytes FROM portrait.variants v WHERE v.blob_id = b.id
  ) size
  ORDER BY 6 DESC, 1
$$;
--> statement-breakpoint

-- Queues a picture that nobody refers to, not even the history of an undo, for the next cleanup without the
-- grace period. The cleanup looks for references again under its lock, so a late one is not lost.
CREATE FUNCTION public.schedule_avatar_cleanup(avatar uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO portrait.cleanup_queue AS q (blob_id, reason, immediate)
  SELECT b.id, 'requested', true FROM portrait.blobs b
  WHERE b.id = avatar AND b.state = 'ready'
    AND NOT EXISTS (SELECT FROM portrait.portraits p WHERE p.blob_id = b.id)
  ON CONFLICT (blob_id) DO UPDATE SET immediate = true;
  RETURN FOUND;
END
$$;
--> statement-breakpoint

CREATE FUNCTION public.migrate_existing_avatars() RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  waiting bigint;
BEGIN
  IF coalesce(obj_description(to_regclass('public.users'), 'pg_class'), '') LIKE 'Likeness:%' THEN
    SELECT count(*) INTO waiting FROM portrait.legacy_users u
    WHERE u.avatar_id IS NULL AND u.avatar_url IS NOT NULL;
    RETURN waiting;
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = to_regclass('public.users') AND a.attname = 'avatar_url' AND NOT a.attisdropped
  ) THEN
    RETURN 0;
  END IF;
  -- The application's own table; dynamic, as it need not exist.
  EXECUTE $query$
    SELECT count(*) FROM public.users u
    WHERE nullif(u.avatar_url::text, '') IS NOT NULL AND NOT EXISTS (
      SELECT FROM portrait.legacy_users l WHERE l.id = u.id::text AND l.avatar_id IS NOT NULL)
  $query$ INTO waiting;
  RETURN waiting;
END
$$;
--> statement-breakpoint

-- What starts with "Likeness:" is ours in a schema that we share with the application; a restore knows it by that.
COMMENT ON FUNCTION public.get_avatar_system_stats() IS 'Likeness: counters of all organizations.';
--> statement-breakpoint
COMMENT ON FUNCTION public.find_duplicate_avatars() IS 'Likeness: pictures with more than one current portrait.';
--> statement-breakpoint
COMMENT ON FUNCTION public.schedule_avatar_cleanup(uuid) IS 'Likeness: queues an unreferenced picture; false when it is unknown or in use.';
--> statement-breakpoint
COMMENT ON FUNCTION public.migrate_existing_avatars() IS 'Likeness: users with a legacy address and no picture.';
