import { addDays, addMonths, lastDayOf, monthOf } from '../core/calendar.ts'
import { type Cast, DRIFT, QUIET } from './casting.ts'
import { intakeDrought, SLUMP_MONTHS } from './customers.ts'
import { LEAVER_SLOWS_DAYS_AGO } from './deals.ts'
import { LATE_ORDER_DAYS } from './orders.ts'
import type { Frame } from './pace.ts'
import { BOSS, FINANCE, FORMER_REP_LEFT_DAYS_AGO, LEAVER, teamManager } from './people.ts'
import { LEAVER_LOSS_DAYS_AGO } from './plant-deals.ts'
import type { Incident, LivingToday, WorldDeal, WorldOrder } from './shapes.ts'

/** The five planted stories with their answers, then the ordinary trouble of a week. */
export function tellIncidents(
  frame: Frame,
  cast: Cast,
  { slowest, lateOrder, unapproved }: { slowest: WorldDeal; lateOrder: WorldOrder; unapproved: WorldOrder },
  living: LivingToday,
): Incident[] {
  return [
    quoteBottleneck(slowest),
    termDrift(frame, cast),
    leavingRep(frame),
    quietCustomer(frame, cast),
    slump(frame),
    slowQuote(slowest),
    stuckOrder(lateOrder),
    unapprovedContract(unapproved),
    ...ordinary(frame, cast, living),
  ]
}

function quoteBottleneck(deal: WorldDeal): Incident {
  return {
    id: 'quote-bottleneck',
    rule: 'deal-stuck-in-stage',
    checklist: ['C041', 'C250'],
    metric: 'stage_days',
    subject: { kind: 'deal', code: deal.code },
    told: deal.responsible,
    beganOn: deal.history.find(({ stage }) => stage === 'quote')!.occurredOn,
    lossOn: deal.history.at(-1)!.occurredOn,
    leadDays: 7,
    story: {
      zh: '华南二组的报价堵在成本核算：停滞商机里八成卡在方案报价，都超过 7 天，已有六单因报价太慢丢给同一家竞争对手。',
      en: 'Quotations of the southern team are stuck in costing: four of five stalled deals wait there for more than 7 days, and six were lost to the same competitor.',
    },
  }
}

function slowQuote(deal: WorldDeal): Incident {
  const asked = deal.history.find(({ stage }) => stage === 'quote')!
  return {
    id: 'slow-quote',
    rule: 'quote-response-late',
    checklist: ['C058', 'C250'],
    metric: 'quote_wait_days',
    subject: { kind: 'quote', code: deal.code.replace('SJ', 'BJ') },
    told: teamManager(deal.responsible),
    beganOn: asked.occurredOn,
    lossOn: deal.history.at(-1)!.occurredOn,
    leadDays: 10,
    story: {
      zh: '华南二组最大的一单，客户询价两周多没有拿到报价，转给了竞争对手。',
      en: 'The largest deal of the southern team waited more than two weeks for its quote and went to a competitor.',
    },
  }
}

function stuckOrder(order: WorldOrder): Incident {
  return {
    id: 'late-order',
    rule: 'order-delivery-late',
    checklist: ['C049', 'C050'],
    metric: 'delivery_late_days',
    subject: { kind: 'order', code: order.number },
    told: order.responsible,
    beganOn: addDays(order.plannedOn, 1),
    lossOn: null,
    leadDays: 0,
    story: {
      zh: `订单 ${order.number} 卡在生产，已过计划交货日 ${LATE_ORDER_DAYS} 天。`,
      en: `Order ${order.number} is stuck in production, ${LATE_ORDER_DAYS} days past its planned delivery.`,
    },
  }
}

function unapprovedContract(order: WorldOrder): Incident {
  const number = order.number.replace('DD', 'HT')
  return {
    id: 'unapproved-contract',
    rule: 'contract-used-unapproved',
    checklist: ['C073', 'C050'],
    metric: 'used_unapproved',
    subject: { kind: 'contract', code: number },
    told: teamManager(order.responsible),
    // The first use counts, and the invoice may come before the goods.
    beganOn: order.orderedOn,
    lossOn: null,
    leadDays: 0,
    story: {
      zh: `合同 ${number} 没有批准，货已经交了。`,
      en: `Contract ${number} was never approved, yet the goods have been delivered.`,
    },
  }
}

function termDrift(frame: Frame, { drift }: Cast): Incident {
  return {
    id: 'term-drift',
    rule: 'term-drift',
    checklist: ['C028', 'C258'],
    metric: 'effective_term_days',
    subject: { kind: 'customer', code: drift.code },
    told: FINANCE,
    beganOn: frame.ago(DRIFT.beganDaysAgo),
    lossOn: frame.ago(DRIFT.lastPaymentDaysAgo - 1),
    leadDays: 60,
    story: {
      zh: `${drift.shortName}订单越做越大，回款却从 30 天一路拖到 90 天，最后一笔之后再没有付款。`,
      en: `${drift.shortName} orders more and more but pays later and later, from 30 days to 90, and then stops paying.`,
    },
  }
}

