import type { RuleSpec } from '../../../api/rules.ts'

/** A rule as the editor holds it: what is sent when it is saved. */
export type Draft = RuleSpec
