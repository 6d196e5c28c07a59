import type * as api from '../../../../src/api/onboarding.ts'
import type { Samples } from '../sample.ts'

/** Who reaches whose path is held by the module's own tests; here one that is not there. */
const NOWHERE = '00000000-0000-7000-8000-000000000001'
const absent = { status: 404, code: 'not_found' }
const item = {
  ...{ id: NOWHERE, kind: 'do' as const, title: '和主管跑一家客户', dueDays: 5 },
  ...{ articleId: null, figure: null, target: null },
}

export const samples: Samples<typeof api> = {
  listPaths: {},
  savePath: { input: () => ({ params: { role: 'rep' as const }, body: { isOn: false, items: [item] } }) },
  listOnboarding: {},
  startOnboarding: { input: () => ({ body: { userId: NOWHERE, role: 'rep' } }), fails: absent },
  stopOnboarding: { input: () => ({ params: { id: NOWHERE } }), fails: absent },
  tickItem: {
    input: () => ({ params: { id: NOWHERE }, body: { itemId: NOWHERE, isDone: true } }),
    fails: absent,
  },
}
