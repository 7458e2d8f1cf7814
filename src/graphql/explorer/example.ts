/** An example request, which GraphiQL opens in a tab named after the operation. */
export interface Example {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}
