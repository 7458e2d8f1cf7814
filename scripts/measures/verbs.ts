/** Words that end like a verb in the third person and are none. Words that can be both are left out. */
const NOT_VERBS = new Set(
  `Actions Address Always Amounts Bytes Callers Characters Charsets Clients Codes Companies Conditions
  Connections Contacts Contents Cursors Decimals Defaults Defects Details Digits Documents Drafts Entries
  Enums Errors Examples Extensions Failures Fields Files Headers Ids Inputs Items Its Keys Lengths Letters
  Lines Megabytes Messages Microseconds Milliseconds Millionths Operations Options Others Parameters Parts
  Payments Pieces Places Refusals Requests Resolvers Responses Results Roots Rounds Rows Rules Seconds
  Settings Statements Strings Tables Texts This Tokens Twins Types Users Validators Values Versions Words`.split(
    /\s+/,
  ),
);

/** Returns whether a text opens with a verb in the third person, such as "Returns". */
export function isVerb(text: string): boolean {
  const first = /^[A-Z][a-z]+(?:-[a-z]+)?/.exec(text)?.[0] ?? '';
  return /[^su]s$/.test(first) && !NOT_VERBS.has(first);
}
