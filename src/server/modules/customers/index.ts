export { createStates, rebuildStates, refreshStates } from './customer-state.ts'
export { type ActivityInput, recordActivities } from './record-activities.ts'
export { type CustomerInput, type Saved, saveCustomers } from './save-customers.ts'
export { scopedCustomerIds } from './scope.ts'
