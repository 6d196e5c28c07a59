import type * as api from '../../../../src/api/exports.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listExports: {},
  requestExport: {
    input: () => ({
      body: { list: 'customers', search: '', rows: 800, customers: 800, reason: '展会邀请函' },
    }),
  },
  saveExportPolicy: { input: () => ({ body: { rowsFrom: 500, customersFrom: 100, dayRows: 1_000 } }) },
}
