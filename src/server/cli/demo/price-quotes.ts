import { sql } from 'kysely'
import { addDays, dayOf } from '../../../core/calendar.ts'
import type { Fen } from '../../../core/money.ts'
import { priceRows } from '../../../world/prices.ts'
import type { Company } from '../../../world/shapes.ts'
import { askContractApproval, createContract, saveTemplate } from '../../modules/contracts/index.ts'
import { publishPrices } from '../../modules/prices/index.ts'
import { askQuoteApproval, releasedVersion as getQuoteOffer, sendQuote } from '../../modules/quotes/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { saveSetting } from '../../platform/org-settings.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const FINANCE_ROLE = 'finance'
const TEMPLATE = {
  name: '标准买卖合同',
  penaltyBp: 5,
  isRetired: false,
  clauses: {
    subject: '{甲方}向{乙方}采购下列产品，规格以双方确认的图纸为准。',
    delivery: '乙方在{到期日期}前交齐；按国家标准和图纸检验，甲方收货后 7 日内书面提出异议，逾期视为合格。',
    breach: '任何一方违约，应赔偿对方因此受到的直接损失。',
    dunning:
      '逾期付款的，乙方先书面提醒；满 7 日未付，乙方可暂停发货；满 30 日未付，乙方可发催款函并主张全部到期款项。',
    other: '一式两份，双方各执一份。',
  },
  ownClauses: [
    {
      title: '包装与运输',
      text: '乙方按防锈、防撞要求包装，运至{交货地点}，运费由乙方承担，风险自甲方签收时转移。',
    },
    {
      title: '质量保证',
      text: '质保期为签收后{质保期}；质保期内非因甲方使用不当的缺陷，乙方在 5 个工作日内免费修理或更换。',
    },
    { title: '保密', text: '双方对图纸、价格和客户信息保密，本条在合同终止后三年内有效。' },
    { title: '争议解决', text: '争议由乙方所在地人民法院管辖。' },
  ],
  blanks: ['交货地点', '质保期'],
}
const LETTERHEAD = {
  nameEn: 'Mingchuan Precision Co., Ltd. (Demo)',
  taxNumber: '91320583MA1DEMO00X',
  address: '江苏省昆山市前进东路 1 号',
  addressEn: '1 Qianjin East Road, Kunshan, Jiangsu, China',
  phone: '0512-5000 0000',
  bank: '演示银行昆山支行',
  account: '0000 1111 2222 3333',
}
const REASON = '客户今年预计采购翻番，竞争对手报价低 12%，希望先拿下首单。'

/**
 * Two versions of the price list, and what reps did with it today: one quote went out within it, two wait for
 * approval below the floor (C057 C063).
 */
export async function priceQuotes(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  await saveSetting(ctx, 'letterhead', LETTERHEAD)
  const actors = actorsOf(company, people)
  const finance = [...actors.values()].find(({ roles }) => roles.includes(FINANCE_ROLE))!
  const today = dayOf(ctx.now)
  const list = { currency: 'CNY', validFrom: addDays(today, -200), note: '年度标准价', rows: priceRows() }
  await publishPrices({ ...ctx, actor: finance }, list)
  const raised = {
    ...list,
    validFrom: addDays(today, -3),
    note: '铝、铜涨价，整体上调 3%',
    rows: priceRows(3n),
  }
  await publishPrices({ ...ctx, actor: finance }, raised)
  const legal = [...actors.values()].find(({ roles }) => roles.includes('legal'))!
  const template = { ...TEMPLATE, reviewOn: addDays(today, 90) }
  const { id: templateId } = await saveTemplate(
    { ...ctx, actor: legal },
    { ...template, legalId: legal.userId! },
  )
  const waiting = await waitingQuotes(ctx, company)
  const validUntil = addDays(today, 30)
  for (const [index, { id, by, product, amountFen }] of waiting.slice(0, 3).entries()) {
    const actor = actors.get(by)!
    const { listFen, unit } = raised.rows.find(({ name }) => name === product)!
    const quantity = amountFen / listFen + 1n
    const line = { product, unit, quantityMilli: quantity * 1_000n }
    const offer = (percent: bigint) => ({
      lines: [{ ...line, unitPriceFen: (listFen * percent) / 100n }],
      validUntil,
    })
    if (index === 0) {
      await sendQuote({ ...ctx, actor }, id, { kind: 'sent', ...offer(98n) })
      await draftContract({ ...ctx, actor }, id, { templateId, title: `${product}买卖合同` })
    } else
      await askQuoteApproval({ ...ctx, actor }, id, { ...offer(index === 1 ? 84n : 76n), reason: REASON })
  }
}

/** From the quote that went out, with one clause of the template changed: whoever approves it sees which. */
async function draftContract(
  ctx: WriteCtx,
  quoteId: string,
  { templateId, title }: { templateId: string; title: string },
): Promise<void> {
  const today = dayOf(ctx.now)
  const { amountFen } = (await getQuoteOffer(ctx, quoteId))!.offer
  const half = amountFen / 2n
  const nodes = [
    { label: '预付', dueOn: addDays(today, 7), amountFen: half },
    { label: '验收后付清', dueOn: addDays(today, 60), amountFen: amountFen - half },
  ]
  const { id } = await createContract(ctx, {
    ...{ number: `HT-${today.replaceAll('-', '')}`, title, currency: 'CNY', quoteId, templateId, nodes },
    ...{ effectiveOn: today, endsOn: addDays(today, 180), penaltyBp: TEMPLATE.penaltyBp },
    ownClauses: TEMPLATE.ownClauses,
    blanks: { 交货地点: '甲方一号仓库', 质保期: '12 个月' },
    clauses: {
      ...TEMPLATE.clauses,
      breach: '供方逾期交货的，每日按未交货款的万分之三支付违约金，累计不超过货款的百分之三。',
    },
  })
  await askContractApproval(ctx, id, '客户要求把逾期交货违约金的上限写进合同。')
}

type Waiting = { id: string; by: string; product: string; amountFen: Fen }

/**
 * Asked for and not sent, the newest first, one of each rep; a demo opened before work begins has requests of
 * later today.
 */
async function waitingQuotes(ctx: WriteCtx, company: Company): Promise<Waiting[]> {
  const { rows } = await sql<{ id: string; code: string; by: string }>`
    select distinct on (u.login) q.id, d.external_code as code, u.login as by from quote q
    join deal d on d.org_id = q.org_id and d.id = q.deal_id
    join app_user u on u.org_id = q.org_id and u.id = q.responsible_id and u.status = 'active'
    where q.org_id = ${ctx.orgId} and q.status = 'asked' and q.voided_at is null and q.asked_at <= ${at(ctx.now)}
    order by u.login, q.asked_at desc`.execute(ctx.db)
  const deals = new Map(company.deals.map((deal) => [deal.code, deal]))
  return rows.flatMap(({ id, code, by }) => {
    const deal = deals.get(code)
    return deal ? [{ id, by, product: deal.product, amountFen: deal.amountFen }] : []
  })
}
