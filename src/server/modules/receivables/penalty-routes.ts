import * as api from '../../../api/penalties.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type App, serve } from '../../platform/serve.ts'
import { askWaiver, endWaiver } from './ask-waiver.ts'
import { readPenalties } from './read-penalties.ts'

export function penaltiesRoutes(app: App): void {
  serve(app, api.readPenalties, (ctx, { params, query }) =>
    readPenalties(ctx, {
      customerId: params.customerId,
      asOf: query.asOf ?? dayOf(ctx.now),
      reading: query.known ? 'known' : 'business',
    }),
  )
  serve(app, api.askWaiver, (ctx, { body }) => askWaiver(ctx, body))
  serve(app, api.endWaiver, (ctx, { params }) => endWaiver(ctx, params.id))
}
