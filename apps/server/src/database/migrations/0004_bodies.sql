CREATE SCHEMA "avatar";
--> statement-breakpoint
CREATE SEQUENCE "avatar"."model_ids" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "shared"."user_keys" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shared"."webhook_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"webhook_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"topic" text NOT NULL,
	"payload" jsonb NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_answer" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_deliveries_once" UNIQUE("webhook_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "shared"."webhooks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"url" text NOT NULL,
	"topics" text[] NOT NULL,
	"sealed_secret" "bytea" NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "avatar"."avatars" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'processing' NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "chk_status" CHECK ("avatar"."avatars"."status" IN ('processing', 'ready', 'error', 'archived'))
);
--> statement-breakpoint
CREATE TABLE "avatar"."links" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"avatar_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"max_downloads" integer,
	"downloads" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "links_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "avatar"."measurements" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"avatar_id" uuid NOT NULL,
	"sealed" "bytea" NOT NULL,
	"unit" text DEFAULT 'metric' NOT NULL,
	"source" text DEFAULT 'manual' NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "measurements_avatar_id_unique" UNIQUE("avatar_id")
);
--> statement-breakpoint
CREATE TABLE "avatar"."models" (
	"id" bigint PRIMARY KEY NOT NULL,
	"avatar_id" uuid,
	"user_id" uuid NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"revision" integer NOT NULL,
	"algorithm" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "avatar"."photos" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"avatar_id" uuid NOT NULL,
	"type" text NOT NULL,
	"original_key" text NOT NULL,
	"processed_key" text,
	"width" integer,
	"height" integer,
	"file_size" integer,
	"mime_type" text,
	"sealed" "bytea",
	"uploaded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"processed_at" timestamp with time zone,
	CONSTRAINT "chk_photo_type" CHECK ("avatar"."photos"."type" IN ('front', 'side', 'back'))
);
--> statement-breakpoint
CREATE TABLE "avatar"."processing_jobs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"avatar_id" uuid NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"job_type" text NOT NULL,
	"priority" integer DEFAULT 5 NOT NULL,
	"progress" integer DEFAULT 0 NOT NULL,
	"current_step" text,
	"total_steps" integer,
	"result" jsonb,
	"error_code" text,
	"error_message" text,
	"started_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"duration_ms" integer,
	"attempts" integer DEFAULT 0 NOT NULL,
	"max_attempts" integer DEFAULT 3 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chk_status" CHECK ("avatar"."processing_jobs"."status" IN ('queued', 'processing', 'completed', 'failed', 'cancelled')),
	CONSTRAINT "chk_progress" CHECK ("avatar"."processing_jobs"."progress" BETWEEN 0 AND 100)
);
--> statement-breakpoint
CREATE TABLE "avatar"."renditions" (
	"model_id" bigint NOT NULL,
	"name" text NOT NULL,
	"key" text NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "renditions_model_id_name_pk" PRIMARY KEY("model_id","name"),
	CONSTRAINT "renditions_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "avatar"."shares" (
	"avatar_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"can_view" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shares_avatar_id_user_id_pk" PRIMARY KEY("avatar_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "shared"."installation" ADD COLUMN "master_key_check" "bytea";--> statement-breakpoint
ALTER TABLE "shared"."user_keys" ADD CONSTRAINT "user_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "shared"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared"."webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "shared"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared"."webhooks" ADD CONSTRAINT "webhooks_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "shared"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."avatars" ADD CONSTRAINT "avatars_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "shared"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."avatars" ADD CONSTRAINT "avatars_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "shared"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."links" ADD CONSTRAINT "links_avatar_id_avatars_id_fk" FOREIGN KEY ("avatar_id") REFERENCES "avatar"."avatars"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."measurements" ADD CONSTRAINT "measurements_avatar_id_avatars_id_fk" FOREIGN KEY ("avatar_id") REFERENCES "avatar"."avatars"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."models" ADD CONSTRAINT "models_avatar_id_avatars_id_fk" FOREIGN KEY ("avatar_id") REFERENCES "avatar"."avatars"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD CONSTRAINT "photos_avatar_id_avatars_id_fk" FOREIGN KEY ("avatar_id") REFERENCES "avatar"."avatars"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."processing_jobs" ADD CONSTRAINT "processing_jobs_avatar_id_avatars_id_fk" FOREIGN KEY ("avatar_id") REFERENCES "avatar"."avatars"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."renditions" ADD CONSTRAINT "renditions_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "avatar"."models"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."shares" ADD CONSTRAINT "shares_avatar_id_avatars_id_fk" FOREIGN KEY ("avatar_id") REFERENCES "avatar"."avatars"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatar"."shares" ADD CONSTRAINT "shares_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "shared"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_waiting" ON "shared"."webhook_deliveries" USING btree ("next_at") WHERE "shared"."webhook_deliveries"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "webhooks_organization" ON "shared"."webhooks" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "idx_avatars_user_id" ON "avatar"."avatars" USING btree ("user_id") WHERE "avatar"."avatars"."deleted_at" IS NULL;--> statement-breakpoint
CREATE INDEX "idx_avatars_organization" ON "avatar"."avatars" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "idx_avatars_status" ON "avatar"."avatars" USING btree ("status");--> statement-breakpoint
CREATE INDEX "idx_avatars_deleted" ON "avatar"."avatars" USING btree ("deleted_at") WHERE "avatar"."avatars"."deleted_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "uidx_avatars_default_per_user" ON "avatar"."avatars" USING btree ("user_id") WHERE "avatar"."avatars"."is_default" AND "avatar"."avatars"."deleted_at" IS NULL;--> statement-breakpoint
CREATE INDEX "links_avatar" ON "avatar"."links" USING btree ("avatar_id");--> statement-breakpoint
CREATE INDEX "links_expiry" ON "avatar"."links" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "models_current" ON "avatar"."models" USING btree ("avatar_id") WHERE "avatar"."models"."state" = 'ready';--> statement-breakpoint
CREATE INDEX "models_to_sweep" ON "avatar"."models" USING btree ("changed_at") WHERE "avatar"."models"."state" <> 'ready' OR "avatar"."models"."avatar_id" IS NULL;--> statement-breakpoint
CREATE INDEX "idx_photos_avatar_id" ON "avatar"."photos" USING btree ("avatar_id");--> statement-breakpoint
CREATE INDEX "idx_processing_jobs_status" ON "avatar"."processing_jobs" USING btree ("status","priority");--> statement-breakpoint
CREATE INDEX "idx_processing_jobs_avatar_id" ON "avatar"."processing_jobs" USING btree ("avatar_id","created_at");--> statement-breakpoint
CREATE INDEX "shares_user" ON "avatar"."shares" USING btree ("user_id");