import type * as api from '../../../../src/api/alert-groups.ts'
import { byScope, type Samples } from '../sample.ts'

// The alert of the sample stands alone: acting on its group is acting on it.
export const samples: Samples<typeof api> = {
  listAlertGroups: {},
  getAlertGroup: { input: (r) => ({ params: { id: r.alertId } }), reach: byScope },
  acknowledgeTogether: { input: (r) => ({ params: { id: r.alertId } }), reach: byScope },
  resolveTogether: {
    input: (r) => ({ params: { id: r.alertId }, body: { result: 'promised', verdict: 'right' } }),
    reach: byScope,
  },
}
