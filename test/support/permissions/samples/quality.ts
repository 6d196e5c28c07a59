import type * as api from '../../../../src/api/quality.ts'
import { byScope, type Reach, type Samples } from '../sample.ts'

/** Whoever may edit the contact that the defect is about. */
const editsIt: Reach = ({ sees }) => sees('customer.write')

export const samples: Samples<typeof api> = {
  qualityOverview: {},
  listDefects: { input: () => ({ query: { size: 200 } }) },
  qualityFreshness: {},
  chooseRhythm: {
    input: () => ({
      params: { source: 'payment' as const },
      body: { mode: 'set' as const, workdays: 3, reason: '银行流水三天导一次' },
    }),
  },
  runQualityCheck: {},
  applyFixes: { input: (r) => ({ body: { ids: [r.defectId] } }), reach: byScope },
  undoFixes: { input: (r) => ({ params: { id: r.fixBatchId } }), reach: byScope },
  dismissDefect: {
    input: (r) => ({ params: { id: r.defectId }, body: { reason: '护照上就这么写' } }),
    reach: editsIt,
  },
  retakeDefect: { input: (r) => ({ params: { id: r.dismissedDefectId } }), reach: editsIt },
}
