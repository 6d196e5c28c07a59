import type * as api from '../../../../src/api/rule-templates.ts'
import type { Samples } from '../sample.ts'

/** They ship with the product and are the same for everybody. */
export const samples: Samples<typeof api> = { listRuleTemplates: {} }
