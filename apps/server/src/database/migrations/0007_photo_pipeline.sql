ALTER TABLE "avatar"."photos" DROP CONSTRAINT "photos_avatar_id_avatars_id_fk";
--> statement-breakpoint
ALTER TABLE "avatar"."photos" ALTER COLUMN "avatar_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "user_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "state" text DEFAULT 'pending' NOT NULL;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "sha256" "bytea";--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "name_hash" text;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "consent_version" text NOT NULL;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "consent_given" text NOT NULL;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "consent_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "keep_until" timestamp with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD CONSTRAINT "photos_avatar_id_avatars_id_fk" FOREIGN KEY ("avatar_id") REFERENCES "avatar"."avatars"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "photos_user" ON "avatar"."photos" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "photos_to_sweep" ON "avatar"."photos" USING btree ("keep_until") WHERE "avatar"."photos"."state" <> 'deleted' OR "avatar"."photos"."avatar_id" IS NULL;--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD CONSTRAINT "photos_original_key_unique" UNIQUE("original_key");--> statement-breakpoint
ALTER TABLE "avatar"."photos" ADD CONSTRAINT "chk_photo_state" CHECK ("avatar"."photos"."state" IN ('pending', 'stored', 'removing', 'deleted'));