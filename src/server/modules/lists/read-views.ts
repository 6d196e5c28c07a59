import type { ListName } from '../../../core/list/list-fields.ts'
import {
  mayChangeView,
  maySeeView,
  mayShare,
  type Share,
  type ViewReader,
  type ViewValues,
} from '../../../core/list/saved-view.ts'
import { may, scopeFor } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'

export type ViewRow = {
  id: string
  list: ListName
  name: string
  share: Share
  ownerId: string
  ownerName: string
  departmentId: string | null
  values: ViewValues
  version: number
}

export async function listViews(ctx: ReadCtx, list: ListName) {
  const reader = readerOf(ctx)
  const rows = (await viewRows(ctx)).filter((view) => view.list === list && maySeeView(view, reader))
  return {
    items: rows.map((view) => ({
      id: view.id,
      list: view.list,
      name: view.name,
      share: view.share,
      ownerName: view.ownerName,
      isMine: view.ownerId === ctx.actor.userId,
      values: { ...view.values },
      version: view.version,
      can: { change: mayChangeView(view, reader) },
    })),
    share: {
      department: mayShare('department', sharerOf(ctx)),
      everyone: mayShare('everyone', sharerOf(ctx)),
    },
  }
}

/** A view that is not shared with one is not there. */
export async function getView(ctx: ReadCtx, id: string): Promise<ViewRow> {
  const view = (await viewRows(ctx)).find((row) => row.id === id)
  if (!view || !maySeeView(view, readerOf(ctx))) throw notFound('view')
  return view
}

async function viewRows(ctx: ReadCtx): Promise<ViewRow[]> {
  const rows = await ctx.db
    .selectFrom('saved_view as v')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'v.org_id').onRef('u.id', '=', 'v.owner_id'),
    )
    .selectAll('v')
    .select('u.name as owner_name')
    .where('v.org_id', '=', ctx.orgId)
    .orderBy('v.name')
    .orderBy('v.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    list: row.list as ListName,
    name: row.name,
    share: row.share as Share,
    ownerId: row.owner_id,
    ownerName: row.owner_name,
    departmentId: row.department_id,
    values: row.view_values as ViewValues,
    version: row.version,
  }))
}

export function readerOf(ctx: ReadCtx): ViewReader {
  return {
    userId: ctx.actor.userId,
    departmentId: ctx.actor.departmentId,
    subtreeUserIds: scopeFor(ctx.actor.roles, 'customer.read') === 'subtree' ? ctx.actor.subtreeUserIds : [],
    keepsSettings: may(ctx.actor.roles, 'setting.write'),
  }
}

export function sharerOf(ctx: ReadCtx) {
  return {
    departmentId: ctx.actor.departmentId,
    seesAll: scopeFor(ctx.actor.roles, 'customer.read') === 'all',
  }
}
