-- Texts have one form from now on (src/domain/text.ts): composed, without blanks at their ends, and without control
-- characters other than tab and line breaks. Those that are stored get it, too; notes are trimmed only.

-- A text without control characters, and without the blanks of src/domain/text.ts at its ends.
CREATE FUNCTION trimmed_text(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT btrim(regexp_replace(value, '[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]', '', 'g'),
    E'\t\n\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u200e\u2060')
$$;

CREATE FUNCTION normal_text(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT normalize(trimmed_text(value), NFC)
$$;

-- JSON without control characters: as text it has them escaped, but for those from U+007F on. A backslash before the
-- escape is one that is escaped itself, or there is an even number of them.
CREATE FUNCTION plain_json(value JSONB) RETURNS JSONB LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN value::text ~ '\\(u00[01]|b|f)|[\u007f-\u009f]' THEN
    regexp_replace(regexp_replace(value::text, '(?<!\\)((?:\\\\)*)\\(?:u00(?:0[0-8bBe-fE-F]|1[0-9a-fA-F])|b|f)', '\1', 'g'),
      '[\u007f-\u009f]', '', 'g')::jsonb
  ELSE value END
$$;

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
      SELECT company_id, id, 'id number', id_number FROM clients WHERE normal_text(id_number) <> ''
    ) v
    GROUP BY company_id, what, fold(normal_text(value)) HAVING count(*) > 1
    ORDER BY company_id, what, min(id) LIMIT 50
  ) l;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION E'The upgrade stopped, and changed no client: these have numbers that are the same from now on, since blanks at their ends and the way their letters are composed no longer count.\n%\nStart the release that ran before, give all clients of a line but one another number, and start this release again. (At most 50 lines are shown.)', found;
  END IF;
END $$;

-- The clients whose texts change, or those of their contacts.
CREATE TEMPORARY TABLE touched_clients (id INTEGER PRIMARY KEY);

WITH changed AS (
  UPDATE "clients" SET
    "name" = nullif(normal_text("name"), ''),
    "website" = nullif(normal_text("website"), ''),
    "address1" = nullif(normal_text("address1"), ''),
    "address2" = nullif(normal_text("address2"), ''),
    "phone" = nullif(normal_text("phone"), ''),
    "city" = nullif(normal_text("city"), ''),
    "state" = nullif(normal_text("state"), ''),
    "postal_code" = nullif(normal_text("postal_code"), ''),
    "custom_value1" = nullif(normal_text("custom_value1"), ''),
    "custom_value2" = nullif(normal_text("custom_value2"), ''),
    "custom_value3" = nullif(normal_text("custom_value3"), ''),
    "custom_value4" = nullif(normal_text("custom_value4"), ''),
    "shipping_address1" = nullif(normal_text("shipping_address1"), ''),
    "shipping_address2" = nullif(normal_text("shipping_address2"), ''),
    "shipping_city" = nullif(normal_text("shipping_city"), ''),
    "shipping_state" = nullif(normal_text("shipping_state"), ''),
    "shipping_postal_code" = nullif(normal_text("shipping_postal_code"), ''),
    "vat_number" = nullif(normal_text("vat_number"), ''),
    "id_number" = nullif(normal_text("id_number"), ''),
    "routing_id" = nullif(normal_text("routing_id"), ''),
    "classification" = nullif(normal_text("classification"), ''),
    "number" = coalesce(nullif(normal_text("number"), ''), "number"),
    "private_notes" = nullif(trimmed_text("private_notes"), ''),
    "public_notes" = nullif(trimmed_text("public_notes"), ''),
    "settings" = plain_json("settings"),
    "tax_info" = plain_json("tax_info"),
    "e_invoice" = plain_json("e_invoice")
  WHERE ("name", "website", "address1", "address2", "phone", "city", "state", "postal_code", "custom_value1",
      "custom_value2", "custom_value3", "custom_value4", "shipping_address1", "shipping_address2", "shipping_city",
      "shipping_state", "shipping_postal_code", "vat_number", "id_number", "routing_id", "classification", "number",
      "private_notes", "public_notes", "settings", "tax_info", "e_invoice")
    IS DISTINCT FROM (nullif(normal_text("name"), ''),
      nullif(normal_text("website"), ''),
      nullif(normal_text("address1"), ''),
      nullif(normal_text("address2"), ''),
      nullif(normal_text("phone"), ''),
      nullif(normal_text("city"), ''),
      nullif(normal_text("state"), ''),
      nullif(normal_text("postal_code"), ''),
      nullif(normal_text("custom_value1"), ''),
      nullif(normal_text("custom_value2"), ''),
      nullif(normal_text("custom_value3"), ''),
      nullif(normal_text("custom_value4"), ''),
      nullif(normal_text("shipping_address1"), ''),
      nullif(normal_text("shipping_address2"), ''),
      nullif(normal_text("shipping_city"), ''),
      nullif(normal_text("shipping_state"), ''),
      nullif(normal_text("shipping_postal_code"), ''),
      nullif(normal_text("vat_number"), ''),
      nullif(normal_text("id_number"), ''),
      nullif(normal_text("routing_id"), ''),
      nullif(normal_text("classification"), ''),
      coalesce(nullif(normal_text("number"), ''), "number"),
      nullif(trimmed_text("private_notes"), ''),
      nullif(trimmed_text("public_notes"), ''),
      plain_json("settings"),
      plain_json("tax_info"),
      plain_json("e_invoice"))
  RETURNING id
)
INSERT INTO touched_clients SELECT id FROM changed;

