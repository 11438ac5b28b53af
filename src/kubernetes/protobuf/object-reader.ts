/** Makes an object of its message, which lies in the bytes from `start` to `end` (exclusive). @throws StreamError, ProjectionError */
export type ObjectReader<T> = (bytes: Buffer, start: number, end: number) => T;
