import * as api from '../../../api/deals.ts'
import * as settings from '../../../api/settings.ts'
import { dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { recordEvent } from '../../platform/events.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { sendXlsx, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { customColumns } from '../custom-fields/index.ts'
import { moveDeal } from './move-deal.ts'
import { listPipelines, savePipeline } from './pipelines.ts'
import { listDeals, readBoard, selectDeals } from './read.ts'
import { getDeal } from './read-deal.ts'
import { readFunnel } from './read-funnel.ts'
import { createDeal, updateDeal } from './save-deal.ts'

export function dealsRoutes(app: App): void {
  serve(app, api.listDeals, (ctx, { query }) => listDeals(ctx, query))
  serve(app, api.dealBoard, (ctx, { query }) => readBoard(ctx, query))
  serve(app, api.funnel, (ctx, { query }) =>
    readFunnel(ctx, { asOf: query.asOf ?? dayOf(ctx.now), reading: query.known ? 'known' : 'business' }),
  )
  serveRaw(app, api.exportDeals, async (ctx, { query }, { response }) => {
    const rows = await selectDeals(ctx, { ...query, page: 1, size: 50_000, sort: 'updated' })
    const own = await customColumns(ctx, 'deal')
    const file = await sheetToXlsx({
      name: '商机',
      columns: [
        { title: '商机', kind: 'text', width: 30 },
        { title: '客户', kind: 'text', width: 30 },
        { title: '阶段', kind: 'text' },
        { title: '金额', kind: 'money' },
        { title: '负责人', kind: 'text' },
        { title: '阶段停留天数', kind: 'number' },
        { title: '预计成交', kind: 'day' },
        { title: '关闭日期', kind: 'day' },
        ...own.columns,
      ],
      rows: rows.map((row) => [
        row.title,
        row.customer_name,
        row.stage_name,
        row.amount_fen,
        row.user_name,
        row.stage_days,
        row.expected_close_on,
        row.closed_on,
        ...own.cells(row.custom),
      ]),
    })
    await recordEvent(ctx, {
      kind: 'export.deals',
      subject: { kind: 'export', id: newId(ctx.now) },
      summary: { rows: rows.length },
    })
    return sendXlsx(response, `商机-${query.asOf ?? dayOf(ctx.now)}.xlsx`, file)
  })
  serve(app, api.getDeal, (ctx, { params, query }) => getDeal(ctx, params.id, query.asOf))
  serve(app, api.createDeal, (ctx, { body }) => createDeal(ctx, body))
  serve(app, api.updateDeal, (ctx, { params, body }) => updateDeal(ctx, params.id, body))
  serve(app, api.moveDeal, (ctx, { params, body }) => moveDeal(ctx, params.id, body))
  serve(app, settings.listPipelines, (ctx) => listPipelines(ctx))
  serve(app, settings.savePipeline, (ctx, { body }) => savePipeline(ctx, body))
}
