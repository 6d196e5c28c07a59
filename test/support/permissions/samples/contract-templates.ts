import type * as api from '../../../../src/api/contract-templates.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listTemplates: {},
  // Of the organisation: whoever reads contracts reads what they are made from; there is none yet.
  templateVersions: {
    input: () => ({ params: { seriesId: '00000000-0000-7000-8000-000000000001' } }),
    fails: { status: 404, code: 'not_found' },
  },
  saveTemplate: {
    input: (_records, org) => ({
      body: {
        name: '标准合同',
        clauses: { subject: '{甲方}向{乙方}采购' },
        penaltyBp: 5,
        legalId: org.users.legal,
        reviewOn: addDays(TODAY, 180),
      },
    }),
  },
}
