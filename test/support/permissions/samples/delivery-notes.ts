import type * as api from '../../../../src/api/delivery-notes.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listNotes: { input: () => ({ query: { view: 'all', size: 200 } }) },
  getNote: { input: (r) => ({ params: { id: r.noteId } }), reach: byScope },
  draftNote: {
    input: (r) => ({
      body: { orderId: r.orderId, plannedOn: TODAY, lines: [{ product: '轴套', quantityMilli: 1000 }] },
    }),
    reach: byScope,
    fails: { status: 409, code: 'order_finished' },
  },
  recordNoteStep: {
    input: (r) => ({ params: { id: r.noteId }, body: { kind: 'signed', signer: '李仓管' } }),
    reach: byScope,
  },
  undoNoteStep: { input: (r) => ({ params: { id: r.noteId }, body: {} }), reach: byScope },
  noteFile: { input: (r) => ({ params: { id: r.noteId }, query: {} }), reach: byScope },
}
