CREATE SCHEMA "portrait";
--> statement-breakpoint
CREATE SCHEMA "shared";
--> statement-breakpoint
CREATE SEQUENCE "portrait"."storage_ids" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "shared"."audit_log" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"organization_id" uuid,
	"actor_id" uuid,
	"action" text NOT NULL,
	"subject" text,
	"request_id" text NOT NULL,
	"details" jsonb
);
--> statement-breakpoint
CREATE TABLE "portrait"."blobs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"sha256" "bytea" NOT NULL,
	"preset" text NOT NULL,
	"crop" text NOT NULL,
	"render_version" integer NOT NULL,
	"storage_id" bigint NOT NULL,
	"state" text NOT NULL,
	"touched_at" timestamp with time zone DEFAULT now() NOT NULL,
	"dereferenced_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"upload_size" bigint NOT NULL,
	"source_format" text NOT NULL,
	"width" integer,
	"height" integer,
	"animated" boolean DEFAULT false NOT NULL,
	"thumbhash" text,
	"dominant_color" text,
	"square" jsonb,
	CONSTRAINT "blobs_storage_id_unique" UNIQUE("storage_id"),
	CONSTRAINT "blobs_content" UNIQUE("organization_id","sha256","preset","crop","render_version"),
	CONSTRAINT "blobs_state" CHECK ("portrait"."blobs"."state" IN ('pending', 'ready', 'sweeping'))
);
--> statement-breakpoint
CREATE TABLE "portrait"."cleanup_queue" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"blob_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"immediate" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cleanup_queue_blob_id_unique" UNIQUE("blob_id"),
	CONSTRAINT "cleanup_queue_states" CHECK ("portrait"."cleanup_queue"."status" IN ('pending', 'processing'))
);
--> statement-breakpoint
CREATE TABLE "shared"."entities" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"owner_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entities_name" UNIQUE("organization_id","type","name"),
	CONSTRAINT "entities_type" CHECK ("shared"."entities"."type" IN ('user', 'agent', 'item', 'organization'))
);
--> statement-breakpoint
CREATE TABLE "shared"."idempotency_keys" (
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"route" text NOT NULL,
	"fingerprint" text,
	"status" integer,
	"body" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_key_route_pk" PRIMARY KEY("user_id","key","route")
);
--> statement-breakpoint
CREATE TABLE "shared"."organizations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "shared"."outbox" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"topic" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "portrait"."portraits" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"entity_id" uuid NOT NULL,
	"blob_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	CONSTRAINT "portraits_end" CHECK (("portrait"."portraits"."ended_at" IS NULL) = ("portrait"."portraits"."ended_by" IS NULL))
);
--> statement-breakpoint
CREATE TABLE "shared"."sign_in_codes" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "portrait"."statistic_deltas" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"delta" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "portrait"."statistic_totals" (
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "statistic_totals_organization_id_name_pk" PRIMARY KEY("organization_id","name")
);
--> statement-breakpoint
CREATE TABLE "shared"."users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"legacy_avatar_url" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_identity" UNIQUE("issuer","organization_id","subject")
);
--> statement-breakpoint
CREATE TABLE "portrait"."variants" (
	"blob_id" uuid NOT NULL,
	"name" text NOT NULL,
	"format" text NOT NULL,
	"key" text NOT NULL,
	"bytes" bigint NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"sha256" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "variants_blob_id_name_format_pk" PRIMARY KEY("blob_id","name","format"),
	CONSTRAINT "variants_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "portrait"."blobs" ADD CONSTRAINT "blobs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "shared"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portrait"."cleanup_queue" ADD CONSTRAINT "cleanup_queue_blob_id_blobs_id_fk" FOREIGN KEY ("blob_id") REFERENCES "portrait"."blobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared"."entities" ADD CONSTRAINT "entities_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "shared"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared"."entities" ADD CONSTRAINT "entities_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "shared"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared"."idempotency_keys" ADD CONSTRAINT "idempotency_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "shared"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portrait"."portraits" ADD CONSTRAINT "portraits_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "shared"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portrait"."portraits" ADD CONSTRAINT "portraits_entity_id_entities_id_fk" FOREIGN KEY ("entity_id") REFERENCES "shared"."entities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portrait"."portraits" ADD CONSTRAINT "portraits_blob_id_blobs_id_fk" FOREIGN KEY ("blob_id") REFERENCES "portrait"."blobs"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared"."users" ADD CONSTRAINT "users_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "shared"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portrait"."variants" ADD CONSTRAINT "variants_blob_id_blobs_id_fk" FOREIGN KEY ("blob_id") REFERENCES "portrait"."blobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_organization" ON "shared"."audit_log" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "blobs_unfinished" ON "portrait"."blobs" USING btree ("touched_at") WHERE "portrait"."blobs"."state" <> 'ready';--> statement-breakpoint
CREATE INDEX "cleanup_queue_status" ON "portrait"."cleanup_queue" USING btree ("status");--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "shared"."idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "shared"."outbox" USING btree ("created_at") WHERE "shared"."outbox"."delivered_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "portraits_current" ON "portrait"."portraits" USING btree ("entity_id") WHERE "portrait"."portraits"."ended_at" IS NULL;--> statement-breakpoint
CREATE INDEX "portraits_history" ON "portrait"."portraits" USING btree ("entity_id","ended_at");--> statement-breakpoint
CREATE INDEX "portraits_blob" ON "portrait"."portraits" USING btree ("blob_id");--> statement-breakpoint
CREATE INDEX "portraits_ended" ON "portrait"."portraits" USING btree ("ended_at") WHERE "portrait"."portraits"."ended_at" IS NOT NULL;