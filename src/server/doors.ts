import { approvalDoor, type Effects, type OwnAmounts } from './modules/approvals/index.ts'
import { contractDoor, ownAmount, settleContract } from './modules/contracts/index.ts'
import { settleAdmission, settleException, settleOverride } from './modules/credit/index.ts'
import { customerMailDoor } from './modules/customer-mail/index.ts'
import { activityDoor, customerDoor, settleCredit } from './modules/customers/index.ts'
import { dealDoor } from './modules/deals/index.ts'
import { dunningDoor } from './modules/dunning/index.ts'
import { noteDoor, settleAllowance } from './modules/goods/index.ts'
import { articleDoor } from './modules/knowledge/index.ts'
import { meetingDoor } from './modules/meetings/index.ts'
import { orderDoor, settleOrder } from './modules/orders/index.ts'
import { openOwnAmount, quoteDoor } from './modules/quotes/index.ts'
import {
  settleWaiver,
  settleWriteOff,
  statementAnswerDoor,
  writeOffDoor,
} from './modules/receivables/index.ts'
import { taskDoor } from './modules/tasks/index.ts'
import { alertDoor } from './modules/watch/index.ts'
import type { Doors } from './platform/records.ts'

/** Which module keeps which kind of record; whatever hangs on any record asks here. */
export const DOORS: Doors = {
  customer: customerDoor,
  deal: dealDoor,
  alert: alertDoor,
  approval: approvalDoor,
  quote: quoteDoor,
  order: orderDoor,
  contract: contractDoor,
  task: taskDoor,
  meeting: meetingDoor,
  dunning_step: dunningDoor,
  write_off: writeOffDoor,
  article: articleDoor,
  delivery_note: noteDoor,
  activity: activityDoor,
  customer_mail: customerMailDoor,
  statement_answer: statementAnswerDoor,
}

/** What each kind of document does, in the same transaction, when its approval has ended. */
export const EFFECTS: Effects = {
  // Limits and terms, and grades, are asked for in the same kind of case; each looks for its own.
  credit: async (ctx, settled) => {
    await settleCredit(ctx, settled)
    await settleOverride(ctx, settled)
    await settleAdmission(ctx, settled)
  },
  contract: settleContract,
  // Prices are asked for in the same kind of case, of a quote and of an order; a quote looks when it is sent.
  quote: settleOrder,
  release: settleException,
  'bad-debt': settleWriteOff,
  penalty: settleWaiver,
  allowance: settleAllowance,
}

/** What one person lets one customer have without a case counts beside what cases let it have (C180). */
export const OWN_AMOUNTS: OwnAmounts = {
  contract: (ctx, { subjectId, customerId, userId }) => ownAmount(ctx, { id: subjectId, customerId }, userId),
  quote: (ctx, { subjectId, customerId, userId }) =>
    openOwnAmount(ctx, { id: subjectId, customer_id: customerId }, userId),
}
