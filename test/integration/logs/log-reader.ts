/** A line as a subscription tells it. */
export interface ToldLine {
  readonly timestamp: string;
  readonly cluster: { readonly name: string };
  readonly pod: string;
  readonly message: string;
}

export interface ToldMark {
  readonly kind: string;
  readonly cluster: { readonly name: string };
  readonly pod: string;
  readonly message: string;
  readonly missed: number | null;
}

const query = `subscription ($app: ID!, $after: String, $tail: Int) {
  logs(app: $app, after: $after, tail: $tail) {
    lines { timestamp cluster { name } pod message }
    marks { kind cluster { name } pod message missed }
    cursor
  }
}`;

/** Reads the logs of an app over SSE, and goes on where it was whenever it is cut. */
export class LogReader {
  readonly lines: ToldLine[] = [];
  readonly marks: ToldMark[] = [];
  readonly #url: string;
  readonly #app: string;
  #cursor: string | null = null;
  #connection = new AbortController();
  #reading: Promise<void> = Promise.resolve();
  #failure: Error | null = null;
  onLine: (line: ToldLine) => void = () => {};

  constructor(url: string, app: string) {
    this.#url = url;
    this.#app = app;
  }

  /** Whether the stream has begun: what is written from now on is told. */
  get hasBegun(): boolean {
    return this.#cursor !== null;
  }

  open(): void {
    const connection = new AbortController();
    this.#connection = connection;
    this.#reading = this.#read(connection.signal).catch((error: unknown) => {
      if (!connection.signal.aborted) this.#failure = error instanceof Error ? error : new Error(String(error));
    });
  }

  /** Drops the connection in the middle of whatever comes, and opens another behind the last event. */
  async reconnect(): Promise<void> {
    await this.close();
    this.open();
  }

  async close(): Promise<void> {
    this.#connection.abort();
    await this.#reading;
  }

  /** @throws where the stream ended or was refused */
  assertOpen(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const variables = { app: this.#app, after: this.#cursor, tail: 1_000 };
    const response = await fetch(`${this.#url}/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables }),
      signal,
    });
    if (response.status !== 200 || response.body === null) throw new Error(`no stream: ${response.status}`);
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        this.#take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
    throw new Error('the stream ended');
  }

  #take(event: string): void {
    const data = /^data: (.+)$/m.exec(event)?.[1];
    if (data === undefined) return;
    const { data: told, errors } = JSON.parse(data) as {
      readonly data?: { readonly logs: { lines: ToldLine[]; marks: ToldMark[]; cursor: string } };
      readonly errors?: readonly { readonly message: string }[];
    };
    if (errors !== undefined || told === undefined) throw new Error(`refused: ${data.slice(0, 500)}`);
    for (const line of told.logs.lines) {
      this.lines.push(line);
      this.onLine(line);
    }
    this.marks.push(...told.logs.marks);
    this.#cursor = told.logs.cursor;
  }
}
