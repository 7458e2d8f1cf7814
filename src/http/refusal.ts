/** A request that HTTP itself refuses, whatever it asks for. Each API says it in its own form. */
export class HttpRefusal extends Error {
  readonly status: 400 | 413 | 415;
  /** Headers that say how the caller may go on. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: HttpRefusal['status'],
    message: string,
    headers: HttpRefusal['headers'] = {},
  ) {
    super(message);
    this.name = 'HttpRefusal';
    this.status = status;
    this.headers = headers;
  }
}
