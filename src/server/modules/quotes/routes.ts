import * as api from '../../../api/quotes.ts'
import { dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { recordEvent } from '../../platform/events.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { sendXlsx, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { askQuoteApproval } from './ask-approval.ts'
import { sendQuoteFile } from './quote-file.ts'
import { getQuote, listQuotes } from './read.ts'
import { recordStep, undoStep } from './record-step.ts'
import { requestQuote, updateQuote } from './request-quote.ts'

export function quotesRoutes(app: App): void {
  serve(app, api.listQuotes, (ctx, { query }) => listQuotes(ctx, query))
  serveRaw(app, api.exportQuotes, async (ctx, { query }, { response }) => {
    const { items } = await listQuotes(ctx, { ...query, page: 1, size: 50_000 })
    const file = await sheetToXlsx({
      name: '报价',
      columns: [
        { title: '报价单号', kind: 'text' },
        { title: '报价', kind: 'text', width: 30 },
        { title: '客户', kind: 'text', width: 30 },
        { title: '状态', kind: 'text' },
        { title: '询价日期', kind: 'day' },
        { title: '发出日期', kind: 'day' },
        { title: '等待（工作日）', kind: 'text' },
        { title: '金额', kind: 'money' },
        { title: '币种', kind: 'text' },
        { title: '有效期至', kind: 'day' },
        { title: '负责人', kind: 'text' },
      ],
      rows: items.map((row) => [
        row.code,
        row.title,
        row.customer?.name ?? null,
        STATUS[row.status],
        dayOf(row.askedAt),
        row.sentAt === null ? null : dayOf(row.sentAt),
        (row.clock.workMinutes / 540).toFixed(1),
        row.amountFen,
        row.currency,
        row.validUntil,
        row.responsible?.name ?? null,
      ]),
    })
    await recordEvent(ctx, {
      kind: 'export.quotes',
      subject: { kind: 'export', id: newId(ctx.now) },
      summary: { rows: items.length },
    })
    return sendXlsx(response, `报价-${dayOf(ctx.now)}.xlsx`, file)
  })
  serve(app, api.getQuote, (ctx, { params }) => getQuote(ctx, params.id))
  serve(app, api.requestQuote, (ctx, { body }) => requestQuote(ctx, body))
  serve(app, api.updateQuote, (ctx, { params, body }) => updateQuote(ctx, params.id, body))
  serve(app, api.recordQuoteStep, (ctx, { params, body }) => recordStep(ctx, params.id, body))
  serveRaw(app, api.quoteFile, (ctx, { params, query }, { response }) =>
    sendQuoteFile(ctx, { id: params.id, lang: query.lang }, response),
  )
  serve(app, api.askQuoteApproval, (ctx, { params, body }) => askQuoteApproval(ctx, params.id, body))
  serve(app, api.undoQuoteStep, (ctx, { params, body }) => undoStep(ctx, params.id, body.stepId))
}

const STATUS = {
  asked: '待报价',
  paused: '等客户资料',
  sent: '已报价',
  answered: '客户已回复',
  won: '成交',
  lost: '未成交',
  withdrawn: '已撤回',
} as const
