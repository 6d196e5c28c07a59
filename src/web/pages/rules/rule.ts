import type { listRules } from '../../../api/rules.ts'
import type { ReplyOf } from '../../api.ts'

export type Rule = ReplyOf<typeof listRules>['rows'][number]
