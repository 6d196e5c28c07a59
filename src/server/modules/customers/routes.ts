import * as members from '../../../api/customer-members.ts'
import { customerSettled } from '../../../api/customer-settled.ts'
import * as api from '../../../api/customers.ts'
import * as merges from '../../../api/merges.ts'
import * as pool from '../../../api/pool.ts'
import { dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { drawCustomers } from './export-customers.ts'
import { findAlike } from './find-alike.ts'
import { helpedDeals } from './helped-deals.ts'
import { endMember, saveMember } from './members.ts'
import { askMerge, type MergeGate } from './merge.ts'
import { claimCustomer, listPool, poolStanding, releaseCustomer } from './pool.ts'
import { savePool } from './pool-rows.ts'
import { getCustomer } from './read-customer.ts'
import { listCustomers } from './read-list.ts'
import { listDuplicates, listMerges, previewMerge } from './read-merges.ts'
import { listSettled } from './read-settled.ts'
import { recordActivities } from './record-activities.ts'
import { createCustomer, revealPhones, updateCustomer } from './save-customer.ts'
import { scopedCustomerIds } from './scope.ts'
import { undoMerge } from './undo-merge.ts'
import { voidActivity } from './void-activity.ts'
import { addContact, updateContact } from './write-contact.ts'

/** `mayRelease`: what a merge lets go is for the room of credit to say, which knows this one. */
export function customersRoutes(app: App, mayRelease: MergeGate): void {
  serve(app, api.listCustomers, (ctx, { query }) => listCustomers(ctx, query))
  serveExport(app, api.exportCustomers, 'customers', drawCustomers)
  poolRoutes(app)
  mergeRoutes(app, mayRelease)
  serve(app, api.findAlike, (ctx, { query }) => findAlike(ctx, query))
  serve(app, api.getCustomer, (ctx, { params, query }) => getCustomer(ctx, params.id, query))
  serve(app, customerSettled, (ctx, { params, query }) => listSettled(ctx, params.id, query))
  serve(app, api.createCustomer, (ctx, { body }) => createCustomer(ctx, body))
  serve(app, api.updateCustomer, (ctx, { params, body }) => updateCustomer(ctx, params.id, body))
  serve(app, members.saveMember, (ctx, { params, body }) => saveMember(ctx, params.id, body))
  serve(app, members.endMember, (ctx, { params }) => endMember(ctx, params.id, params.userId))
  serve(app, api.revealPhone, (ctx, { params }) => revealPhones(ctx, params.id))
  serve(app, api.addContact, (ctx, { params, body }) => addContact(ctx, params.id, body))
  serve(app, api.updateContact, (ctx, { params, body }) => updateContact(ctx, params.id, body))
  serve(app, api.recordActivity, async (ctx, { body }) => {
    const isHelp = (await requireSubject(ctx, body)) === 'helper'
    if (isHelp && (body.promisedOn || body.promisedFen)) throw invalid('help_no_promise')
    const occurredAt = body.occurredAt ?? ctx.now
    if (occurredAt > ctx.now) throw invalid('date_in_future')
    if (body.promisedOn && body.promisedOn < dayOf(occurredAt)) throw invalid('day_in_past')
    if (body.promisedFen && !body.promisedOn) throw invalid('promise_needs_day')
    const [saved] = await recordActivities(ctx, [{ ...body, userId: ctx.actor.userId!, occurredAt, isHelp }])
    await recordEvent(ctx, {
      kind: 'activity.recorded',
      subject: { kind: 'activity', id: saved!.id },
      customerId: body.customerId ?? null,
      summary: { kind: body.kind, nextOn: body.nextOn ?? null, promisedOn: body.promisedOn ?? null },
    })
    return { id: saved!.id }
  })
  serve(app, api.voidActivity, (ctx, { params, body }) => voidActivity(ctx, params.id, body.reason))
}

type Subject = { customerId?: string | null | undefined; dealId?: string | null | undefined }

/** A follow-up needs a customer or a deal in scope, or a deal that its writer helps with. */
async function requireSubject(ctx: WriteCtx, body: Subject): Promise<'own' | 'helper'> {
  if (!body.customerId && !body.dealId) throw invalid('invalid_input', { fields: [{ path: 'customerId' }] })
  if (body.customerId && !(await isInScope(ctx, body.customerId))) throw notFound('customer')
  if (!body.dealId) return 'own'
  const deal = await ctx.db
    .selectFrom('deal')
    .select(['customer_id', 'responsible_id'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', body.dealId)
    .executeTakeFirst()
  if (!deal) throw notFound('deal')
  const users = visibleUsers(ctx, 'activity.write')
  if (users === null || (deal.responsible_id !== null && users.includes(deal.responsible_id))) return 'own'
  if (deal.customer_id && (await isInScope(ctx, deal.customer_id))) return 'own'
  if (!body.customerId && (await isHelped(ctx, body.dealId))) return 'helper'
  throw notFound('deal')
}

async function isInScope(ctx: WriteCtx, customerId: string): Promise<boolean> {
  const row = await scopedCustomerIds(ctx, 'activity.write')
    .where('scoped.id', '=', customerId)
    .executeTakeFirst()
  return row !== undefined
}

/** A helper notes what was done on that deal, not on its customer (C046). */
async function isHelped(ctx: WriteCtx, dealId: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('deal')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', dealId)
    .where('id', '=', helpedDeals(ctx))
    .executeTakeFirst()
  return row !== undefined
}

/** Two records of one company become one (C209). */
function mergeRoutes(app: App, mayRelease: MergeGate): void {
  serve(app, merges.listDuplicates, (ctx) => listDuplicates(ctx))
  serve(app, merges.previewMerge, (ctx, { params, query }) => previewMerge(ctx, params.id, query.otherId))
  serve(app, merges.mergeCustomers, (ctx, { params, body }) =>
    askMerge(ctx, params.id, {
      ...{ goneId: body.otherId, taken: body.take, reason: body.reason },
      mayRelease,
    }),
  )
  serve(app, merges.listMerges, (ctx, { query }) => listMerges(ctx, query))
  serve(app, merges.undoMerge, (ctx, { params }) => undoMerge(ctx, params.id))
}

/** 公海: customers that nobody answers for. */
function poolRoutes(app: App): void {
  serve(app, pool.listPool, (ctx, { query }) => listPool(ctx, query))
  serve(app, pool.claimCustomer, (ctx, { params }) => claimCustomer(ctx, params.id))
  serve(app, pool.releaseCustomer, (ctx, { params, body }) => releaseCustomer(ctx, params.id, body.reason))
  serve(app, pool.poolStanding, (ctx, { params }) => poolStanding(ctx, params.id))
  serve(app, pool.savePoolSettings, async (ctx, { body }) => {
    await savePool(ctx, body)
    await recordEvent(ctx, {
      kind: 'settings.saved',
      subject: { kind: 'setting', id: newId(ctx.now) },
      summary: { pool: body },
    })
    return { ok: true as const }
  })
}
