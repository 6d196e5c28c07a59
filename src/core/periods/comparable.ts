import { metricDef } from '../watch/metrics.ts'
import type { Bilingual, SubjectKind } from '../watch/subject.ts'

/** A figure by what it says of any stretch of days: the metric's own title names the window of rules. */
export type Comparable = { id: string; title: Bilingual; meaning: Bilingual }

/** The four of the source case (C098 C081 C099 C139), always shown of a company. */
export const CASE_FIGURES = [
  'bad_debt_bp',
  'contract_violation_bp',
  'late_orders_share',
  'order_retro_bp',
] as const

/** What stands beside them until somebody chooses. */
export const USUAL_FIGURES = ['mtd_bookings_bp', 'mtd_collections_bp', 'total_conversion'] as const

const COMPARABLE: readonly Comparable[] = [
  told('bad_debt_bp', ['坏账率（核销口径）', 'Bad-debt rate (written off)'], {
    zh: '这段日子核销的应收（减去核销后收回的）÷ 这段日子的赊销',
    en: 'Written off in these days less what was recovered, divided by their credit sales',
  }),
  told('contract_violation_bp', ['合同违规率', 'Contract violations'], {
    zh: '这段日子登记的合同里，没批准就交货或开票的，或名下订单擅自改了价格还没批准的，占多少',
    en: 'Of the contracts recorded in these days, the share used before approval or with an order at unapproved prices',
  }),
  told('late_orders_share', ['回款超期订单占比', 'Orders with overdue payment'], {
    zh: '这段日子开始到期的订单（没有订单的按发票）里，到最后一天有一期超期没收回的占多少',
    en: 'Of orders (invoices without one) that began to fall due in these days, the share overdue on the last of them',
  }),
  told('order_retro_bp', ['异常订单复盘率', 'Anomalous orders reviewed'], {
    zh: '这段日子处理完的异常订单（发过预警的）里，写了复盘的占多少',
    en: 'Of the orders whose alert ended in these days, the share with a retrospective',
  }),
  told('mtd_bookings_bp', ['签单完成率', 'Bookings against target'], {
    zh: '签单 ÷ 摊到这段日子各个工作日的目标',
    en: 'Bookings divided by the target spread over the working days of the stretch',
  }),
  told('mtd_collections_bp', ['回款完成率', 'Collections against target'], {
    zh: '回款 ÷ 摊到这段日子各个工作日的目标',
    en: 'Collections divided by the target spread over the working days of the stretch',
  }),
  told('total_conversion', ['赢单率', 'Win rate'], {
    zh: '这段日子有结果的商机里，赢单的占多少',
    en: 'Won of all deals decided in these days',
  }),
  told('cycle_days_median', ['成交周期中位数', 'Median sales cycle'], {
    zh: '这段日子赢单的商机，从第一个阶段到赢单用的天数，排起来正中间的那个',
    en: 'The middle one of the days from first stage to won, of deals won in these days',
  }),
  told('new_deals_4w', ['新增商机', 'New deals'], {
    zh: '这段日子新开了几个商机',
    en: 'Deals begun in these days',
  }),
  told('new_customers_4w', ['新增客户', 'New customers'], {
    zh: '这段日子新增了几家客户',
    en: 'Customers added in these days',
  }),
  told('follow_ups_week', ['跟进次数', 'Follow-ups'], {
    zh: '这段日子跟进了几次',
    en: 'Follow-ups in these days',
  }),
  told('quote_response_median', ['报价响应时长中位数', 'Median quote response'], {
    zh: '这段日子发出的报价，一半在这个工作时间内发出',
    en: 'Half of the quotes of these days were sent within this working time',
  }),
  told('quote_late_share', ['报价超过 3 个工作日的占比', 'Quotes later than three working days'], {
    zh: '这段日子等到报价、或等了 3 个工作日以上的询价里，超过 3 个工作日的占多少',
    en: 'Of the inquiries answered or waiting over three working days in the stretch, the share beyond three days',
  }),
  told('quote_hit_rate', ['报价命中率', 'Quote hit rate'], {
    zh: '这段日子客户作出决定的报价里，成交的占多少',
    en: 'Of the quotes that customers decided on in these days, the share accepted',
  }),
  told('on_time_delivery_bp', ['准时交货率', 'On-time delivery'], {
    zh: '这段日子交完的订单里，不晚于计划交货日的占多少',
    en: 'Of the orders completed in these days, the share not later than planned',
  }),
  told('order_error_bp', ['订单失误率', 'Orders corrected'], {
    zh: '这段日子下的订单里，登记后又更正过内容的占多少',
    en: 'Of the orders placed in these days, the share whose content was corrected afterwards',
  }),
  told('orders_4w_fen', ['下单金额', 'Amount ordered'], {
    zh: '这段日子客户下单的金额',
    en: 'Amount of the orders of these days',
  }),
  told('complaint_late_share', ['投诉响应超时占比', 'Complaints answered late'], {
    zh: '这段日子的投诉里，首次响应超过时限的占多少',
    en: 'Of the complaints of these days, the share whose first answer was late',
  }),
  told('overdue_share', ['期末逾期占比', 'Overdue share at the end'], {
    zh: '最后一天的逾期金额 ÷ 未收金额',
    en: 'Overdue amount divided by open receivables on the last day',
  }),
  told('open_fen', ['期末未收金额', 'Open receivables at the end'], {
    zh: '最后一天还没收回的金额',
    en: 'Open receivables on the last day',
  }),
  told('concentration_bp', ['期末最大客户占比', 'Largest customer share at the end'], {
    zh: '最后一天欠款最多的一家客户占全部未收金额多少',
    en: 'Share of the largest debtor in all open receivables on the last day',
  }),
]

function told(id: string, [zh, en]: [string, string], meaning: Bilingual): Comparable {
  return { id, title: { zh, en }, meaning }
}

/** What can be compared of a company, a team or a person. */
export function comparablesOf(kind: SubjectKind): Comparable[] {
  return COMPARABLE.filter(({ id }) => metricDef(kind, id) !== undefined)
}
