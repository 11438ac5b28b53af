import { HandleEmptyInListsPlugin, replaceWithNoncontingentExpression } from 'kysely';
import type { KyselyPlugin } from 'kysely';

/** PostgreSQL takes no `in ()`: of an empty list nothing is in it, on either engine. */
export const recordsPlugins: KyselyPlugin[] = [
  new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
];
