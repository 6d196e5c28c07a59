import type * as api from '../../../../src/api/imports.ts'
import { byScope, type Samples, wholeOrg } from '../sample.ts'

const mapping = {
  target: 'invoices',
  columns: {
    customerName: '客户',
    number: '发票号',
    issuedOn: '开票日期',
    dueOn: '到期日',
    amountFen: '金额',
  },
} as const
const text = '客户,发票号,开票日期,到期日,金额\n乙有限公司,L-2,2026-01-06,2026-02-06,2000.00\n'

export const samples: Samples<typeof api> = {
  uploadImport: { upload: { name: 'ledger.csv', text } },
  analyseImport: { input: (r) => ({ params: { id: r.importId }, body: {} }), reach: byScope },
  previewImport: { input: (r) => ({ params: { id: r.importId }, body: { mapping } }), reach: byScope },
  startImport: {
    input: (r) => ({ params: { id: r.importId }, body: { mapping, saveAs: '每月台账' } }),
    reach: byScope,
    also: 'receivable.write',
  },
  cancelImport: { input: (r) => ({ params: { id: r.runningImportId } }), reach: byScope },
  undoImport: {
    input: (r) => ({ params: { id: r.doneImportId }, body: { version: 1 } }),
    reach: byScope,
  },
  getImport: { input: (r) => ({ params: { id: r.importId } }), reach: byScope },
  listImports: {},
  downloadErrorFile: { input: (r) => ({ params: { id: r.doneImportId } }), reach: byScope },
  downloadImportTemplate: { input: () => ({ params: { target: 'deals' } }) },
  listSavedMappings: {},
  removeSavedMapping: { input: (r) => ({ params: { id: r.mappingId } }), reach: wholeOrg },
}
