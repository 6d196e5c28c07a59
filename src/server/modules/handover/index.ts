export { checkHandovers, handoverCheckDue } from './check-after.ts'
export { handoverRoutes } from './routes.ts'
