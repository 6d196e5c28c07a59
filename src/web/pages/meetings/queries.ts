import type { getMeeting } from '../../../api/meetings.ts'
import type { ReplyOf } from '../../api.ts'

export type Meeting = ReplyOf<typeof getMeeting>
