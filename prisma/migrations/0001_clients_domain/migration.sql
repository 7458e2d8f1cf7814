-- Text is ordered by code point ("C"), so that every database gives lists in the same order.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- How text is compared: without case, and without the accents that Unicode can take apart.
CREATE FUNCTION fold(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT lower(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]+', '', 'g') COLLATE "default") $$;

-- CreateTable
CREATE TABLE "companies" (
    "id" SERIAL NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "company_key" TEXT COLLATE "C" NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "client_number_pattern" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "client_number_padding" INTEGER NOT NULL DEFAULT 4,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "companies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "company_counters" (
    "company_id" INTEGER NOT NULL,
    "client_number" INTEGER NOT NULL DEFAULT 1,
    "change" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "company_counters_pkey" PRIMARY KEY ("company_id")
);

-- CreateTable
CREATE TABLE "users" (
    "company_id" INTEGER NOT NULL,
    "id" INTEGER NOT NULL,
    "email" TEXT COLLATE "C",
    "name" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "password_hash" TEXT COLLATE "C",
    "role" TEXT COLLATE "C" NOT NULL DEFAULT 'member',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("company_id","id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" SERIAL NOT NULL,
    "company_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "token_hash" TEXT COLLATE "C" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clients" (
    "id" SERIAL NOT NULL,
    "company_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "assigned_user_id" INTEGER,
    "name" TEXT COLLATE "C",
    "website" TEXT COLLATE "C",
    "private_notes" TEXT COLLATE "C",
    "balance" DECIMAL(20,6) NOT NULL DEFAULT 0,
    "group_settings_id" INTEGER,
    "paid_to_date" DECIMAL(20,6) NOT NULL DEFAULT 0,
    "payment_balance" DECIMAL(20,6) NOT NULL DEFAULT 0,
    "credit_balance" DECIMAL(20,6) NOT NULL DEFAULT 0,
    "last_login" TIMESTAMPTZ(3),
    "size_id" INTEGER,
    "public_notes" TEXT COLLATE "C",
    "client_hash" TEXT COLLATE "C" NOT NULL,
    "address1" TEXT COLLATE "C",
    "address2" TEXT COLLATE "C",
    "phone" TEXT COLLATE "C",
    "city" TEXT COLLATE "C",
    "state" TEXT COLLATE "C",
    "postal_code" TEXT COLLATE "C",
    "country_id" INTEGER,
    "industry_id" INTEGER,
    "custom_value1" TEXT COLLATE "C",
    "custom_value2" TEXT COLLATE "C",
    "custom_value3" TEXT COLLATE "C",
    "custom_value4" TEXT COLLATE "C",
    "shipping_address1" TEXT COLLATE "C",
    "shipping_address2" TEXT COLLATE "C",
    "shipping_city" TEXT COLLATE "C",
    "shipping_state" TEXT COLLATE "C",
    "shipping_postal_code" TEXT COLLATE "C",
    "shipping_country_id" INTEGER,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "is_deleted" BOOLEAN NOT NULL DEFAULT false,
    "vat_number" TEXT COLLATE "C",
    "id_number" TEXT COLLATE "C",
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "display_name" TEXT COLLATE "C" NOT NULL,
    "number" TEXT COLLATE "C" NOT NULL,
    "has_valid_vat_number" BOOLEAN NOT NULL DEFAULT false,
    "is_tax_exempt" BOOLEAN NOT NULL DEFAULT false,
    "routing_id" TEXT COLLATE "C",
    "tax_info" JSONB NOT NULL DEFAULT '{}',
    "classification" TEXT COLLATE "C",
    "e_invoice" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "currency_id" INTEGER GENERATED ALWAYS AS (CASE WHEN ((settings ->> 'currency_id'::text) ~ '^[0-9]{1,9}$'::text) THEN ((settings ->> 'currency_id'::text))::integer ELSE NULL::integer END) STORED,
    "number_value" DECIMAL GENERATED ALWAYS AS (NULLIF(regexp_replace(number, '[^0-9]'::text, ''::text, 'g'::text), ''::text)::numeric) STORED,
    "search_text" TEXT COLLATE "C" NOT NULL DEFAULT '',

    CONSTRAINT "clients_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contacts" (
    "id" SERIAL NOT NULL,
    "company_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "first_name" TEXT COLLATE "C",
    "last_name" TEXT COLLATE "C",
    "email" TEXT COLLATE "C",
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),
    "is_primary" BOOLEAN NOT NULL DEFAULT false,
    "is_locked" BOOLEAN NOT NULL DEFAULT false,
    "phone" TEXT COLLATE "C",
    "custom_value1" TEXT COLLATE "C",
    "custom_value2" TEXT COLLATE "C",
    "custom_value3" TEXT COLLATE "C",
    "custom_value4" TEXT COLLATE "C",
    "contact_key" TEXT COLLATE "C" NOT NULL,
    "send_email" BOOLEAN NOT NULL DEFAULT true,
    "last_login" TIMESTAMPTZ(3),
    "password_hash" TEXT COLLATE "C",
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "documents" (
    "id" SERIAL NOT NULL,
    "company_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "assigned_user_id" INTEGER,
    "project_id" INTEGER,
    "vendor_id" INTEGER,
    "preview" TEXT COLLATE "C",
    "name" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "mime_type" TEXT COLLATE "C" NOT NULL DEFAULT 'application/octet-stream',
    "disk" TEXT COLLATE "C" NOT NULL DEFAULT 'public',
    "hash" TEXT COLLATE "C" NOT NULL,
    "sha256" TEXT COLLATE "C",
    "size" INTEGER NOT NULL DEFAULT 0,
    "width" INTEGER NOT NULL DEFAULT 0,
    "height" INTEGER NOT NULL DEFAULT 0,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "is_public" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "documents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gateway_tokens" (
    "id" SERIAL NOT NULL,
    "company_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "token" TEXT COLLATE "C" NOT NULL,
    "gateway_customer_reference" TEXT COLLATE "C",
    "gateway_type_id" INTEGER,
    "company_gateway_id" INTEGER NOT NULL DEFAULT 0,
    "routing_number" TEXT COLLATE "C",
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "meta" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),
    "is_deleted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "gateway_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entries" (
    "id" SERIAL NOT NULL,
    "company_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "amount" DECIMAL(20,6) NOT NULL,
    "balance" DECIMAL(20,6) NOT NULL,
    "number" TEXT COLLATE "C",
    "notes" TEXT COLLATE "C",
    "date" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "changes" (
    "company_id" INTEGER NOT NULL,
    "sequence" BIGINT NOT NULL,
    "client_id" INTEGER NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER NOT NULL,
    "fields" TEXT[],
    "user_id" INTEGER,
    "merged_into" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("company_id","sequence")
);

-- CreateTable
CREATE TABLE "client_redirects" (
    "from_id" INTEGER NOT NULL,
    "company_id" INTEGER NOT NULL,
    "to_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "client_redirects_pkey" PRIMARY KEY ("from_id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "company_id" INTEGER NOT NULL,
    "token_id" INTEGER NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "payload" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("company_id","token_id","key")
);

-- CreateTable
CREATE TABLE "password_attempts" (
    "company_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "password_attempts_pkey" PRIMARY KEY ("company_id","user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "companies_company_key_key" ON "companies"("company_key");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "api_tokens_company_id_id_idx" ON "api_tokens"("company_id", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_name_id_idx" ON "clients"("company_id", "name", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_display_name_id_idx" ON "clients"("company_id", "display_name", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_number_value_id_idx" ON "clients"("company_id", "number_value", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_id_number_id_idx" ON "clients"("company_id", "id_number", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_balance_id_idx" ON "clients"("company_id", "balance", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_paid_to_date_id_idx" ON "clients"("company_id", "paid_to_date", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_credit_balance_id_idx" ON "clients"("company_id", "credit_balance", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_city_id_idx" ON "clients"("company_id", "city", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_country_id_id_idx" ON "clients"("company_id", "country_id", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_last_login_id_idx" ON "clients"("company_id", "last_login", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_archived_at_id_idx" ON "clients"("company_id", "archived_at", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_created_at_id_idx" ON "clients"("company_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "clients_company_id_updated_at_id_idx" ON "clients"("company_id", "updated_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "clients_company_id_id_key" ON "clients"("company_id", "id");

-- CreateIndex
CREATE INDEX "contacts_company_id_client_id_id_idx" ON "contacts"("company_id", "client_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "contacts_company_id_contact_key_key" ON "contacts"("company_id", "contact_key");

-- CreateIndex
CREATE INDEX "documents_company_id_client_id_id_idx" ON "documents"("company_id", "client_id", "id");

-- CreateIndex
CREATE INDEX "documents_company_id_client_id_sha256_idx" ON "documents"("company_id", "client_id", "sha256");

-- CreateIndex
CREATE INDEX "documents_company_id_id_idx" ON "documents"("company_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "documents_company_id_hash_key" ON "documents"("company_id", "hash");

-- CreateIndex
CREATE INDEX "gateway_tokens_company_id_client_id_id_idx" ON "gateway_tokens"("company_id", "client_id", "id");

-- CreateIndex
CREATE INDEX "gateway_tokens_company_id_id_idx" ON "gateway_tokens"("company_id", "id");

-- CreateIndex
CREATE INDEX "ledger_entries_company_id_client_id_id_idx" ON "ledger_entries"("company_id", "client_id", "id");

-- CreateIndex
CREATE INDEX "changes_company_id_client_id_sequence_idx" ON "changes"("company_id", "client_id", "sequence");

-- CreateIndex
CREATE INDEX "client_redirects_company_id_to_id_idx" ON "client_redirects"("company_id", "to_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "company_counters" ADD CONSTRAINT "company_counters_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "companies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "companies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_company_id_user_id_fkey" FOREIGN KEY ("company_id", "user_id") REFERENCES "users"("company_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clients" ADD CONSTRAINT "clients_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "companies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clients" ADD CONSTRAINT "clients_company_id_user_id_fkey" FOREIGN KEY ("company_id", "user_id") REFERENCES "users"("company_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clients" ADD CONSTRAINT "clients_company_id_assigned_user_id_fkey" FOREIGN KEY ("company_id", "assigned_user_id") REFERENCES "users"("company_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_company_id_client_id_fkey" FOREIGN KEY ("company_id", "client_id") REFERENCES "clients"("company_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_company_id_client_id_fkey" FOREIGN KEY ("company_id", "client_id") REFERENCES "clients"("company_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gateway_tokens" ADD CONSTRAINT "gateway_tokens_company_id_client_id_fkey" FOREIGN KEY ("company_id", "client_id") REFERENCES "clients"("company_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_company_id_client_id_fkey" FOREIGN KEY ("company_id", "client_id") REFERENCES "clients"("company_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "changes" ADD CONSTRAINT "changes_company_id_fkey" FOREIGN KEY ("company_id") REFERENCES "companies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_redirects" ADD CONSTRAINT "client_redirects_company_id_to_id_fkey" FOREIGN KEY ("company_id", "to_id") REFERENCES "clients"("company_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "password_attempts" ADD CONSTRAINT "password_attempts_company_id_user_id_fkey" FOREIGN KEY ("company_id", "user_id") REFERENCES "users"("company_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma has no words for.

-- Search: one index over every searchable text of a client and its contacts.
CREATE INDEX "clients_search_text_idx" ON "clients" USING gin ("search_text" gin_trgm_ops);

-- Numbers name one client of a company, whatever their case.
CREATE UNIQUE INDEX "clients_number_key" ON "clients"("company_id", fold("number"));
CREATE UNIQUE INDEX "clients_id_number_key" ON "clients"("company_id", fold("id_number")) WHERE "id_number" IS NOT NULL;
CREATE INDEX "clients_vat_number_idx" ON "clients"("company_id", fold("vat_number")) WHERE "vat_number" IS NOT NULL;
CREATE INDEX "contacts_email_idx" ON "contacts"("company_id", fold("email")) WHERE "removed_at" IS NULL;

ALTER TABLE "users" ADD CONSTRAINT "users_role_check" CHECK ("role" IN ('owner', 'admin', 'member'));
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_kind_check" CHECK ("kind" IN ('INVOICE', 'PAYMENT', 'CREDIT', 'ADJUSTMENT'));

-- A process remembers tokens it has checked; any change of one tells it to forget.
CREATE FUNCTION notify_api_token() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('api_tokens', OLD.token_hash); RETURN NULL; END $$;
CREATE TRIGGER "api_tokens_notify" AFTER UPDATE OF "token_hash", "expires_at", "revoked_at", "company_id", "user_id" OR DELETE ON "api_tokens"
FOR EACH ROW EXECUTE FUNCTION notify_api_token();

-- A change wakes those who follow the company's changes.
CREATE FUNCTION notify_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('changes', NEW.company_id::text); RETURN NULL; END $$;
CREATE TRIGGER "company_counters_notify" AFTER UPDATE OF "change" ON "company_counters"
FOR EACH ROW EXECUTE FUNCTION notify_change();
