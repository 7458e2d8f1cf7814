// Writes generated client records as pages of the v1 API: tsx bench/generate.ts COUNT FOLDER
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { IdCodec } from '../src/domain/core/ids.ts';

/** A client record as `GET /api/v1/clients` has it in `data`. */
export type V1Client = Readonly<Record<string, unknown>> & { readonly id: string };

/** Records on one page. */
const PAGE = 1000;

/** 1 January 2020, in Unix seconds: from then on one client was created every minute. */
const EPOCH = 1_577_836_800;

const ids = new IdCodec();

const words = (text: string) => text.split(' ');
const FIRST = words(
  'Ada Bela Chloé Dmitri Élise Farid Greta Hiroshi Ines Jörg Kaito Lena Miguel Noor Pia',
);
const LAST = words(
  'Abel Brunner Costa Dvořák Evans Götz Horvat Ivanov Jensen Kovač Lefèvre Moreau Núñez',
);
const TRADES = words('Bakery Logistics Foods Textiles Systems Energy Studio Farms Motors Press');
const CITIES = words('Tirana Perth Yerevan Zagreb Lyon Graz Porto Oslo Kraków Nagoya Chicago');
const COUNTRIES = ['8', '36', '51', '191', '250', '40', '620', '578', '616', '392', '840'];
const CURRENCIES = ['1', '1', '1', '3', '3', '43', '12', '2'];

/** Random numbers of one client, the same in every run (mulberry32). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns a number from 0 up to but not including 1. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  /** Returns a whole number from 0 up to but not including `end`. */
  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** Returns the value for the given share of clients, and an empty text for the others. */
  maybe(share: number, value: () => string): string {
    return this.chance(share) ? value() : '';
  }

  /** Returns an amount with two decimals for the given share of clients, and 0 for the others. */
  amount(share: number, least: number, most: number): number {
    return this.chance(share) ? (least * 100 + this.below((most - least) * 100)) / 100 : 0;
  }

  key(length: number): string {
    let key = '';
    while (key.length < length) key += this.below(2 ** 31).toString(36);
    return key.slice(0, length);
  }
}

/**
 * Returns the client with a number (1, 2, 3 …), the same one in every run. Clients have one to four contacts, and some
 * have a document, a gateway token, credit, or no name. One in twelve is archived, one in twelve deleted.
 */
export function generateClient(number: number): V1Client {
  const dice = new Dice(number);
  const createdAt = EPOCH + number * 60;
  const userId = ids.encode(1 + dice.below(5));
  const state = dice.below(12);
  const contacts = Array.from({ length: 1 + dice.below(4) }, (_, place) =>
    contact(dice, number, place, createdAt),
  );
  return {
    id: ids.encode(number),
    user_id: userId,
    assigned_user_id: dice.maybe(0.2, () => ids.encode(1 + dice.below(5))),
    name: dice.maybe(0.85, () => `${dice.pick(LAST)} ${dice.pick(TRADES)} ${number}`),
    website: dice.maybe(0.5, () => `https://www.${dice.key(8)}.example`),
    private_notes: dice.maybe(0.4, () => `Called on day ${dice.below(365)}.`),
    balance: dice.amount(0.8, -1000, 20_000),
    group_settings_id: '',
    paid_to_date: dice.amount(0.7, 0, 50_000),
    payment_balance: 0,
    credit_balance: dice.amount(0.1, 0, 500),
    last_login: dice.chance(0.3) ? createdAt + dice.below(10_000_000) : 0,
    size_id: dice.maybe(0.4, () => String(1 + dice.below(6))),
    public_notes: '',
    client_hash: dice.key(40),
    ...address(dice),
    industry_id: dice.maybe(0.4, () => String(1 + dice.below(30))),
    custom_value1: dice.pick(['', 'gold', 'silver', 'bronze']),
    settings: { currency_id: dice.pick(CURRENCIES), entity: 'App\\Models\\Client' },
    is_deleted: state === 0,
    vat_number: dice.maybe(0.4, () => `DE${100_000_000 + dice.below(900_000_000)}`),
    id_number: dice.maybe(0.3, () => `ID-${number}`),
    updated_at: createdAt + dice.below(20_000_000),
    archived_at: state <= 1 ? createdAt + 20_000_000 : 0,
    created_at: createdAt,
    number: String(number).padStart(4, '0'),
    is_tax_exempt: dice.chance(0.05),
    classification: dice.maybe(0.2, () => 'business'),
    contacts,
    documents: dice.chance(0.15) ? [document(dice, number, userId, createdAt)] : [],
    gateway_tokens: dice.chance(0.08) ? [gatewayToken(dice, number, createdAt)] : [],
  };
}

