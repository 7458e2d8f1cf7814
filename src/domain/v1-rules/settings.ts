import type { Checked } from '../core/checked.ts';
import { type DomainError, type InputPath, invalidInput } from '../core/errors.ts';
import { isExact, plainDigits } from '../text/exact-numbers.ts';
import { unstorableJson } from '../text/text.ts';
import { leadingNumber } from './php-number.ts';

/** Settings of a client or company, in v1 form. */
export type Settings = Readonly<Record<string, unknown>>;

/** The maximum of characters of all settings of a client together, as JSON. Every page of a list carries them. */
const MAX_SETTINGS_LENGTH = 256 * 1024;

/** A type of setting, by which it is checked or stored; `any` for a setting that v1 does not know. */
type SettingType = 'integer' | 'int' | 'bool' | 'string' | 'number' | 'any';

/** The settings that v1 gives every new client, whatever was sent. */
export const ENTITY: Settings = { entity: 'App\\Models\\Client', industry_id: '', size_id: '' };

const INTEGERS = new Set(
  `counter_padding font_size invoice_taxes entity_send_time reminder_send_time task_round_to_nearest
   num_days_reminder1 num_days_reminder2 num_days_reminder3 quote_num_days_reminder1`.split(/\s+/),
);

const NUMBERS =
  /^(default_task_rate|tax_rate[1-3]|late_fee_(amount|percent)[1-3]|late_fee_endless_(amount|percent)|quote_late_fee_(amount|percent)1|client_portal_under_payment_minimum|client_initiated_payments_minimum)$/;

const FLAGS =
  /^(send_reminders|inclusive_taxes|military_time|show_\w+|enable_\w+|auto_\w+|require_\w+|signature_on_pdf|document_email_attachment|ubl_email_attachment|pdf_email_attachment|lock_sent_invoices|client_manual_payment_notification|client_online_payment_notification|send_email_on_mark_paid|vendor_portal_enable_uploads|hide_empty_columns_on_pdf|embed_documents|all_pages_header|all_pages_footer|accept_client_input_quote_approval|add_documents_to_invoice_pdf|counter_number_applied_on_save|reset_counter|use_credits_payment_on|shared_invoice_quote_counter|shared_invoice_credit_counter|sync_invoice_quote_columns|task_email_attachment|e_quote_enabled|merge_e_invoice_to_pdf|skip_automatic_email_with_peppol)$/;

const DESIGNS = /^(invoice|quote|credit|purchase_order|statement|delivery_note)_design_id$/;

const TEXTS =
  /^(name|id_number|vat_number|address[12]|city|state|postal_code|phone|email|website|company_logo|custom_value[1-4]|tax_name[1-3]|page_(size|layout)|(primary|secondary)_(font|color)|reply_to_(email|name)|bcc_email|email_(style|style_custom|sending_method|signature|from_name|subject_\w+|template_\w+)|custom_message_\w+|portal_custom_\w+|schedule_reminder\w+|recurring_number_prefix|counter_number_applied|\w+_(terms|footer|number_pattern))$/;

/** Returns by which type v1 checks a setting and by which it stores it: ids, for one, are digits kept as text. */
function settingType(key: string): { check: SettingType; store: SettingType } {
  if (DESIGNS.test(key)) return { check: 'string', store: 'string' };
  if (/_id$/.test(key) || key === 'payment_terms' || key === 'valid_until') {
    return { check: 'integer', store: 'string' };
  }
  if (key.endsWith('number_counter')) return { check: 'integer', store: 'integer' };
  if (INTEGERS.has(key)) return { check: 'int', store: 'integer' };
  if (NUMBERS.test(key)) return { check: 'number', store: 'number' };
  if (FLAGS.test(key)) return { check: 'bool', store: 'bool' };
  if (TEXTS.test(key)) return { check: 'string', store: 'string' };
  return { check: 'any', store: 'any' };
}

/** Returns settings in stored form: each is checked and cast by its key as v1 does it. Keys that v1 does not know stay. */
export function validateSettings(given: unknown, path: InputPath): Checked<Settings> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const error = invalidInput('The settings are a JSON object.', path, 'array');
    return { value: {}, errors: [error] };
  }
  const value: Record<string, unknown> = {};
  const errors: DomainError[] = [];
  for (const [key, setting] of Object.entries(given)) {
    if (setting === undefined) continue;
    const { check, store } = settingType(key);
    const refusal = unstorableJson({ [key]: setting }, path);
    if (refusal) errors.push(refusal);
    else if (setting === null || setting === '') value[key] = setting;
    else if (isOfType(check, setting) && keepsDigits(store, setting))
      value[key] = cast(store, setting);
    else errors.push(invalidInput(`${key} is not a valid ${check}`, path));
  }
  if (JSON.stringify(value).length > MAX_SETTINGS_LENGTH) {
    errors.push(
      invalidInput(`The settings have at most ${MAX_SETTINGS_LENGTH} characters of JSON.`, path),
    );
  }
  return { value, errors };
}

function isOfType(type: SettingType, value: unknown): boolean {
  const text = String(value);
  switch (type) {
    case 'integer':
      return (typeof value === 'string' || typeof value === 'number') && /^-?\d+$/.test(text);
    case 'int':
      return (typeof value === 'string' || typeof value === 'number') && /^\d+$/.test(text);
    case 'bool':
      return typeof value === 'boolean' || ['true', '1', 'yes', 'on'].includes(text);
    case 'number':
      return typeof value === 'string' || typeof value === 'number';
    case 'string':
      return typeof value !== 'object';
    case 'any':
      return true;
  }
}

/** Returns whether casting a value to a number changes none of its digits. */
function keepsDigits(type: SettingType, value: unknown): boolean {
  if (type === 'integer') return Number.isSafeInteger(Number(value));
  if (type !== 'number') return true;
  const plain = plainDigits(String(value).trim());
  return Number.isFinite(cast(type, value)) && (plain === null || isExact(plain));
}

function cast(type: SettingType, value: unknown): unknown {
  switch (type) {
    case 'integer':
      return Number(value);
    case 'number':
      return leadingNumber(String(value));
    case 'bool':
      return value === true || typeof value !== 'boolean';
    case 'string':
      return String(value);
    default:
      return value;
  }
}

/** Returns the settings of a new client: those that were sent, v1's own keys, and the company's currency if none is named. */
export function newSettings(sent: Settings, company: Settings): Settings {
  const { translations: _, ...kept } = sent;
  return withCurrency({ ...kept, ...ENTITY }, company);
}

/** Returns settings with the company's currency where they name none. */
export const withCurrency = (settings: Settings, company: Settings): Settings =>
  settings.currency_id ? settings : { ...settings, currency_id: String(company.currency_id ?? '') };
