-- What names one record is compared by fold_identity(), what is looked for by fold_search(); fold() goes.

-- Numbers that were different may now be the same. Who has which is for people to decide.
DO $$
DECLARE
  found TEXT;
BEGIN
  SELECT string_agg(line, E'\n') INTO found FROM (
    SELECT format('  company %s, %s: %s', company_id, what,
      string_agg(format('client %s has "%s"', id, value), ', ' ORDER BY id)) AS line
    FROM (
      SELECT company_id, id, 'number' AS what, number AS value FROM clients
      UNION ALL
      SELECT company_id, id, 'id number', id_number FROM clients WHERE id_number IS NOT NULL
    ) v
    GROUP BY company_id, what, fold_identity(value) HAVING count(*) > 1
    ORDER BY company_id, what, min(id) LIMIT 50
  ) l;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION E'The upgrade stopped, and changed no client: these have numbers that are the same from now on, as "ß" and "ss" are.\n%\nStart the release that ran before, give all clients of a line but one another number, and start this release again. (At most 50 lines are shown.)', found;
  END IF;
END $$;

DROP INDEX "clients_number_key", "clients_id_number_key", "clients_vat_number_idx", "contacts_email_idx", "clients_search_idx";
DROP FUNCTION fold(TEXT);

CREATE UNIQUE INDEX "clients_number_key" ON "clients"("company_id", fold_identity("number"));
CREATE UNIQUE INDEX "clients_id_number_key" ON "clients"("company_id", fold_identity("id_number")) WHERE "id_number" IS NOT NULL;
CREATE INDEX "clients_vat_number_idx" ON "clients"("company_id", fold_identity("vat_number")) WHERE "vat_number" IS NOT NULL;
CREATE INDEX "contacts_email_idx" ON "contacts"("company_id", fold_identity("email")) WHERE "removed_at" IS NULL;

-- The texts that the search looks through, from what they are made of: folded once, a text cannot be folded again.
WITH texts AS (
  SELECT c.id,
    fold_search(concat_ws(E'\x1f', nullif(c.name, ''), nullif(c.custom_value1, ''), nullif(c.custom_value2, ''),
      nullif(c.custom_value3, ''), nullif(c.custom_value4, ''), nullif(c.id_number, ''), nullif(c.number, ''))) AS own,
    coalesce(fold_search(k.text), '') AS of_contacts
  FROM "clients" c
  LEFT JOIN (
    SELECT company_id, client_id, string_agg(text, E'\x1f' ORDER BY is_primary DESC, id) FILTER (WHERE text <> '') AS text
    FROM (
      SELECT company_id, client_id, id, is_primary,
        concat_ws(E'\x1f', nullif(first_name, ''), nullif(last_name, ''), nullif(email, ''), nullif(phone, ''),
          nullif(first_name, '') || ' ' || nullif(last_name, '')) AS text
      FROM "contacts" WHERE removed_at IS NULL
    ) pieces
    GROUP BY company_id, client_id
  ) k ON k.company_id = c.company_id AND k.client_id = c.id
)
UPDATE "clients" c SET "own_text" = t.own, "contacts_text" = t.of_contacts
FROM texts t
WHERE t.id = c.id AND (c.own_text, c.contacts_text) IS DISTINCT FROM (t.own, t.of_contacts);

CREATE INDEX "clients_search_idx" ON "clients" USING gin ("company_id", "own_text" gin_trgm_ops, "contacts_text" gin_trgm_ops);

-- Of indexes that seem to cost the same, the planner takes the newest. Checks of foreign keys are planned for a company
-- that statistics may not know, and would go through the numbers of all its clients.
DROP INDEX "clients_company_id_archived_at_id_idx";
CREATE INDEX "clients_company_id_archived_at_id_idx" ON "clients" ("company_id", "archived_at", "id") INCLUDE ("is_deleted");
