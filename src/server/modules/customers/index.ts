export { addMembers, membersOf, takeBackMembers } from './add-members.ts'
export { correctContact, correctCustomer } from './correct.ts'
export { creditBeyond, openCreditGate } from './credit-gate.ts'
export { creditOdds } from './credit-odds.ts'
export { requestCredit, settleCredit } from './credit-request.ts'
export { countWrongStates, rebuildStates, refreshStates } from './customer-state.ts'
export { customersThen } from './customers-then.ts'
export { refreshDeals, wrongDealStates } from './deal-state.ts'
export { activityDoor, customerDoor } from './door.ts'
export { findTwins, type Twin } from './find-twins.ts'
export { foundCustomers } from './found-customers.ts'
export { helpedDeals } from './helped-deals.ts'
export { matchingCustomerIds } from './matching.ts'
export { customerFieldLoaders, customerMetrics } from './metrics.ts'
export { passCustomers, passMemberships } from './pass-customers.ts'
export { giveUp } from './pool.ts'
export { listCustomers } from './read-list.ts'
export { type ActivityInput, recordActivities } from './record-activities.ts'
export { recycleCustomers, recyclingDue } from './recycle.ts'
export { customersRoutes } from './routes.ts'
export { type ContactInput, contactOutcomes, saveContacts } from './save-contacts.ts'
export { assignCustomers } from './save-customer.ts'
export {
  type CustomerInput,
  creditChangesOf,
  initialsOf,
  type Saved,
  saveCustomers,
} from './save-customers.ts'
export { customerIdsEver, inCustomerScope, requireCustomer, scopedCustomerIds } from './scope.ts'
export { touchPromised } from './touch-promised.ts'
export { takeBackActivity } from './void-activity.ts'
