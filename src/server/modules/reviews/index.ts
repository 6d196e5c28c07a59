export { reviewsRoutes } from './routes.ts'
export { reviewDue, reviewRules } from './run-reviews.ts'
