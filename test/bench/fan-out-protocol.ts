import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What the processes of the benchmark `fan-out` are asked, one thing at a time, and answer. */
export interface Asks {
  /** Of a server: where it listens. */
  listen: { readonly input: Record<string, never>; readonly answer: { readonly port: number; readonly token: string } };
  /** Of a server: bytes of heap that are in use after a collection. */
  heap: { readonly input: Record<string, never>; readonly answer: { readonly bytes: number } };
  /** Of a server: bytes of the message that it sends next; a server of the gateway decides that itself. */
  size: { readonly input: { readonly bytes: number }; readonly answer: Record<string, never> };
  /** Of a server: tells one event, and answers when the last byte of it has been handed to the kernel, for all sockets. */
  event: { readonly input: Record<string, never>; readonly answer: { readonly ms: number; readonly cpuMs: number } };
  /** Of clients: opens sockets; where there is a token, up to `connection_ack`. */
  connect: {
    readonly input: { readonly port: number; readonly count: number; readonly token: string | null };
    readonly answer: Record<string, never>;
  };
  /** Of clients: subscribes on each socket, and answers when each has its first result. */
  subscribe: { readonly input: { readonly ids: 'same' | 'different' }; readonly answer: Record<string, never> };
  /** Of clients: completes what was subscribed to. */
  complete: { readonly input: Record<string, never>; readonly answer: Record<string, never> };
  /** Of clients: answers when each socket has had a message more, with how many bytes the first one had. */
  received: { readonly input: Record<string, never>; readonly answer: { readonly bytes: number } };
}

export type Asked = { [Name in keyof Asks]: { readonly name: Name; readonly input: Asks[Name]['input'] } }[keyof Asks];

/** Asks a process of the benchmark. */
export async function ask<Name extends keyof Asks>(
  child: ChildProcess,
  name: Name,
  input: Asks[Name]['input'],
): Promise<Asks[Name]['answer']> {
  child.send({ name, input });
  const [answer] = (await once(child, 'message')) as [Asks[Name]['answer']];
  return answer;
}

/** Answers what this process is asked. */
export function answer(handle: (asked: Asked) => Promise<Asks[keyof Asks]['answer']>): void {
  process.on('message', (asked) => {
    void handle(asked as Asked).then((reply) => process.send?.(reply));
  });
}
