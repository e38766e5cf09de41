CREATE TABLE "shared"."oidc_sign_ins" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"nonce" text NOT NULL,
	"verifier" text NOT NULL,
	"return_to" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "shared"."sessions" ADD COLUMN "hash" "bytea";--> statement-breakpoint
ALTER TABLE "shared"."sessions" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "shared"."sessions" ADD COLUMN "role" text;--> statement-breakpoint
ALTER TABLE "shared"."sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "shared"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared"."sessions" ADD CONSTRAINT "sessions_hash_unique" UNIQUE("hash");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "shared"."sessions" USING btree ("user_id");