import type * as api from '../../../../src/api/esign.ts'
import { byScope, type Samples } from '../sample.ts'

const us = { company: '铭川精密', name: '陆明海', mobile: '13800000001' }
const NOTHING = { status: 404, code: 'not_found' }

export const samples: Samples<typeof api> = {
  getEsign: {},
  saveEsign: {
    input: () => ({
      body: {
        version: 0,
        enabled: true,
        settings: {
          ...{ kind: 'qiyuesuo' as const, baseUrl: 'https://openapi.qiyuesuo.cn', token: 'app-token', us },
          secret: 'a-secret-for-samples',
        },
      },
    }),
  },
  testEsign: { input: () => ({ body: {} }), fails: { status: 409, code: 'esign_off' } },
  listEnvelopes: { input: (r) => ({ params: { id: r.contractId } }), reach: byScope },
  // No service is set up in these companies; who reaches the contract is told that.
  sendEnvelope: {
    input: (r) => ({ params: { id: r.contractId }, body: { name: '王工', mobile: '13900000002', days: 15 } }),
    reach: byScope,
    fails: { status: 409, code: 'esign_off' },
  },
  cancelEnvelope: {
    input: (r) => ({ params: { id: r.contractId }, body: { reason: '不签了' } }),
    fails: NOTHING,
  },
  retryEnvelope: { input: (r) => ({ params: { id: r.contractId }, body: {} }), fails: NOTHING },
  esignCallback: {
    input: (r) => ({ params: { org: r.contractId, token: 'guessed' }, body: {} }),
    fails: { status: 403, code: 'forbidden' },
  },
}
