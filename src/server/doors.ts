import { approvalDoor, type Effects } from './modules/approvals/index.ts'
import { customerDoor, settleCredit } from './modules/customers/index.ts'
import { dealDoor } from './modules/deals/index.ts'
import { alertDoor } from './modules/watch/index.ts'
import type { Doors } from './platform/records.ts'

/** Which module keeps which kind of record; whatever hangs on any record asks here. */
export const DOORS: Doors = {
  customer: customerDoor,
  deal: dealDoor,
  alert: alertDoor,
  approval: approvalDoor,
}

/** What each kind of document does, in the same transaction, when its approval has ended. */
export const EFFECTS: Effects = { credit: settleCredit }
