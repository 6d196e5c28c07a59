import type { Prepared } from '../../platform/channels/send.ts'
import type { ChannelRow } from './channels.ts'
import type { DueRow } from './gate.ts'

/** One message that is ours to send now: committed as claimed before anything leaves the house. */
export type Claimed = {
  channel: ChannelRow
  rows: DueRow[]
  messageId: string
  /** Personal notices that this message tells. */
  tells: string[]
  prepared: Prepared
}
