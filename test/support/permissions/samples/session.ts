import type * as api from '../../../../src/api/session.ts'
import { PASSWORD } from '../../world-of-two-orgs.ts'
import { ownOnly, type Samples } from '../sample.ts'

const company = {
  company: '自己的公司',
  name: '老板',
  login: 'owner',
  password: 'a long walk on the beach 7',
}

export const samples: Samples<typeof api> = {
  signInState: {},
  signIn: {
    input: () => ({ body: { login: 'rep', password: 'not the password at all' } }),
    fails: { status: 401, code: 'wrong_credentials' },
  },
  enterPersona: {
    input: (r) => ({ body: { userId: r.userId } }),
    fails: { status: 403, code: 'persona_only_in_demo' },
  },
  useLink: {
    input: () => ({ body: { token: `${'0'.repeat(32)}.${'x'.repeat(43)}` } }),
    fails: { status: 401, code: 'link_invalid' },
  },
  setUp: {
    input: () => ({ body: { token: 'guessed', ...company } }),
    fails: { status: 403, code: 'setup_token_invalid' },
  },
  openOwnOrg: { input: () => ({ body: company }), fails: { status: 409, code: 'setup_done' } },
  whoAmI: {},
  signOut: {},
  changePassword: { input: () => ({ body: { current: PASSWORD, next: 'slow river under the bridge' } }) },
  saveLanguage: { input: () => ({ body: { locale: 'en' } }) },
  listSessions: {},
  revokeSession: { input: (r) => ({ params: { id: r.sessionId } }), reach: ownOnly },
}
