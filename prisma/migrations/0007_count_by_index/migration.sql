-- Clients that are in use, or not deleted, are counted by the index alone, without a look at their rows.
DROP INDEX "clients_company_id_archived_at_id_idx";
CREATE INDEX "clients_company_id_archived_at_id_idx" ON "clients" ("company_id", "archived_at", "id") INCLUDE ("is_deleted");
