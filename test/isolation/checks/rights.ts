import { actions } from '../../../src/domain/access/action.ts';
import { documentOf } from '../graph/world-graph.ts';
import type { Dice } from '../world/dice.ts';
import { ask, asked } from './asker.ts';
import type { Asker } from './asker.ts';
import { placesOf } from './facts.ts';
import { Finding } from './finding.ts';

/** What somebody is told of what they could do: of the fleet, and of what is there, seen and unseen. @throws Finding */
export async function readRights(asker: Asker, dice: Dice): Promise<void> {
  const { sight, graph } = asker;
  const document = documentOf(
    graph.schema,
    'query ($action: Action!, $on: ID) { viewer { can(action: $action, on: $on) } }',
  );
  const places = placesOf(asker);
  const ids = [...dice.some([...places.keys()], Math.min(100, 600 / Math.max(1, places.size))), null];
  for (const on of ids) {
    const action = dice.pick(actions);
    const answer = await ask(asker, document, { action, on });
    const place = on === null ? {} : (places.get(on) ?? {});
    const isSeen =
      place.tenant === undefined ||
      (place.environment === undefined
        ? sight.mayView(place.tenant)
        : sight.sees({ tenant: place.tenant, environment: place.environment }));
    const expected = isSeen && (on === null || action !== 'VIEW_FLEET') && sight.may(action, place);
    const { viewer } = answer.data as { readonly viewer: { readonly can: boolean } };
    if (viewer.can === expected) continue;
    throw new Finding(`can has to be ${expected}`, () => asked(asker, document, { action, on }), place);
  }
}
