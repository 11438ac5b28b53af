/**
 * Whose turn it is, by name. Who comes anew goes before those who have turns already, once: who asks one thing at a time waits for
 * what runs, and not for a turn of everyone who asks for many. And who had a turn keeps the place behind all others until it comes
 * up, asking or not, so that those who come and go again and again get no more turns than those who stay. The order is that of
 * RFC 8290, 4.1 and 4.2, for packets.
 */
export interface Rota {
  /** It asks for a turn. */
  join(name: string): void;
  /** It took a turn without asking, as nobody else did. */
  took(name: string): void;
  /** Gives a turn to the next who asks for one still; null: nobody does. */
  next(asks: (name: string) => boolean): string | null;
}

export function createRota(): Rota {
  const fresh = new Set<string>();
  const turns = new Set<string>();
  const took = (name: string): void => {
    fresh.delete(name);
    turns.delete(name);
    turns.add(name);
  };
  return {
    join(name) {
      if (!turns.has(name)) fresh.add(name);
    },
    took,
    next(asks) {
      for (const names of [fresh, turns]) {
        for (const name of names) {
          if (asks(name)) {
            took(name);
            return name;
          }
          names.delete(name);
        }
      }
      return null;
    },
  };
}
