/** A refusal by the rules of HTTP. Each API responds to it in its own form. */
export class HttpRefusal extends Error {
  readonly status: 400 | 413 | 415;
  /** Headers that tell the caller what is accepted. */
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
