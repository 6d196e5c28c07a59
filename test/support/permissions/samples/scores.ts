import type * as api from '../../../../src/api/scores.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getScorecards: {},
  listScoreRows: {
    input: (r) => ({ params: { userId: r.userId }, query: { line: 'timely', side: 'den' } }),
    reach: byScope,
  },
  exportScorecards: { also: 'score.read' },
  getCardRule: {},
  saveCardRule: {
    input: () => ({ body: { lines: [{ line: 'timely', weight: 100, full: 9_500, zero: 6_000 }] } }),
  },
}
