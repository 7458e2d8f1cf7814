-- Statistics are made now and then, and until then know nothing of a company that is new. So statements are planned for
-- any company (src/db/prepared.ts), and any company is a fifth of a table: small enough to be read by an index of its
-- own rather than by reading what others have, and large enough that a page is read in its order and not sorted.
ALTER TABLE "clients" ALTER COLUMN "company_id" SET (n_distinct = 5);
ALTER TABLE "contacts" ALTER COLUMN "company_id" SET (n_distinct = 5);
ALTER TABLE "documents" ALTER COLUMN "company_id" SET (n_distinct = 5);
ALTER TABLE "gateway_tokens" ALTER COLUMN "company_id" SET (n_distinct = 5);
ALTER TABLE "ledger_entries" ALTER COLUMN "company_id" SET (n_distinct = 5);
ALTER TABLE "changes" ALTER COLUMN "company_id" SET (n_distinct = 5);
-- A book that is empty is looked at once it has something.
DO $$ BEGIN
  IF EXISTS (SELECT FROM "clients") THEN
    ANALYZE "clients", "contacts", "documents", "gateway_tokens", "ledger_entries", "changes";
  END IF;
END $$;
