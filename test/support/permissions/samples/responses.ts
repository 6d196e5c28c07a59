import type * as api from '../../../../src/api/responses.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getResponses: {},
  listResponses: { input: (r) => ({ query: { person: r.userId } }) },
  exportResponses: {},
}
