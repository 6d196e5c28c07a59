import type { getOrder, recordOrderStep } from '../../../api/orders.ts'
import type { BodyOf, ReplyOf } from '../../api.ts'

export type Order = ReplyOf<typeof getOrder>
export type OrderStepKind = BodyOf<typeof recordOrderStep>['kind']
export const ACTION = {
  completed: 'doCompleted',
  delivered: 'doDelivered',
  replanned: 'doReplanned',
  cancelled: 'doCancelled',
} as const
