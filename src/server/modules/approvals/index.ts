export { askedRoles } from './asked-roles.ts'
export { approvalDoor } from './door.ts'
export { caseEvidence } from './evidence.ts'
export {
  askGate,
  contentHashOf,
  findCaseInTheWay,
  reportMismatch,
  showGate,
  spendApproval,
} from './gate.ts'
export { passCases, passDelegations, passFlows } from './pass-duties.ts'
export { listCases } from './read-inbox.ts'
export { type ApprovalRequest, requestApproval } from './request.ts'
export { askFlowReviews, flowReviewDue } from './review-flows.ts'
export { approvalsRoutes } from './routes.ts'
export type { Effects, Settled } from './save-outcome.ts'
export { letInCases, type OwnAmounts } from './sums.ts'
export { tendApprovals } from './tend.ts'
export { myAuthority } from './world.ts'
