import { readConcentration as concentrationRoute } from '../../../api/concentration.ts'
import * as invoices from '../../../api/invoices.ts'
import * as holds from '../../../api/legal-holds.ts'
import * as api from '../../../api/receivables.ts'
import { dayOf } from '../../../core/calendar.ts'
import { taxWithin } from '../../../core/receivable/tax.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { requireCustomer } from '../customers/index.ts'
import { serveExport } from '../exports/index.ts'
import { billsRoutes } from './bill-routes.ts'
import { closesRoutes } from './close-routes.ts'
import { disputesRoutes } from './dispute-routes.ts'
import { drawAgeing } from './export-ageing.ts'
import { liftLegalHold, placeLegalHold, readInhibition } from './legal-holds.ts'
import { ownOfInvoice, setInvoiceOwnFields } from './own-of-invoice.ts'
import { penaltiesRoutes } from './penalty-routes.ts'
import { provisionsRoutes } from './provision-routes.ts'
import { listInstalments, readDueCalendar } from './read.ts'
import { readAgeing } from './read-ageing.ts'
import { readConcentration } from './read-concentration.ts'
import { readMeasures } from './read-measures.ts'
import { readStatement } from './read-statement.ts'
import { receiptsRoutes } from './receipt-routes.ts'
import { recordInvoices } from './record-invoices.ts'
import { previewPayment, recordPayments } from './record-payments.ts'
import { drawStatement } from './statement-file.ts'
import { spanOf, statementRoutes } from './statement-routes.ts'
import { voidInvoice, voidPayment } from './void.ts'
import { writeOffsRoutes } from './write-off-routes.ts'

export function receivablesRoutes(app: App): void {
  disputesRoutes(app)
  closesRoutes(app)
  provisionsRoutes(app)
  writeOffsRoutes(app)
  penaltiesRoutes(app)
  receiptsRoutes(app)
  billsRoutes(app)
  serve(app, holds.customerInhibition, (ctx, { params }) => readInhibition(ctx, params.id))
  serve(app, holds.placeLegalHold, (ctx, { params, body }) => placeLegalHold(ctx, params.id, body.reason))
  serve(app, holds.liftLegalHold, (ctx, { params, body }) => liftLegalHold(ctx, params.id, body.reason))
  serve(app, api.ageing, (ctx, { query }) =>
    readAgeing(ctx, {
      asOf: query.asOf ?? dayOf(ctx.now),
      reading: query.known ? 'known' : 'business',
      ...{ top: query.top, q: query.q, basis: query.basis, by: query.by, group: query.group },
    }),
  )
  serve(app, api.listInstalments, (ctx, { query }) =>
    listInstalments(ctx, { ...query, reading: query.known ? 'known' : 'business' }),
  )
  serve(app, api.collectionMeasures, (ctx, { query }) =>
    readMeasures(ctx, {
      asOf: query.asOf ?? dayOf(ctx.now),
      reading: query.known ? 'known' : 'business',
    }),
  )
  serve(app, concentrationRoute, (ctx, { query }) =>
    readConcentration(ctx, {
      asOf: query.asOf ?? dayOf(ctx.now),
      reading: query.known ? 'known' : 'business',
      by: query.by,
    }),
  )
  serve(app, api.dueCalendar, (ctx, { query }) => readDueCalendar(ctx, query.month))
  serve(app, api.customerStatement, (ctx, { params, query }) =>
    readStatement(ctx, spanOf(ctx, params.id, query)),
  )
  statementRoutes(app)
  serveRaw(app, api.statementFile, (ctx, { params, query }) =>
    drawStatement(ctx, { ...spanOf(ctx, params.id, query), format: query.format, lang: query.lang }),
  )
  serve(app, invoices.recordInvoice, async (ctx, { body }) => {
    await requireCustomer(ctx, body.customerId, 'receivable.write')
    if (body.issuedOn > dayOf(ctx.now)) throw invalid('date_in_future')
    await requireDocuments(ctx, body)
    const { taxFen, taxRateBp: rateBp, custom: given, ...invoice } = body
    const custom = await ownOfInvoice(ctx, body, given ?? {})
    const tax = taxWithin(body.amountFen, { taxFen, rateBp })
    if (!tax.ok) throw refused(tax)
    const [saved] = await recordInvoices(ctx, [{ ...invoice, custom, tax: tax.value }])
    await recordEvent(ctx, {
      kind: 'invoice.recorded',
      subject: { kind: 'invoice', id: saved!.id },
      customerId: body.customerId,
      summary: { number: body.number, amountFen: body.amountFen },
    })
    return { id: saved!.id }
  })
  paymentRoutes(app)
  serveExport(app, api.exportAgeing, 'receivables', drawAgeing)
}

function paymentRoutes(app: App): void {
  serve(app, api.recordPayment, async (ctx, { body }) => {
    await requireCustomer(ctx, body.customerId, 'receivable.write')
    if (body.receivedOn > dayOf(ctx.now)) throw invalid('date_in_future')
    const [saved] = await recordPayments(ctx, [body])
    const { id, allocatedFen, unallocatedFen, unallocatedMinor, differenceFen } = saved!
    await recordEvent(ctx, {
      kind: 'payment.recorded',
      subject: { kind: 'payment', id },
      customerId: body.customerId,
      summary: { kind: body.kind, amountFen: allocatedFen + unallocatedFen, unallocatedFen },
    })
    return { id, allocatedFen, unallocatedFen, unallocatedMinor, differenceFen }
  })
  serve(app, api.previewPayment, async (ctx, { body }) => {
    await requireCustomer(ctx, body.customerId, 'receivable.write')
    if (body.receivedOn > dayOf(ctx.now)) throw invalid('date_in_future')
    return previewPayment(ctx, body)
  })
  serve(app, api.voidPayment, (ctx, { params, body }) => voidPayment(ctx, params.id, body.reason))
  serve(app, invoices.setInvoiceOwnFields, (ctx, { params, body }) =>
    setInvoiceOwnFields(ctx, params.id, body.custom),
  )
  serve(app, api.voidInvoice, (ctx, { params, body }) => voidInvoice(ctx, params.id, body.reason))
}

type Named = {
  customerId: string
  orderId?: string | null | undefined
  contractId?: string | null | undefined
}

/** The order and the contract are of this customer, which is in scope already, and belong together. */
async function requireDocuments(ctx: WriteCtx, { customerId, orderId, contractId }: Named): Promise<void> {
  const order = orderId
    ? await ctx.db
        .selectFrom('sales_order')
        .select(['contract_id', 'number'])
        .where('org_id', '=', ctx.orgId)
        .where('id', '=', orderId)
        .where('customer_id', '=', customerId)
        .where('voided_at', 'is', null)
        .executeTakeFirst()
    : null
  if (order === undefined) throw notFound('order')
  if (!contractId) return
  const contract = await ctx.db
    .selectFrom('contract')
    .select('number')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', contractId)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (!contract) throw notFound('contract')
  if (order?.contract_id && order.contract_id !== contractId)
    throw conflict('order_of_other_contract', { order: order.number, contract: contract.number })
}
