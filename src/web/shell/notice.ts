import type { listNotices } from '../../api/notify.ts'
import type { ReplyOf } from '../api.ts'

export type Notice = ReplyOf<typeof listNotices>['rows'][number]
