export { reviewsRoutes } from './routes.ts'
export { reviewDue, reviewRules, startReviews } from './run-reviews.ts'
