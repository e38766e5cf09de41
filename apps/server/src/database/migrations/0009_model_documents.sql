CREATE TABLE "avatar"."model_documents" (
	"model_id" bigint PRIMARY KEY NOT NULL,
	"avatar_id" uuid,
	"template" text NOT NULL,
	"vertex_count" integer NOT NULL,
	"face_count" integer NOT NULL,
	"vertices" "bytea" NOT NULL,
	"normals" "bytea" NOT NULL,
	"lod" jsonb NOT NULL,
	"bones" jsonb NOT NULL,
	"bind_pose" "bytea" NOT NULL,
	"algorithm" text NOT NULL,
	"version" text NOT NULL,
	"parameters" "bytea" NOT NULL,
	"generated_at" timestamp with time zone NOT NULL,
	"processing_time" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_documents_avatar_id_unique" UNIQUE("avatar_id")
);
--> statement-breakpoint
ALTER TABLE "avatar"."models" ADD COLUMN "document_engine" text;--> statement-breakpoint
ALTER TABLE "avatar"."models" ADD COLUMN "document_bytes" bigint;--> statement-breakpoint
ALTER TABLE "avatar"."models" ADD COLUMN "document_sha256" "bytea";--> statement-breakpoint
ALTER TABLE "avatar"."model_documents" ADD CONSTRAINT "model_documents_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "avatar"."models"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "model_documents_generated" ON "avatar"."model_documents" USING btree ("generated_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "models_documents" ON "avatar"."models" USING btree ("document_engine","id");--> statement-breakpoint
-- what is sealed does not compress
ALTER TABLE "avatar"."model_documents" ALTER COLUMN "vertices" SET STORAGE EXTERNAL, ALTER COLUMN "normals" SET STORAGE EXTERNAL;
