import type * as api from '../../../../src/api/periods.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getComparison: {
    input: (r) => ({ query: { subjectKind: 'rep', subjectId: r.userId } }),
    reach: byScope,
  },
  listComparedRows: {
    input: (r) => ({
      query: {
        ...{ subjectKind: 'rep', subjectId: r.userId, metric: 'follow_ups_week' },
        ...{ from: addDays(TODAY, -9), to: TODAY, side: 'den' },
      },
    }),
    reach: byScope,
  },
  exportComparison: { also: 'metric.read' },
}
