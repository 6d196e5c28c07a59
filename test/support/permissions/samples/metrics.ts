import type * as api from '../../../../src/api/metrics.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listMetrics: {},
  readMetrics: {
    input: (r) => ({ query: { subjectKind: 'customer', subjectId: r.customerId } }),
    reach: byScope,
  },
  metricSeries: {
    input: (r) => ({
      params: { metric: 'follow_up_age' },
      query: { subjectKind: 'customer', subjectId: r.customerId, from: addDays(TODAY, -9), to: TODAY },
    }),
    reach: byScope,
  },
}
