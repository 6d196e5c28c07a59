import type { listOutbox } from '../../../api/notify.ts'
import type { ReplyOf } from '../../api.ts'

export type Sent = ReplyOf<typeof listOutbox>['rows'][number]
