import type { z } from 'zod'
import type { Route } from '../../../api/route.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type ExportList, ROWS_ASKED } from '../../../core/export/guard.ts'
import { may, type Permission } from '../../../core/permission.ts'
import { EXPORT_NAMES } from '../../../text/exports.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { forbidden } from '../../platform/errors.ts'
import { type App, answerOf, type Raw } from '../../platform/serve.ts'
import type { OutCell, OutColumn } from '../../platform/xlsx-out.ts'
import type { Drawn } from './serve-export.ts'

type RowOf<R> = R extends { items: (infer Row)[] } ? Row : R extends { rows: (infer Row)[] } ? Row : never
export type ListColumn<Row> = OutColumn & { cell: (row: Row) => OutCell }

/** A column of a file; `width` in characters. */
export function column<Row>(
  title: string,
  kind: OutColumn['kind'],
  cell: (row: Row) => OutCell,
  width?: number,
): ListColumn<Row> {
  return { title, kind, cell, ...(width && { width }) }
}

/** Columns that people choose, drawn as the query says. */
type Chosen<Row> = (
  ctx: ReadCtx,
  cols: string | undefined,
) => Promise<{ columns: OutColumn[]; cellsOf: (row: Row) => OutCell[] }>

type ListFile<R extends z.ZodType> = {
  columns: readonly ListColumn<RowOf<z.output<R>>>[] | Chosen<RowOf<z.output<R>>>
  /** the customer that a row names, if any */
  customer?: (row: RowOf<z.output<R>>) => string | null
}

/**
 * A list drawn as a file: asked of what answers the list on the page, so that scope, masks and filters are
 * the same, with all of its pages. Whoever may not see the list may not take it.
 */
export function drawnList<R extends z.ZodType>(
  app: App,
  list: ExportList,
  of: Route<z.ZodType, z.ZodType, z.ZodType, R>,
  { columns, customer }: ListFile<R>,
): (ctx: ReadCtx, query: unknown, raw: Raw) => Promise<Drawn> {
  return async (ctx, query, raw) => {
    if (!may(ctx.actor.roles, of.permission as Permission)) throw forbidden(of.permission)
    const all = { ...(query as object), page: 1, size: ROWS_ASKED, pageSize: ROWS_ASKED }
    const answer = await answerOf(app, of)(ctx, { params: {}, query: all, body: {} }, raw)
    if (!('reply' in answer)) throw new Error(`${of.id} is no list`)
    const reply = answer.reply as { items?: unknown[]; rows?: unknown[] }
    type Row = RowOf<z.output<R>>
    const rows = (reply.items ?? reply.rows ?? []) as Row[]
    const { zh } = EXPORT_NAMES[list]
    const drawn = Array.isArray(columns) ? fixed(columns) : await (columns as Chosen<Row>)(ctx, colsIn(query))
    return {
      fileName: `${zh}-${dayOf(ctx.now)}.xlsx`,
      sheet: {
        name: zh,
        columns: drawn.columns,
        rows: rows.map(drawn.cellsOf),
      },
      customers: customer ? rows.map(customer) : [],
    }
  }
}

function fixed<Row>(columns: readonly ListColumn<Row>[]) {
  return {
    columns: columns.map(({ cell: _, ...head }) => head),
    cellsOf: (row: Row) => columns.map(({ cell }) => cell(row)),
  }
}

function colsIn(query: unknown): string | undefined {
  return (query as { cols?: string }).cols
}
