export { settleOverride } from './override.ts'
export { rateDue, ratingDue } from './rate-due.ts'
export { creditRoutes } from './routes.ts'
