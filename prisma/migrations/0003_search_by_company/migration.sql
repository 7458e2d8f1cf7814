-- A search reads what its own company has, however many companies there are.
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX "clients_search_idx" ON "clients" USING gin ("company_id", "search_text" gin_trgm_ops);
DROP INDEX "clients_search_text_idx";
