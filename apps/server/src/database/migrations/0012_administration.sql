CREATE TABLE "portrait"."daily_deltas" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"day" date DEFAULT (now() AT TIME ZONE 'UTC')::date NOT NULL,
	"uploads" bigint DEFAULT 0 NOT NULL,
	"duplicates" bigint DEFAULT 0 NOT NULL,
	"stored_bytes" bigint DEFAULT 0 NOT NULL,
	"saved_bytes" bigint DEFAULT 0 NOT NULL,
	"bodies" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "portrait"."daily_statistics" (
	"organization_id" uuid NOT NULL,
	"day" date DEFAULT (now() AT TIME ZONE 'UTC')::date NOT NULL,
	"uploads" bigint DEFAULT 0 NOT NULL,
	"duplicates" bigint DEFAULT 0 NOT NULL,
	"stored_bytes" bigint DEFAULT 0 NOT NULL,
	"saved_bytes" bigint DEFAULT 0 NOT NULL,
	"bodies" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "daily_statistics_organization_id_day_pk" PRIMARY KEY("organization_id","day")
);
--> statement-breakpoint
-- Reads go on while the indexes are made. Who writes waits here, before anything is held that we need below.
LOCK TABLE "shared"."users", "portrait"."blobs" IN EXCLUSIVE MODE;
--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "shared"."audit_log" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "entities_owner" ON "shared"."entities" USING btree ("owner_id") WHERE "shared"."entities"."owner_id" <> "shared"."entities"."id";--> statement-breakpoint
ALTER TABLE "shared"."users" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "users_organization" ON "shared"."users" USING btree ("organization_id","created_at","id") WHERE "shared"."users"."erased_at" IS NULL;--> statement-breakpoint
CREATE INDEX "users_age" ON "shared"."users" USING btree ("created_at","id") WHERE "shared"."users"."erased_at" IS NULL;--> statement-breakpoint
CREATE INDEX "users_erased" ON "shared"."users" USING btree ("id") WHERE "shared"."users"."erased_at" IS NOT NULL;--> statement-breakpoint
-- As fold_statistics, under the same lock: who reads sees all of a batch or nothing.
CREATE FUNCTION portrait.fold_daily(batch integer DEFAULT 100000) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  folded integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(4891205) THEN
    RETURN 0;
  END IF;
  WITH gone AS (
    DELETE FROM portrait.daily_deltas d
    WHERE d.id IN (SELECT e.id FROM portrait.daily_deltas e ORDER BY e.id LIMIT batch)
    RETURNING d.*
  ), added AS (
    INSERT INTO portrait.daily_statistics AS t
      (organization_id, day, uploads, duplicates, stored_bytes, saved_bytes, bodies)
    SELECT g.organization_id, g.day, sum(g.uploads)::bigint, sum(g.duplicates)::bigint, sum(g.stored_bytes)::bigint,
      sum(g.saved_bytes)::bigint, sum(g.bodies)::bigint
    FROM gone g GROUP BY g.organization_id, g.day
    ON CONFLICT (organization_id, day) DO UPDATE SET uploads = t.uploads + excluded.uploads,
      duplicates = t.duplicates + excluded.duplicates, stored_bytes = t.stored_bytes + excluded.stored_bytes,
      saved_bytes = t.saved_bytes + excluded.saved_bytes, bodies = t.bodies + excluded.bodies
  )
  SELECT count(*) INTO folded FROM gone;
  RETURN folded;
END
$$;
--> statement-breakpoint
-- Without those who were erased.
CREATE OR REPLACE VIEW portrait.legacy_users AS
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
LEFT JOIN portrait.portraits p ON p.entity_id = u.id AND p.ended_at IS NULL
WHERE u.erased_at IS NULL;
--> statement-breakpoint
-- Last, as nobody reads a picture meanwhile.
ALTER TABLE "portrait"."blobs" ADD COLUMN "repeated" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
CREATE INDEX "blobs_repeated" ON "portrait"."blobs" USING btree ("organization_id","created_at","id") WHERE "portrait"."blobs"."repeated";--> statement-breakpoint
CREATE INDEX "blobs_repeated_age" ON "portrait"."blobs" USING btree ("created_at","id") WHERE "portrait"."blobs"."repeated";--> statement-breakpoint
-- Pictures that were shared before this was kept.
UPDATE "portrait"."blobs" SET "repeated" = true WHERE "id" IN (
  SELECT "blob_id" FROM "portrait"."portraits" WHERE "ended_at" IS NULL GROUP BY "blob_id" HAVING count(*) > 1);
