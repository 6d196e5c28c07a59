import type * as api from '../../../../src/api/approval-flows.ts'
import type { Samples } from '../sample.ts'

const name = { zh: '终审', en: 'last word' }
const spec = {
  nodes: [
    {
      kind: 'step' as const,
      key: 'last',
      name,
      when: null,
      approvers: [{ by: 'role' as const, role: 'boss' as const }],
      mode: 'any' as const,
      needsAuthority: false,
      timeoutMinutes: 480,
      copies: [],
      guide: { zh: '', en: '' },
    },
  ],
  repeats: 'once' as const,
  expiresAfterWorkdays: 20,
  copies: [],
}

export const samples: Samples<typeof api> = {
  listFlows: {},
  saveFlow: {
    input: () => ({ params: { kind: 'credit' }, body: { version: 0, name, spec } }),
  },
  flowHistory: { input: () => ({ params: { kind: 'credit' } }) },
  tryFlow: {
    input: (r) => ({ params: { kind: 'credit' }, body: { spec, requesterId: r.userId, facts: {} } }),
  },
  getAuthority: {},
  saveAuthority: { input: () => ({ body: { version: 0, lines: [] } }) },
}
