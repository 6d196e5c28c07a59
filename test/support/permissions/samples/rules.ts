import type * as api from '../../../../src/api/rules.ts'
import type { RuleSpec } from '../../../../src/api/rules.ts'
import { PACK } from '../../../../src/core/watch/pack.ts'
import type { Samples } from '../sample.ts'

const { version: _version, ...shipped } = PACK.find((rule) => rule.code === 'instalment-overdue-1')!
const spec = { ...shipped, code: 'own-rule', mode: 'trial' } as unknown as RuleSpec

/** Rules belong to the organisation; every one knows its own by code. */
export const samples: Samples<typeof api> = {
  listRules: {},
  getRule: { input: () => ({ params: { code: shipped.code } }) },
  tuneRule: { input: () => ({ params: { code: shipped.code }, body: { version: 1, mode: 'off' } }) },
  saveRule: { input: () => ({ params: { code: spec.code }, body: { version: 0, spec } }) },
  ruleDetectability: { input: () => ({ params: { code: 'rep-follow-ups-unusual' } }) },
  previewRule: { input: () => ({ body: { spec } }) },
  checkRule: { input: () => ({ body: { spec } }) },
}
