import type * as api from '../../../../src/api/document-numbers.ts'
import { DEFAULT_PATTERNS } from '../../../../src/core/document/number-pattern.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  numberGaps: { input: () => ({}) },
  saveNumberRules: { input: () => ({ body: { ...DEFAULT_PATTERNS, contract: 'HT{YY}-{000}' } }) },
}
