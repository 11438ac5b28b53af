/** What came over a stream is not what an API server sends: the stream is given up and opened again. */
export class StreamError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StreamError';
  }
}
