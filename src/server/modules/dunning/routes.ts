import * as mail from '../../../api/customer-mail.ts'
import * as api from '../../../api/dunning.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { readEffect } from './effect.ts'
import { drawLetter } from './letter.ts'
import { previewDunningMail, sendDunningMail } from './mail-step.ts'
import { readPlans, savePlan } from './plan.ts'
import { readCustomerDunning } from './read-customer.ts'
import { listDunning } from './read-worklist.ts'
import { recordDunning, voidDunning } from './record-step.ts'
import { readTexts, saveText } from './texts.ts'

export function dunningRoutes(app: App): void {
  serve(app, api.listDunning, (ctx, { query }) => listDunning(ctx, query))
  serve(app, api.customerDunning, (ctx, { params, query }) => readCustomerDunning(ctx, params.id, query.lang))
  serve(app, api.recordDunning, (ctx, { params, body }) => recordDunning(ctx, params.id, body))
  serve(app, mail.previewDunningMail, (ctx, { params, query }) => previewDunningMail(ctx, params.id, query))
  serve(app, mail.sendDunningMail, (ctx, { params, body }) => sendDunningMail(ctx, params.id, body))
  serve(app, api.voidDunning, (ctx, { params, body }) => voidDunning(ctx, params.id, body.reason))
  serveRaw(app, api.dunningLetter, (ctx, { params, query }) =>
    drawLetter(ctx, { customerId: params.id, ...query }),
  )
  serve(app, api.dunningPlan, (ctx) => readPlans(ctx))
  serve(app, api.saveDunningPlan, (ctx, { params, body }) => savePlan(ctx, params.group, body.stages))
  serve(app, api.dunningTexts, (ctx) => readTexts(ctx))
  serve(app, api.saveDunningText, (ctx, { body }) => saveText(ctx, body))
  serve(app, api.dunningEffect, (ctx) => readEffect(ctx))
}
