import { sql } from 'kysely'
import { addDays, dayOf } from '../../../core/calendar.ts'
import { priceRows } from '../../../world/prices.ts'
import type { Company } from '../../../world/shapes.ts'
import { approveContract, createContract } from '../../modules/contracts/index.ts'
import { correctOrder, createOrder, releaseOrder } from '../../modules/orders/index.ts'
import { type Actor, type WriteCtx, write } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const TERMS = {
  ...{ currency: 'CNY', termDays: 30, penaltyBp: 5 },
  clauses: {
    subject: '按附表所列产品，分批下单交货。',
    delivery: '按订单约定的日期交货，按图纸检验，收货后 7 日内书面提出异议。',
    breach: '违约方赔偿对方因此受到的直接损失。',
    dunning: '逾期付款的，先书面提醒；满 30 日未付，可暂停发货。',
  },
}
const PIECES = 400n

type Where = { db: Db; orgId: string; now: number }

/**
 * A frame contract in force and what was ordered under it today: one order at the agreed price, its quantity
 * corrected since, and one below it that waits for approval (C050 C073 C210). Each acts in a transaction of
 * his own: who approves is asked of the session, not of whoever writes. One that was cut off is taken up.
 */
export async function placeOrders(where: Where, company: Company, people: People): Promise<void> {
  const actors = actorsOf(company, people)
  const boss = [...actors.values()].find(({ roles }) => roles.includes('boss'))!
  const as = <T>(actor: Actor, act: (ctx: WriteCtx) => Promise<T>) =>
    write(where.db, { ...where, actor }, act)
  const number = `KJ-${dayOf(where.now).replaceAll('-', '')}`
  const found = await write(where.db, where, (ctx) => findFrame(ctx, number))
  const customer = found ?? (await write(where.db, where, soundCustomer))
  if (!customer) return
  const rep = actors.get(customer.by)!
  const draft = frameOf({ number, customerId: customer.id, now: where.now })
  const id = found?.contractId ?? (await as(rep, (ctx) => createContract(ctx, draft))).id
  if (!found?.isApproved) await as(boss, (ctx) => approveContract(ctx, id))
  if (!found?.isOrdered) await as(rep, (ctx) => orderUnder(ctx, { ...draft, id }))
}

type Frame = { contractId: string; id: string; by: string; isApproved: boolean; isOrdered: boolean }

async function findFrame(ctx: WriteCtx, number: string): Promise<Frame | null> {
  const { rows } = await sql<Frame>`
    select k.id as "contractId", k.customer_id as id, u.login as by, k.approved_at is not null as "isApproved",
      exists (select 1 from sales_order o where o.org_id = k.org_id and o.contract_id = k.id) as "isOrdered"
    from contract k join app_user u on u.org_id = k.org_id and u.id = k.responsible_id
    where k.org_id = ${ctx.orgId} and k.number = ${number} and k.voided_at is null`.execute(ctx.db)
  return rows[0] ?? null
}

function frameOf({ number, customerId, now }: { number: string; customerId: string; now: number }) {
  const today = dayOf(now)
  // The demo's list went up by three in a hundred: at the new list price a frame is within it.
  const { name, unit, listFen } = priceRows(3n)[0]!
  const amountFen = listFen * PIECES
  return {
    ...TERMS,
    ...{ number, title: `${name}年度框架`, customerId, amountFen },
    ...{ effectiveOn: today, endsOn: addDays(today, 365) },
    lines: [{ product: name, unit, unitPriceFen: listFen, quantityMilli: PIECES * 1_000n, amountFen }],
    nodes: [{ label: '按批次结算', dueOn: addDays(today, 395), amountFen }],
  }
}

async function orderUnder(
  ctx: WriteCtx,
  contract: ReturnType<typeof frameOf> & { id: string },
): Promise<void> {
  const today = dayOf(ctx.now)
  const { amountFen: _, ...agreed } = contract.lines[0]!
  const line = (pieces: bigint, percent = 100n) => ({
    ...agreed,
    quantityMilli: pieces * 1_000n,
    unitPriceFen: (agreed.unitPriceFen * percent) / 100n,
  })
  const order = (number: string, lines: ReturnType<typeof line>[]) =>
    createOrder(ctx, {
      ...{
        number: `${contract.number.replace('KJ', 'DD')}-${number}`,
        title: agreed.product,
        currency: 'CNY',
      },
      ...{ customerId: contract.customerId, contractId: contract.id },
      ...{ orderedOn: today, plannedOn: addDays(today, 14), lines },
    })
  const first = await order('1', [line(20n)])
  const lines = [line(24n)]
  await correctOrder(ctx, first.id, { lines, reason: '客户下单时把数量写错，来电更正' })
  const second = await order('2', [line(30n, 94n)])
  await releaseOrder(ctx, second.id, '客户说上月电话里答应过按 94 折，先按这个价登记')
}

/** Nobody's debtor, so that what is shown is about prices and not about credit. */
async function soundCustomer(ctx: WriteCtx): Promise<{ id: string; by: string } | null> {
  const { rows } = await sql<{ id: string; by: string }>`
    select c.id, u.login as by from customer c
    join app_user u on u.org_id = c.org_id and u.id = c.responsible_id and u.status = 'active'
    where c.org_id = ${ctx.orgId} and c.voided_at is null and not exists (select 1 from instalment i
        where i.org_id = c.org_id and i.customer_id = c.id and i.voided_at is null and i.open_fen > 0)
      and not exists (select 1 from contract k where k.org_id = c.org_id and k.customer_id = c.id and k.voided_at is null)
    order by c.created_on, c.external_code limit 1`.execute(ctx.db)
  return rows[0] ?? null
}
