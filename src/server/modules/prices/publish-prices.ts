import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { PriceRow } from '../../../core/price/judge.ts'
import { checkPriceRows } from '../../../core/price/sheet.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'

export type PriceListForm = {
  currency: string
  validFrom: Day
  validTo?: Day | null | undefined
  note: string
  rows: readonly PriceRow[]
}

/**
 * A new version of the price list; the ones before it stay as they were, and quotes keep naming theirs
 * (C063).
 */
export async function publishPrices(
  ctx: WriteCtx,
  form: PriceListForm,
): Promise<{ id: string; number: number }> {
  const validTo = form.validTo ?? null
  if (validTo !== null && (validTo < form.validFrom || validTo < dayOf(ctx.now)))
    throw invalid('dates_reversed')
  const problem = checkPriceRows(form.rows)[0]
  if (problem) throw invalid(problem.code, { line: problem.line, text: problem.text })
  await requireOneMeaning(ctx, form)
  // Lists are told apart by a number of their own; people count the versions of one currency.
  const { rows } = await sql<{ next: number; number: number }>`
    select coalesce(max(number), 0) + 1 as next,
      (count(*) filter (where currency = ${form.currency}))::int + 1 as number
    from price_list where org_id = ${ctx.orgId}`.execute(ctx.db)
  const id = newId(ctx.now)
  const { next, number } = rows[0]!
  await ctx.db
    .insertInto('price_list')
    .values({
      org_id: ctx.orgId,
      id,
      number: next,
      currency: form.currency,
      from_day: form.validFrom,
      to_day: validTo,
      note: form.note,
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  const products = await saveProducts(ctx, form.rows)
  await insertRows(
    ctx.db,
    'price_line',
    form.rows.map((row, seq) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      list_id: id,
      seq,
      product_id: products.get(row.code)!,
      grade: row.grade,
      from_milli: row.fromMilli,
      floor_fen: row.floorFen,
      list_fen: row.listFen,
      ceiling_fen: row.ceilingFen,
      cost_fen: row.costFen,
    })),
  )
  await recordEvent(ctx, {
    kind: 'prices.published',
    subject: { kind: 'price_list', id },
    summary: { number, validFrom: form.validFrom, lines: form.rows.length },
  })
  return { id, number }
}

/**
 * A product has one name and one unit, in whatever currency it is sold: another name in the list of dollars
 * would rename it in the list of yuan, and what is quoted there would be unlisted.
 */
async function requireOneMeaning(ctx: ReadCtx, form: PriceListForm): Promise<void> {
  const { rows } = await sql<{ code: string; name: string; unit: string; currency: string }>`
    select distinct m.code, m.name, m.unit, p.currency from price_list p
    join price_line l on l.org_id = p.org_id and l.list_id = p.id
    join product m on m.org_id = l.org_id and m.id = l.product_id
    where p.org_id = ${ctx.orgId} and p.currency <> ${form.currency}
      and coalesce(p.to_day, 'infinity') >= ${dayOf(ctx.now)}
      and m.code = any(${form.rows.map(({ code }) => code)})`.execute(ctx.db)
  const elsewhere = new Map(rows.map((row) => [row.code, row]))
  const index = form.rows.findIndex((row) => {
    const known = elsewhere.get(row.code)
    return known && (known.name !== row.name || known.unit !== row.unit)
  })
  if (index < 0) return
  const { code, name, unit, currency } = elsewhere.get(form.rows[index]!.code)!
  throw invalid('price_other_name', { line: index + 1, code, name, unit, currency })
}

/** Products are known by their code; another name or unit is a new version of the same product. */
async function saveProducts(ctx: WriteCtx, rows: readonly PriceRow[]): Promise<Map<string, string>> {
  const wanted = new Map(rows.map(({ code, name, unit }) => [code, { code, name, unit }]))
  const products = [...wanted.values()].map((product) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    ...product,
  }))
  await ctx.db
    .insertInto('product')
    .values(products)
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'code'])
        .doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          unit: eb.ref('excluded.unit'),
          version: eb('product.version', '+', 1),
        }))
        .where((eb) =>
          eb.or([
            eb('product.name', '<>', eb.ref('excluded.name')),
            eb('product.unit', '<>', eb.ref('excluded.unit')),
          ]),
        ),
    )
    .execute()
  const found = await ctx.db
    .selectFrom('product')
    .select(['id', 'code'])
    .where('org_id', '=', ctx.orgId)
    .where('code', '=', sql<string>`any(${[...wanted.keys()]})`)
    .execute()
  return new Map(found.map(({ id, code }) => [code, id]))
}
