/** The user of a company that a token identifies. */
export interface Viewer {
  readonly companyId: number;
  readonly userId: number;
  readonly tokenId: number;
  readonly role: 'owner' | 'admin' | 'member';
  /** The company's share of all clients in the database, 0 to 1, by its statistics: lists are planned with it. */
  readonly clientShare?: number;
}