WITH changed AS (
  UPDATE "contacts" SET
    "first_name" = nullif(normal_text("first_name"), ''),
    "last_name" = nullif(normal_text("last_name"), ''),
    "phone" = nullif(normal_text("phone"), ''),
    "custom_value1" = nullif(normal_text("custom_value1"), ''),
    "custom_value2" = nullif(normal_text("custom_value2"), ''),
    "custom_value3" = nullif(normal_text("custom_value3"), ''),
    "custom_value4" = nullif(normal_text("custom_value4"), ''),
    "email" = normal_text("email")
  WHERE ("first_name", "last_name", "phone", "custom_value1", "custom_value2", "custom_value3", "custom_value4",
      "email")
    IS DISTINCT FROM (nullif(normal_text("first_name"), ''),
      nullif(normal_text("last_name"), ''),
      nullif(normal_text("phone"), ''),
      nullif(normal_text("custom_value1"), ''),
      nullif(normal_text("custom_value2"), ''),
      nullif(normal_text("custom_value3"), ''),
      nullif(normal_text("custom_value4"), ''),
      normal_text("email"))
  RETURNING client_id
)
INSERT INTO touched_clients SELECT DISTINCT client_id FROM changed ON CONFLICT DO NOTHING;

UPDATE "documents" SET
  "name" = coalesce(nullif(normal_text("name"), ''), 'document')
WHERE ("name")
  IS DISTINCT FROM (coalesce(nullif(normal_text("name"), ''), 'document'));

UPDATE "gateway_tokens" SET
  "token" = normal_text("token"),
  "gateway_customer_reference" = nullif(normal_text("gateway_customer_reference"), ''),
  "routing_number" = nullif(normal_text("routing_number"), ''),
  "meta" = plain_json("meta")
WHERE ("token", "gateway_customer_reference", "routing_number", "meta")
  IS DISTINCT FROM (normal_text("token"),
    nullif(normal_text("gateway_customer_reference"), ''),
    nullif(normal_text("routing_number"), ''),
    plain_json("meta"));

UPDATE "ledger_entries" SET
  "number" = nullif(normal_text("number"), ''),
  "notes" = nullif(trimmed_text("notes"), '')
WHERE ("number", "notes")
  IS DISTINCT FROM (nullif(normal_text("number"), ''),
    nullif(trimmed_text("notes"), ''));

UPDATE "companies" SET
  "name" = normal_text("name"),
  "settings" = plain_json("settings")
WHERE ("name", "settings")
  IS DISTINCT FROM (normal_text("name"),
    plain_json("settings"));

UPDATE "users" SET
  "email" = normal_text("email"),
  "name" = normal_text("name")
WHERE ("email", "name")
  IS DISTINCT FROM (normal_text("email"),
    normal_text("name"));

UPDATE "api_tokens" SET
  "name" = normal_text("name")
WHERE ("name")
  IS DISTINCT FROM (normal_text("name"));

-- What follows from those texts. A name of one letter is what its client is called: v1's rule, by which a contact goes
-- before it, is applied where v1 is answered.
INSERT INTO touched_clients SELECT id FROM "clients" WHERE octet_length("name") = 1 ON CONFLICT DO NOTHING;

UPDATE "clients" c SET
  "display_name" = coalesce(nullif(c.name, ''), (
    SELECT CASE WHEN coalesce(k.first_name, k.last_name) IS NULL THEN k.email
      ELSE left(concat(k.first_name, ' ', k.last_name), 500) END
    FROM "contacts" k WHERE k.company_id = c.company_id AND k.client_id = c.id AND k.removed_at IS NULL AND k.email IS NOT NULL
    ORDER BY k.is_primary DESC, k.id LIMIT 1), 'No Contact Set'),
  "own_text" = fold(concat_ws(E'\x1f', nullif(c.name, ''), nullif(c.custom_value1, ''), nullif(c.custom_value2, ''),
    nullif(c.custom_value3, ''), nullif(c.custom_value4, ''), nullif(c.id_number, ''), nullif(c.number, ''))),
  "contacts_text" = coalesce((
    SELECT fold(string_agg(concat_ws(E'\x1f', nullif(k.first_name, ''), nullif(k.last_name, ''), nullif(k.email, ''),
      nullif(k.phone, ''), nullif(k.first_name, '') || ' ' || nullif(k.last_name, '')), E'\x1f' ORDER BY k.is_primary DESC, k.id))
    FROM "contacts" k WHERE k.company_id = c.company_id AND k.client_id = c.id AND k.removed_at IS NULL), '')
FROM touched_clients t WHERE t.id = c.id;

DROP TABLE touched_clients;
DROP FUNCTION plain_json(JSONB);
DROP FUNCTION normal_text(TEXT);
DROP FUNCTION trimmed_text(TEXT);
