import type { Access } from '../access/access.ts';
import type { Operation } from './operation.ts';

type Get = (id: string) => Promise<Operation | null>;

/** Finds what the access shows, and nothing besides. */
export function getAsSeen(get: Get, access: Access): Get {
  return async (id) => {
    const operation = await get(id);
    return operation !== null && access.sees(operation.target) ? operation : null;
  };
}
