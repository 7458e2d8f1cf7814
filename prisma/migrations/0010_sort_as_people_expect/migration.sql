-- Texts are sorted as people expect: by their beginning as it is looked for, without case and accents, and then by the
-- text itself. An index row has room for 2,700 bytes, and a letter can become eighteen when it is folded, so both what
-- is folded and what comes of it end after 60. A control character, which sorts before everything else, stands between.
CREATE FUNCTION sort_key(value TEXT) RETURNS TEXT IMMUTABLE PARALLEL SAFE
RETURN left(fold_search(left(value, 60)), 60) || E'\x01' || value;

-- Kept in columns: of an index that is computed, every row that is read would be computed once more.
ALTER TABLE "clients"
  ADD COLUMN "name_sort_key" TEXT COLLATE "C" GENERATED ALWAYS AS (sort_key("name")) STORED,
  ADD COLUMN "display_name_sort_key" TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (sort_key("display_name")) STORED,
  ADD COLUMN "id_number_sort_key" TEXT COLLATE "C" GENERATED ALWAYS AS (sort_key("id_number")) STORED,
  ADD COLUMN "city_sort_key" TEXT COLLATE "C" GENERATED ALWAYS AS (sort_key("city")) STORED;

DROP INDEX "clients_company_id_name_id_idx";
DROP INDEX "clients_company_id_display_name_id_idx";
DROP INDEX "clients_company_id_id_number_id_idx";
DROP INDEX "clients_company_id_city_id_idx";
CREATE INDEX "clients_company_id_name_sort_key_id_idx" ON "clients"("company_id", "name_sort_key", "id");
CREATE INDEX "clients_company_id_display_name_sort_key_id_idx" ON "clients"("company_id", "display_name_sort_key", "id");
CREATE INDEX "clients_company_id_id_number_sort_key_id_idx" ON "clients"("company_id", "id_number_sort_key", "id");
CREATE INDEX "clients_company_id_city_sort_key_id_idx" ON "clients"("company_id", "city_sort_key", "id");

-- A page in the order of the numbers was read by the primary key, past all clients of older companies, as soon as rows
-- were a few hundred bytes long: statistics say that numbers follow the rows. They are forgotten (by naming the type
-- once more) and not made again, so a company's own index is the cheaper one.
ALTER TABLE "clients" ALTER COLUMN "id" TYPE INTEGER, ALTER COLUMN "id" SET STATISTICS 0;
ALTER TABLE "documents" ALTER COLUMN "id" TYPE INTEGER, ALTER COLUMN "id" SET STATISTICS 0;
ALTER TABLE "gateway_tokens" ALTER COLUMN "id" TYPE INTEGER, ALTER COLUMN "id" SET STATISTICS 0;

-- A book that is empty is looked at once it has something.
DO $$ BEGIN
  IF EXISTS (SELECT FROM "clients") THEN ANALYZE "clients"; END IF;
END $$;