function address(dice: Dice) {
  const place = dice.below(COUNTRIES.length);
  return {
    address1: `${1 + dice.below(400)} ${dice.pick(LAST)} Street`,
    address2: dice.maybe(0.3, () => `Floor ${1 + dice.below(30)}`),
    phone: dice.maybe(0.6, () => `+1 555 ${1000 + dice.below(9000)}`),
    city: CITIES[place],
    state: '',
    postal_code: String(10_000 + dice.below(80_000)),
    country_id: COUNTRIES[place],
  };
}

/** Returns the times of an owned record that was created with its client and never changed. */
const unchanged = (at: number) => ({ created_at: at, updated_at: at, archived_at: 0 });

const contact = (dice: Dice, number: number, place: number, at: number) => ({
  id: ids.encode(number * 4 + place),
  first_name: dice.pick(FIRST),
  last_name: dice.pick(LAST),
  email: dice.maybe(0.9, () => `contact.${number}.${place}@example.com`),
  is_primary: place === 0,
  is_locked: false,
  phone: dice.maybe(0.5, () => `555-${1000 + dice.below(9000)}`),
  contact_key: dice.key(32),
  send_email: true,
  last_login: 0,
  password: '',
  ...unchanged(at),
});

function document(dice: Dice, number: number, userId: string, at: number) {
  const type = dice.pick(['pdf', 'png', 'txt']);
  return {
    id: ids.encode(number),
    user_id: userId,
    name: `contract-${number}.${type}`,
    type,
    disk: 'public',
    hash: `${dice.key(40)}.${type}`,
    size: 100 + dice.below(100_000),
    is_public: true,
    ...unchanged(at),
  };
}

const gatewayToken = (dice: Dice, number: number, at: number) => ({
  id: ids.encode(number),
  token: `tok_${dice.key(18)}`,
  gateway_customer_reference: `cus_${dice.key(12)}`,
  gateway_type_id: '1',
  company_gateway_id: ids.encode(0),
  is_default: true,
  meta: { exp_month: '03', exp_year: '2030', brand: 'visa', last4: '4242', type: 1 },
  is_deleted: false,
  ...unchanged(at),
});

/** Writes the first clients into a folder, a thousand on each page. */
export async function writePages(count: number, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let page = 1; (page - 1) * PAGE < count; page += 1) {
    const path = join(folder, `clients-page-${page}.json`);
    await pipeline(Readable.from(pageText(page, count)), createWriteStream(path));
  }
}

function* pageText(page: number, count: number): Generator<string> {
  const start = (page - 1) * PAGE + 1;
  const end = Math.min(page * PAGE, count);
  yield '{"data":[';
  for (let number = start; number <= end; number += 1) {
    yield `${number === start ? '' : ',\n'}${JSON.stringify(generateClient(number))}`;
  }
  yield `],"meta":{"pagination":{"total":${count},"current_page":${page}}}}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count = '', folder = ''] = process.argv.slice(2);
  if (!/^\d+$/.test(count) || folder === '') {
    process.stderr.write('Usage: tsx bench/generate.ts COUNT FOLDER\n');
    process.exit(2);
  }
  await writePages(Number(count), folder);
}
