import type * as api from '../../../../src/api/workbench-faces.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getLegalDesk: {},
  getAuditDesk: {},
}
