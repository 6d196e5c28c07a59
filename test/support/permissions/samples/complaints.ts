import type * as api from '../../../../src/api/complaints.ts'
import { byScope, type Samples } from '../sample.ts'

/** Who reaches which complaint is held by the module's own tests; here one that is not there. */
const NOWHERE = '00000000-0000-7000-8000-000000000001'
const absent = { status: 404, code: 'not_found' }
const one = { params: { id: NOWHERE } }
const told = { kind: 'quality', severity: 2, title: '表面有划痕' } as const

export const samples: Samples<typeof api> = {
  listComplaints: {},
  exportComplaints: { input: () => ({ query: {} }), also: 'customer.read' },
  openComplaint: { input: (r) => ({ body: { ...told, customerId: r.customerId } }), reach: byScope },
  changeComplaint: { input: () => ({ ...one, body: { severity: 1 } }), fails: absent },
  contestComplaint: {
    input: () => ({ ...one, body: { instalmentId: NOWHERE, amountFen: 100 } }),
    also: 'activity.write',
    fails: absent,
  },
  respondComplaint: { input: () => ({ ...one, body: { note: '已联系' } }), fails: absent },
  resolveComplaint: {
    input: () => ({ ...one, body: { cause: 'logistics', resolution: '已补发' } }),
    fails: absent,
  },
  voidComplaint: { input: () => ({ ...one, body: { reason: '录错了' } }), fails: absent },
}
