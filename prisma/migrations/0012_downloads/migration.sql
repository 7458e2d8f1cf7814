-- A document is downloaded by its hash alone, whichever company it is of.
CREATE INDEX "documents_hash_idx" ON "documents" ("hash");

-- Addresses from which documents are downloaded as one zip, for a while and without a token.
CREATE TABLE "zip_links" (
  "secret_hash" TEXT NOT NULL,
  "company_id" INTEGER NOT NULL,
  "token_id" INTEGER NOT NULL,
  "document_ids" INTEGER[] NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "zip_links_pkey" PRIMARY KEY ("secret_hash")
);
CREATE INDEX "zip_links_expires_at_idx" ON "zip_links" ("expires_at");
