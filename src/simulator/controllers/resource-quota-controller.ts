import type { Controller } from './controller.ts';
import { countQuota } from './pod-quota.ts';

/** Keeps a ResourceQuota's `used` up to date. */
export const resourceQuotaController: Controller = {
  resource: 'resourcequotas',
  alsoOn: ['pods'],
  sync({ store }, key) {
    const quota = store.get('resourcequotas', key);
    if (quota !== undefined) countQuota(store, quota);
  },
};
