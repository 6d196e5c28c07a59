import * as api from '../../../api/disputes.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type App, serve } from '../../platform/serve.ts'
import { changeDispute, resolveDispute, voidDispute } from './change-dispute.ts'
import { openDispute } from './open-dispute.ts'
import { listDisputes } from './read-disputes.ts'

export function disputesRoutes(app: App): void {
  serve(app, api.listDisputes, (ctx, { query }) =>
    listDisputes(ctx, {
      ...query,
      asOf: query.asOf ?? dayOf(ctx.now),
      reading: query.known ? 'known' : 'business',
    }),
  )
  serve(app, api.openDispute, (ctx, { body }) => openDispute(ctx, body))
  serve(app, api.resolveDispute, (ctx, { params, body }) => resolveDispute(ctx, params.id, body))
  serve(app, api.changeDispute, (ctx, { params, body }) => changeDispute(ctx, params.id, body))
  serve(app, api.voidDispute, (ctx, { params, body }) => voidDispute(ctx, params.id, body.reason))
}
