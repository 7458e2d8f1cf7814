/** A contact as it is stored, or about to be. */
export interface ContactState {
  /** Null for a contact that is not stored yet. */
  readonly id: number | null;
  readonly contactKey: string;
  isPrimary: boolean;
  sendEmail: boolean;
  email: string | null;
  passwordHash: string | null;
  /** The other fields by name. */
  [field: string]: unknown;
}
