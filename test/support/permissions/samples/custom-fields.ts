import type * as api from '../../../../src/api/custom-fields.ts'
import { type Samples, wholeOrg } from '../sample.ts'

const form = { nameZh: '客户来源', nameEn: 'Source', choices: ['展会', '转介绍'] }

export const samples: Samples<typeof api> = {
  listCustomFields: {},
  countCustomFields: {},
  createCustomField: { input: () => ({ body: { record: 'customer', kind: 'choice', ...form } }) },
  updateCustomField: {
    input: (r) => ({ params: { id: r.customFieldId }, body: form }),
    reach: wholeOrg,
  },
  retireCustomField: {
    input: (r) => ({ params: { id: r.customFieldId }, body: { retired: true } }),
    reach: wholeOrg,
  },
  orderCustomFields: {
    input: (r) => ({ body: { record: 'customer', ids: [r.customFieldId] } }),
    reach: wholeOrg,
  },
}
