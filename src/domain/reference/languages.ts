/** One language that a client may be written to in. */
export interface Language {
  /** The number that Invoice Ninja knows the language by. */
  readonly id: number;
  /** The English name, with the country where the locale names one of several. */
  readonly name: string;
  /** The locale as Invoice Ninja writes it: `de`, `pt_BR`. */
  readonly locale: string;
}

/**
 * The rows as they are written down: number, locale, name.
 * 1 to 3 are as the existing API documents them; the others are from general knowledge of it.
 */
const rows: readonly (readonly [id: number, locale: string, name: string])[] = [
  [1, 'en', 'English'],
  [2, 'it', 'Italian'],
  [3, 'de', 'German'],
  [4, 'fr', 'French'],
  [5, 'pt_BR', 'Portuguese (Brazil)'],
  [6, 'nl', 'Dutch'],
  [7, 'es', 'Spanish'],
  [8, 'nb_NO', 'Norwegian Bokmål'],
  [9, 'da', 'Danish'],
  [10, 'ja', 'Japanese'],
  [11, 'sv', 'Swedish'],
  [12, 'es_ES', 'Spanish (Spain)'],
  [13, 'fr_CA', 'French (Canada)'],
  [14, 'lt', 'Lithuanian'],
  [15, 'pl', 'Polish'],
  [16, 'cs', 'Czech'],
  [17, 'hr', 'Croatian'],
  [18, 'sq', 'Albanian'],
  [19, 'el', 'Greek'],
  [20, 'en_GB', 'English (United Kingdom)'],
  [21, 'pt_PT', 'Portuguese (Portugal)'],
  [22, 'sl', 'Slovenian'],
  [23, 'fi', 'Finnish'],
  [24, 'ro', 'Romanian'],
  [25, 'tr_TR', 'Turkish'],
  [26, 'th', 'Thai'],
  [27, 'mk_MK', 'Macedonian'],
  [28, 'zh_TW', 'Chinese (Taiwan)'],
  [29, 'ru_RU', 'Russian'],
  [30, 'ar', 'Arabic'],
  [31, 'fa', 'Persian'],
  [32, 'lv_LV', 'Latvian'],
  [33, 'sr', 'Serbian'],
  [34, 'sk', 'Slovak'],
  [35, 'et', 'Estonian'],
  [36, 'bg', 'Bulgarian'],
  [37, 'he', 'Hebrew'],
  [38, 'km_KH', 'Khmer'],
  [39, 'hu', 'Hungarian'],
  [40, 'fr_CH', 'French (Switzerland)'],
  [41, 'lo_LA', 'Lao'],
  [42, 'vi', 'Vietnamese'],
];

/** The languages of Invoice Ninja, in the order of their numbers. */
export const languages: readonly Language[] = rows.map(([id, locale, name]) => ({
  id,
  name,
  locale,
}));
