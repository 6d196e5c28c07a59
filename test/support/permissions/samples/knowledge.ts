import type * as api from '../../../../src/api/knowledge.ts'
import type { Samples } from '../sample.ts'

/** Who reaches which article is held by the module's own tests; here one that is not there. */
const NOWHERE = '00000000-0000-7000-8000-000000000001'
const absent = { status: 404, code: 'not_found' }
const one = { params: { id: NOWHERE } }
const written = { kind: 'faq', title: '发票抬头怎么改', body: '先问财务。' } as const

export const samples: Samples<typeof api> = {
  listArticles: {},
  articlesBeside: { input: () => ({ query: { kind: 'rule', target: 'quote-response-late' } }) },
  articleTargets: {},
  getArticle: { input: () => one, fails: absent },
  createArticle: { input: () => ({ body: written }) },
  changeArticle: { input: () => ({ ...one, body: written }), fails: absent },
  publishArticle: { input: () => ({ ...one, body: {} }), fails: absent },
  retireArticle: { input: () => ({ ...one, body: { isRetired: true } }), fails: absent },
  confirmReading: { input: () => ({ ...one, body: { number: 1 } }), fails: absent },
  articleReaders: { input: () => one, fails: absent },
  remindReaders: { input: () => one, fails: absent },
  draftFromCase: { input: () => one, also: 'alert.read', fails: absent },
}
