-- What tells this database from others, but for its copies, which have the same row.
CREATE TABLE "database_identity" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "database_identity_pkey" PRIMARY KEY ("only"),
    CONSTRAINT "database_identity_only_check" CHECK ("only")
);
INSERT INTO "database_identity" DEFAULT VALUES;

-- Files whose bytes are on their way into the store. The row goes when a document is made of the file.
CREATE TABLE "pending_uploads" (
    "id" SERIAL NOT NULL,
    "company_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pending_uploads_pkey" PRIMARY KEY ("id")
);

-- Files whose bytes are to leave the store. The row goes when they are in the quarantine.
CREATE TABLE "removed_files" (
    "id" SERIAL NOT NULL,
    "company_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "removed_files_pkey" PRIMARY KEY ("id")
);
