/** A request that cannot be served; a route throws it and the server answers with its status and message. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
