import type * as api from '../../../../src/api/cases.ts'
import { byScope, type Samples } from '../sample.ts'

const told = {
  cause: 'customer',
  story: '对方换了采购，旧账没人认',
  measure: '对账单当面签字',
  effect: 'worked',
  effectNote: '',
} as const

export const samples: Samples<typeof api> = {
  listCases: {},
  alertCases: { input: (r) => ({ params: { id: r.alertId } }), reach: byScope },
  writeCase: { input: (r) => ({ params: { id: r.doneAlertId }, body: told }), reach: byScope },
}
