import { listContracts } from '../../../api/contracts.ts'
import { listCustomers } from '../../../api/customers.ts'
import { listDeals } from '../../../api/deals.ts'
import { listOrders } from '../../../api/orders.ts'
import { listQuotes } from '../../../api/quotes.ts'
import { listInstalments } from '../../../api/receivables.ts'
import type { ListName } from '../../../core/list/list-fields.ts'
import {
  mayChangeView,
  mayShare,
  type Share,
  type ViewValues,
  viewValues,
} from '../../../core/list/saved-view.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { AppError, conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { getView, readerOf, sharerOf, type ViewRow } from './read-views.ts'

type ViewForm = { name: string; share: Share; values: ViewValues }

/** More than this is a chooser in which nothing is found. */
const VIEWS_MAX = 50
const QUERY = {
  customer: listCustomers.query,
  deal: listDeals.query,
  contract: listContracts.query,
  quote: listQuotes.query,
  order: listOrders.query,
  invoice: listInstalments.query,
}

export async function createView(ctx: WriteCtx, form: ViewForm & { list: ListName }) {
  const values = checkedValues(form.list, form.values)
  refuseShare(ctx, form.share)
  await refuseName(ctx, form.list, form.name, null)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('saved_view')
    .values({
      org_id: ctx.orgId,
      id,
      list: form.list,
      owner_id: ctx.actor.userId!,
      ...columnsFor(form, values),
      department_id: form.share === 'department' ? ctx.actor.departmentId : null,
    })
    .execute()
  await tell(ctx, id, { name: form.name, list: form.list, share: form.share, change: 'created' })
  return { id, version: 1 }
}

/** Whose view it is does not change, nor with which department it was shared while it goes on being so. */
export async function updateView(ctx: WriteCtx, id: string, form: ViewForm) {
  const view = await getChangeable(ctx, id)
  expectVersion(ctx, view.version)
  const values = checkedValues(view.list, form.values)
  if (form.share !== view.share) refuseShare(ctx, form.share)
  await refuseName(ctx, view.list, form.name, view)
  const departmentId = form.share === 'department' ? (view.departmentId ?? ctx.actor.departmentId) : null
  await ctx.db
    .updateTable('saved_view')
    .set({ ...columnsFor(form, values), department_id: departmentId, version: view.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await tell(ctx, id, { name: form.name, list: view.list, share: form.share, change: 'changed' })
  return { id, version: view.version + 1 }
}

export async function deleteView(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const view = await getChangeable(ctx, id)
  await ctx.db.deleteFrom('saved_view').where('org_id', '=', ctx.orgId).where('id', '=', id).execute()
  await tell(ctx, id, { name: view.name, list: view.list, share: view.share, change: 'deleted' })
  return { ok: true }
}

async function getChangeable(ctx: WriteCtx, id: string): Promise<ViewRow> {
  const view = await getView(ctx, id)
  if (mayChangeView(view, readerOf(ctx)) !== true) throw notFound('view')
  return view
}

/** What the list itself would refuse to read is not kept under a name. */
function checkedValues(list: ListName, values: ViewValues): ViewValues {
  const kept = viewValues(list, values)
  const stray = Object.keys(values).find((name) => !(name in kept))
  const parsed = QUERY[list].safeParse(kept)
  if (stray !== undefined || !parsed.success) {
    const path = stray ?? (parsed.success ? '' : parsed.error.issues[0]!.path.join('.'))
    throw invalid('invalid_input', { fields: [{ path: `values.${path}` }] })
  }
  return kept
}

function refuseShare(ctx: WriteCtx, share: Share): void {
  const allowed = mayShare(share, sharerOf(ctx))
  if (allowed !== true) throw new AppError(allowed, 403)
}

async function refuseName(ctx: WriteCtx, list: ListName, name: string, self: ViewRow | null): Promise<void> {
  const ownerId = self?.ownerId ?? ctx.actor.userId!
  const own = await ctx.db
    .selectFrom('saved_view')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('owner_id', '=', ownerId)
    .where('list', '=', list)
    .execute()
  if (own.some((other) => other.name === name && other.id !== self?.id)) {
    throw conflict('view_name_taken', { name })
  }
  if (self === null && own.length >= VIEWS_MAX) throw conflict('view_too_many', { max: VIEWS_MAX })
}

function columnsFor(form: ViewForm, values: ViewValues) {
  return { name: form.name, share: form.share, view_values: json(values) }
}

async function tell(ctx: WriteCtx, id: string, summary: Record<string, unknown>): Promise<void> {
  await recordEvent(ctx, { kind: 'view.saved', subject: { kind: 'view', id }, summary })
}
