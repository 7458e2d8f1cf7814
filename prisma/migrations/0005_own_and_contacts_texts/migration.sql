-- The search text of a client becomes two, its own and its contacts', in one index: a filter on the client's own texts
-- then finds no clients by their contacts, who had to be read to be left out again.
ALTER TABLE "clients" ADD COLUMN "own_text" TEXT COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN "contacts_text" TEXT COLLATE "C" NOT NULL DEFAULT '';
DROP INDEX "clients_search_idx";

-- The old text began with the client's own.
UPDATE "clients" c SET "own_text" = own.text, "contacts_text" = CASE WHEN starts_with(c.search_text, own.text)
  THEN ltrim(substr(c.search_text, length(own.text) + 1), E'\x1f') ELSE c.search_text END
FROM (SELECT id, fold(concat_ws(E'\x1f', nullif(name, ''), nullif(custom_value1, ''), nullif(custom_value2, ''),
  nullif(custom_value3, ''), nullif(custom_value4, ''), nullif(id_number, ''), nullif(number, ''))) AS text
  FROM "clients") own
WHERE own.id = c.id;

ALTER TABLE "clients" DROP COLUMN "search_text";
CREATE INDEX "clients_search_idx" ON "clients" USING gin ("company_id", "own_text" gin_trgm_ops, "contacts_text" gin_trgm_ops);
