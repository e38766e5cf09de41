CREATE TABLE "shared"."cdn_batches" (
	"reference" text PRIMARY KEY NOT NULL,
	"paths" text[] NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"invalidation_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shared"."cdn_invalidations" (
	"event_id" uuid NOT NULL,
	"path" text NOT NULL,
	"batch" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cdn_invalidations_event_id_path_pk" PRIMARY KEY("event_id","path")
);
--> statement-breakpoint
CREATE TABLE "shared"."installation_keys" (
	"name" text PRIMARY KEY NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"wrapped_by" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shared"."master_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"key_check" "bytea" NOT NULL,
	"kms_wrapped" "bytea",
	"handover" "bytea",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "shared"."user_keys" ADD COLUMN "wrapped_by" "bytea";--> statement-breakpoint
ALTER TABLE "shared"."cdn_invalidations" ADD CONSTRAINT "cdn_invalidations_batch_cdn_batches_reference_fk" FOREIGN KEY ("batch") REFERENCES "shared"."cdn_batches"("reference") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cdn_batches_waiting" ON "shared"."cdn_batches" USING btree ("next_at") WHERE "shared"."cdn_batches"."sent_at" IS NULL;--> statement-breakpoint
CREATE INDEX "cdn_invalidations_waiting" ON "shared"."cdn_invalidations" USING btree ("created_at") WHERE "shared"."cdn_invalidations"."batch" IS NULL;--> statement-breakpoint
CREATE INDEX "cdn_invalidations_batch" ON "shared"."cdn_invalidations" USING btree ("batch");