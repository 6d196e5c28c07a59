import type * as api from '../../../../src/api/files.ts'
import type { Samples } from '../sample.ts'

const NOWHERE = '00000000-0000-7000-8000-000000000001'

export const samples: Samples<typeof api> = {
  uploadFile: {
    input: (r) => ({ query: { recordKind: 'customer', recordId: r.customerId } }),
    reach: ({ sees }) => sees('customer.read'),
    upload: { name: '营业执照.txt', text: '统一社会信用代码' },
  },
  listFiles: {
    input: (r) => ({ query: { recordKind: 'customer', recordId: r.customerId } }),
    reach: ({ sees }) => sees('customer.read'),
  },
  downloadFile: { input: () => ({ params: { id: NOWHERE } }), fails: { status: 404, code: 'not_found' } },
  removeFile: { input: () => ({ params: { id: NOWHERE } }), fails: { status: 404, code: 'not_found' } },
}
