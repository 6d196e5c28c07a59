import * as api from '../../../api/orders.ts'
import { dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { recordEvent } from '../../platform/events.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { sendXlsx, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { correctOrder } from './correct-order.ts'
import { getOrder, listOrders } from './read.ts'
import { createOrder, recordOrderStep, undoOrderStep, updateOrder } from './record-order-step.ts'
import { releaseOrder } from './release-order.ts'

export function ordersRoutes(app: App): void {
  serve(app, api.listOrders, (ctx, { query }) => listOrders(ctx, query))
  serveRaw(app, api.exportOrders, async (ctx, { query }, { response }) => {
    const { items } = await listOrders(ctx, { ...query, page: 1, size: 50_000 })
    const file = await sheetToXlsx({
      name: '订单',
      columns: [
        { title: '订单号', kind: 'text' },
        { title: '客户', kind: 'text', width: 30 },
        { title: '内容', kind: 'text', width: 30 },
        { title: '状态', kind: 'text' },
        { title: '金额', kind: 'money' },
        { title: '币种', kind: 'text' },
        { title: '下单日期', kind: 'day' },
        { title: '计划交货', kind: 'day' },
        { title: '实际交货', kind: 'day' },
        { title: '延迟天数', kind: 'number' },
        { title: '负责人', kind: 'text' },
      ],
      rows: items.map((row) => [
        row.number,
        row.customer.name,
        row.title,
        STATUS[row.status],
        row.amountFen,
        row.currency,
        row.orderedOn,
        row.plannedOn,
        row.deliveredOn,
        row.lateDays,
        row.responsible?.name ?? null,
      ]),
    })
    await recordEvent(ctx, {
      kind: 'export.orders',
      subject: { kind: 'export', id: newId(ctx.now) },
      summary: { rows: items.length },
    })
    return sendXlsx(response, `订单-${dayOf(ctx.now)}.xlsx`, file)
  })
  serve(app, api.getOrder, (ctx, { params }) => getOrder(ctx, params.id))
  serve(app, api.createOrder, (ctx, { body }) => createOrder(ctx, body))
  serve(app, api.updateOrder, (ctx, { params, body }) => updateOrder(ctx, params.id, body))
  serve(app, api.recordOrderStep, (ctx, { params, body }) => recordOrderStep(ctx, params.id, body))
  serve(app, api.correctOrder, (ctx, { params, body }) => correctOrder(ctx, params.id, body))
  serve(app, api.releaseOrder, (ctx, { params, body }) => releaseOrder(ctx, params.id, body.reason))
  serve(app, api.undoOrderStep, (ctx, { params, body }) => undoOrderStep(ctx, params.id, body.stepId))
}

const STATUS = { open: '待交货', partial: '部分交货', delivered: '已交完', cancelled: '已取消' } as const
