import { describe, expect, it } from 'vitest';
import {
  app,
  caller,
  deploy,
  ended,
  operationOf,
  plain,
  startSimulatedOperations,
} from '../../../test/support/simulated-operations.ts';

describe('a rollback', { timeout: 60_000 }, () => {
  it('undoes also what an operation that it supersedes writes at the last moment', async () => {
    const { operations, records, registry, fleet, engineOn } = await startSimulatedOperations();
    const before = operationOf(await operations.deploy(deploy('2'), caller));
    expect(await ended(operations, before.id)).toMatchObject({ state: 'SUCCEEDED' });
    await operations.stop();
    const writer = registry.byName('eu')?.writer;
    if (writer === undefined) throw new Error('eu is registered');
    const { patch } = writer;
    const held = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    const wrote = Promise.withResolvers<void>();
    const one = engineOn(undefined, true);
    const two = engineOn(
      {
        ...records.journal,
        async begin(operation) {
          const begun = await records.journal.begin(operation);
          goesOn.resolve();
          await wrote.promise;
          return begun;
        },
      },
      true,
    );
    Reflect.set(writer, 'patch', async (...args: Parameters<typeof patch>) => {
      if (args[2].dryRun) return patch(...args);
      Reflect.set(writer, 'patch', patch);
      held.resolve();
      await goesOn.promise;
      const answer = await patch(...args);
      wrote.resolve();
      return answer;
    });
    await one.start();
    await two.start();
    const late = operationOf(await one.deploy({ ...deploy('3'), clusters: ['eu'] }, caller));
    await held.promise;
    const back = operationOf(await two.rollback({ app, clusters: ['eu'], ...plain }, caller));
    expect(await ended(two, back.id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await ended(one, late.id)).toMatchObject({ state: 'CANCELLED', supersededBy: back.id });
    const eu = fleet.app(app, 'web')?.instances.find(({ cluster }) => cluster.name === 'eu');
    expect(eu?.workload).toMatchObject({ template: { image: 'shop/web:1' } });
    await one.stop();
    await two.stop();
  });
});
