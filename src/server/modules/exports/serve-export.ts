import type { z } from 'zod'
import type { Route } from '../../../api/route.ts'
import type { ExportList } from '../../../core/export/guard.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { fileOut } from '../../platform/file-out.ts'
import { type App, type Raw, serveRaw } from '../../platform/serve.ts'
import { type OutSheet, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { passExport } from './pass-export.ts'

/** A list drawn as a file. `customers` are the different customers that it names. */
export type Drawn = { fileName: `${string}.xlsx`; sheet: OutSheet; customers: readonly (string | null)[] }

/**
 * The one way in which a list leaves as a file (C192): the handler draws it, and whether it goes out is
 * decided here, by how much is in it. A route that sent a list past this is found by the test beside this
 * file.
 */
export function serveExport<P extends z.ZodType, Q extends z.ZodType>(
  app: App,
  route: Route<P, Q, z.ZodType, z.ZodType>,
  list: ExportList,
  draw: (ctx: ReadCtx, query: z.output<Q>, raw: Raw) => Promise<Drawn>,
): void {
  serveRaw(app, route, async (ctx, { query }, raw) => {
    const { fileName, sheet, customers } = await draw(ctx, query, raw)
    const { grant, ...narrowed } = raw.request.query as Record<string, string>
    const named = new Set(customers.filter((one) => one !== null))
    await passExport(ctx, {
      list,
      search: searchOf(narrowed),
      extent: { rows: sheet.rows.length, customers: named.size },
      grant: grant ?? null,
    })
    return fileOut(fileName, await sheetToXlsx(sheet))
  })
}

/** The same address in whatever order its parts were written. */
export function searchOf(query: Readonly<Record<string, string>>): string {
  const parts = new URLSearchParams(Object.entries(query).filter(([name]) => name !== 'grant'))
  parts.sort()
  return parts.toString()
}
