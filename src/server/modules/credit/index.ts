export { recordAccounts } from './accounts.ts'
export { settleAdmission } from './admission.ts'
export { type CoverForm, recordCover } from './covers.ts'
export { settleException } from './exception.ts'
export { recordFinancing } from './financing.ts'
export { asFinding } from './findings.ts'
export {
  checkDocument,
  heldBack,
  judgeDelivery,
  judgeOrders,
  type OrderInQuestion,
  refuseBarred,
  saveHolds,
} from './holds.ts'
export { requireMergeRelease } from './merge-release.ts'
export { creditFieldLoaders, creditMetrics } from './metrics.ts'
export { settleOverride } from './override.ts'
export { policyThen, readPolicy } from './policy.ts'
export { rateDue, ratingDue } from './rate-due.ts'
export { creditRoutes } from './routes.ts'
export { saveGroup } from './save-group.ts'
export { noteItem } from './screening.ts'
export { standingsOf } from './standing.ts'