function leavingRep(frame: Frame): Incident {
  return {
    id: 'leaving-rep',
    rule: 'rep-contacts-drop',
    checklist: ['C040'],
    metric: 'follow_ups_week',
    subject: { kind: 'rep', code: LEAVER },
    told: teamManager(LEAVER),
    beganOn: frame.ago(LEAVER_SLOWS_DAYS_AGO),
    lossOn: frame.ago(LEAVER_LOSS_DAYS_AGO),
    leadDays: 10,
    story: {
      zh: '程一帆的跟进次数五周前骤降到平时的一两成，随后提交离职申请，手上一单同天丢给竞争对手。',
      en: 'Cheng Yifan’s follow-ups fell to a fraction five weeks ago; then he handed in his notice, and a deal of his was lost the same day.',
    },
  }
}

function quietCustomer(frame: Frame, { quiet }: Cast): Incident {
  return {
    id: 'quiet-customer',
    rule: 'order-interval-stretched',
    checklist: ['C240', 'C039'],
    metric: 'order_interval_days',
    subject: { kind: 'customer', code: quiet.code },
    told: quiet.responsible,
    beganOn: frame.ago(QUIET.lastOrderDaysAgo),
    lossOn: frame.ago(QUIET.lostDaysAgo),
    leadDays: 25,
    story: {
      zh: `${quiet.shortName}原来每月下单，三个多月没有新订单，两个多月没有人联系，年度框架转给了竞争对手。`,
      en: `${quiet.shortName} used to order every month; no order for over three months, no contact for over two, and the yearly agreement went to a competitor.`,
    },
  }
}

function slump(frame: Frame): Incident {
  const drought = intakeDrought(frame.today)
  const month = addMonths(monthOf(frame.today), SLUMP_MONTHS[0])
  return {
    id: 'bookings-slump',
    rule: 'new-customers-drop',
    checklist: ['C165', 'C113', 'C250'],
    metric: 'new_customers_4w',
    subject: { kind: 'org', code: 'org' },
    told: BOSS,
    beganOn: drought.from,
    lossOn: lastDayOf(month),
    leadDays: 30,
    story: {
      zh: `签约额从 ${month} 起连续三个月下滑；两个月前新客户就已经断流。`,
      en: `Bookings fell three months in a row from ${month} on; new customers had dried up two months before.`,
    },
  }
}

function ordinary(frame: Frame, cast: Cast, living: LivingToday): Incident[] {
  const late = living.unpaid.find(({ overdueDays }) => overdueDays === 31)!
  const debtor = cast.late.at(-1)!
  const limited = cast.overLimit
  return [
    {
      id: 'long-overdue',
      rule: 'instalment-overdue-30',
      checklist: ['C087', 'C090'],
      metric: 'overdue_days',
      subject: { kind: 'instalment', code: late.invoiceNumber },
      told: teamManager(debtor.responsible),
      beganOn: frame.ago(30),
      lossOn: null,
      leadDays: 0,
      story: {
        zh: `${debtor.shortName}一笔货款已逾期 31 天。`,
        en: `${debtor.shortName} is 31 days overdue with one instalment.`,
      },
    },
    {
      id: 'over-limit',
      rule: 'over-limit',
      checklist: ['C021', 'C022'],
      metric: 'limit_use_bp',
      subject: { kind: 'customer', code: limited.code },
      told: FINANCE,
      beganOn: frame.ago(3),
      lossOn: null,
      leadDays: 0,
      story: {
        zh: `${limited.shortName}本周发货后超出信用额度。`,
        en: `${limited.shortName} went over its limit this week.`,
      },
    },
    {
      id: 'concentration',
      rule: 'concentration',
      checklist: ['C029'],
      metric: 'concentration_bp',
      subject: { kind: 'org', code: 'org' },
      told: BOSS,
      beganOn: frame.ago(22),
      lossOn: null,
      leadDays: 0,
      story: {
        zh: `${cast.flagship.shortName}一家占了应收账款的三分之一。`,
        en: `${cast.flagship.shortName} alone holds a third of all receivables.`,
      },
    },
    {
      id: 'orphaned-key-customer',
      rule: 'key-customer-without-responsible',
      checklist: ['C043'],
      metric: 'responsible_active',
      subject: { kind: 'customer', code: cast.orphan.code },
      told: teamManager('qiuyinan'),
      beganOn: addDays(frame.ago(FORMER_REP_LEFT_DAYS_AGO), 1),
      lossOn: null,
      leadDays: 0,
      story: {
        zh: `周大光离职交接时漏了重点客户${cast.orphan.shortName}，至今没有负责人。`,
        en: `When Zhou Daguang left, the key customer ${cast.orphan.shortName} was forgotten and has nobody responsible.`,
      },
    },
  ]
}
