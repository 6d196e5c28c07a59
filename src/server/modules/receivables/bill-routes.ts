import * as api from '../../../api/bills.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type App, serve } from '../../platform/serve.ts'
import { saveBillsCollected } from './collected.ts'
import { listBills } from './read-bills.ts'
import { receiveBill } from './receive-bill.ts'
import { stepBill } from './step-bill.ts'
import { takeBackBill } from './take-back-bill.ts'

export function billsRoutes(app: App): void {
  serve(app, api.listBills, (ctx, { query }) =>
    listBills(ctx, {
      ...query,
      asOf: query.asOf ?? dayOf(ctx.now),
      reading: query.known ? 'known' : 'business',
    }),
  )
  serve(app, api.receiveBill, (ctx, { body }) => receiveBill(ctx, body))
  serve(app, api.stepBill, (ctx, { params, body }) => stepBill(ctx, params.id, body))
  serve(app, api.takeBackBill, (ctx, { params, body }) => takeBackBill(ctx, params.id, body.reason))
  serve(app, api.saveBillsCollected, (ctx, { body }) => saveBillsCollected(ctx, body.collected))
}
