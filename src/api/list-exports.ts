import { z } from 'zod'
import { listAllowances } from './allowances.ts'
import { listBills } from './bills.ts'
import { listContracts } from './contracts.ts'
import { heldOrders } from './credit.ts'
import { listNotes } from './delivery-notes.ts'
import { listDisputes } from './disputes.ts'
import { listDunning } from './dunning.ts'
import { listImports } from './imports.ts'
import { listIndicators } from './indicators.ts'
import { listOutbox } from './notify.ts'
import { chosenColumns, exportQuery } from './paging.ts'
import { listPeople } from './people.ts'
import { listDefects } from './quality.ts'
import { listReceipts } from './receipts.ts'
import { listInstalments } from './receivables.ts'
import { type Route, route } from './route.ts'
import { listTargets } from './settings.ts'
import { listTasks } from './tasks.ts'

/**
 * Lists as files: each takes what its list takes, so that the file is what was on the screen. Who fetches one
 * needs the permission of the list besides.
 */
function exportOf<P extends z.ZodType, Q extends z.ZodObject, R extends z.ZodType>(
  of: Route<P, Q, z.ZodType, R>,
  id: string,
  more: { cols?: z.ZodOptional<typeof chosenColumns> } = {},
) {
  return route({
    id,
    method: 'GET',
    path: `${of.path}/export`,
    permission: 'export.run',
    summary: `The list of ${of.path} as .xlsx, narrowed as there; logged`,
    query: of.query.extend({ ...exportQuery, ...more }),
    reply: z.unknown(),
  })
}

/** A list whose columns are chosen: as they were on the screen, or all of them. */
const withColumns = { cols: chosenColumns.optional() }

export const exportContracts = exportOf(listContracts, 'contracts.export', withColumns)
export const exportInstalments = exportOf(listInstalments, 'receivables.instalments_export', withColumns)
export const exportNotes = exportOf(listNotes, 'delivery-notes.export')
export const exportAllowances = exportOf(listAllowances, 'allowances.export')
export const exportReceipts = exportOf(listReceipts, 'receipts.export')
export const exportBills = exportOf(listBills, 'bills.export')
export const exportDisputes = exportOf(listDisputes, 'disputes.export')
export const exportDunning = exportOf(listDunning, 'dunning.export')
export const exportHeldOrders = exportOf(heldOrders, 'credit.export')
export const exportTasks = exportOf(listTasks, 'tasks.export')
export const exportImports = exportOf(listImports, 'imports.export')
export const exportOutbox = exportOf(listOutbox, 'outbox.export')
export const exportPeople = exportOf(listPeople, 'people.export')
export const exportTargets = exportOf(listTargets, 'targets.export')
export const exportDefects = exportOf(listDefects, 'quality.export')
export const exportIndicators = exportOf(listIndicators, 'indicators.export')
