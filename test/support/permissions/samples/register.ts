import type * as api from '../../../../src/api/register.ts'
import { byScope, type Samples } from '../sample.ts'

const ofCustomer = (r: { customerId: string }) => ({ params: { id: r.customerId } })

export const samples: Samples<typeof api> = {
  getRegisterAccount: {},
  saveRegisterAccount: {
    input: () => ({
      body: {
        ...{ version: 0, enabled: true, monthlyCap: 100, refreshDays: 30 },
        settings: { kind: 'qichacha' as const, key: 'app-key', secret: 'a-secret-for-samples' },
      },
    }),
  },
  testRegister: { input: () => ({ body: {} }), fails: { status: 409, code: 'register_off' } },
  customerRegister: { input: ofCustomer, reach: byScope },
  // No provider is set up in these companies; who reaches the customer is told that.
  lookUpCustomer: {
    input: (r) => ({ ...ofCustomer(r), body: {} }),
    reach: byScope,
    fails: { status: 409, code: 'register_off' },
  },
  // Nothing was ever looked up: there is nothing to take over.
  adoptRegister: {
    input: (r) => ({
      ...ofCustomer(r),
      body: { snapshotId: r.customerId, field: 'code' as const, held: null },
    }),
    reach: byScope,
    fails: { status: 409, code: 'value_changed' },
  },
}
