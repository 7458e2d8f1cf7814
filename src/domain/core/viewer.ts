/** A user of a company, known by a token: the one who asks. */
export interface Viewer {
  readonly companyId: number;
  readonly userId: number;
  readonly tokenId: number;
  readonly role: 'owner' | 'admin' | 'member';
  /** The company's part of all clients in the database, as the database estimates it: 0 to 1. */
  readonly share?: number;
}
