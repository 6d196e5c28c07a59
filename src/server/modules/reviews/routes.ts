import * as api from '../../../api/rule-reviews.ts'
import { type App, serve } from '../../platform/serve.ts'
import { decideReview } from './decide-review.ts'
import { listReviews } from './read-reviews.ts'
import { startReviews } from './run-reviews.ts'

export function reviewsRoutes(app: App): void {
  serve(app, api.listRuleReviews, (ctx, { query }) => listReviews(ctx, query.span))
  serve(app, api.startRuleReviews, async (ctx) => ({ started: await startReviews(ctx) }))
  serve(app, api.acceptRuleReview, (ctx, { params, body }) => decideReview(ctx, params.id, 'accepted', body))
  serve(app, api.declineRuleReview, (ctx, { params, body }) => decideReview(ctx, params.id, 'declined', body))
}
