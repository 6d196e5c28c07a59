import { z } from 'zod'
import { LISTS } from '../core/list/list-fields.ts'
import { SHARES } from '../core/list/saved-view.ts'
import { can } from './paging.ts'
import { id, route } from './route.ts'

/** Views of lists: what somebody looks at again and again, by a name, for themselves or for the team. */

const listName = z.enum(LISTS)

/** By the names of the URL; whether they hold together is asked of the list itself when a view is saved. */
const viewValues = z.record(z.string().max(20), z.string().max(1000))

export const savedView = z.object({
  id,
  list: listName,
  name: z.string(),
  share: z.enum(SHARES),
  ownerName: z.string(),
  isMine: z.boolean(),
  values: viewValues,
  version: z.int(),
  can: z.object({ change: can }),
})
export type SavedView = z.input<typeof savedView>

const viewInput = {
  name: z.string().trim().min(1).max(40),
  share: z.enum(SHARES),
  values: viewValues,
}

export const listViews = route({
  id: 'views.list',
  method: 'GET',
  path: '/api/views',
  permission: 'customer.read',
  summary: 'Saved views of a list: one’s own and those that others share with one, by name',
  query: z.object({ list: listName }),
  reply: z.object({
    items: z.array(savedView),
    /** how far one may share a view of one's own */
    share: z.object({ department: can, everyone: can }),
  }),
})

export const createView = route({
  id: 'views.create',
  method: 'POST',
  path: '/api/views',
  permission: 'customer.read',
  summary: 'Keeps filters, sort and columns of a list under a name',
  body: z.object({ list: listName, ...viewInput }),
  reply: z.object({ id, version: z.int() }),
})

export const updateView = route({
  id: 'views.update',
  method: 'PUT',
  isVersioned: true,
  path: '/api/views/:id',
  permission: 'customer.read',
  summary:
    'Changes a view of one’s own, or a shared one as keeper of the settings; If-Match carries the version',
  params: z.object({ id }),
  body: z.object(viewInput),
  reply: z.object({ id, version: z.int() }),
})

export const deleteView = route({
  id: 'views.delete',
  method: 'DELETE',
  path: '/api/views/:id',
  permission: 'customer.read',
  summary: 'Takes a view away; what it showed stays where it is',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
