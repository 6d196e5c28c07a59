import type * as api from '../../../../src/api/closes.ts'
import { addMonths } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

const month = addMonths(TODAY.slice(0, 7), -1)
const NOTHING = { status: 404, code: 'not_found' }

export const samples: Samples<typeof api> = {
  listCloses: {},
  previewClose: { input: () => ({ params: { month } }) },
  getClose: { input: () => ({ params: { month } }), fails: NOTHING },
  closeMonth: { input: () => ({ body: { month } }) },
  reopenMonth: { input: () => ({ params: { month }, body: { reason: '补录' } }), fails: NOTHING },
}
