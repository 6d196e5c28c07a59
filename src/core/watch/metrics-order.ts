import type { MetricDef } from './metric.ts'

/** So long after its delivery an order that came out otherwise is worth telling of (C272). */
const OFF_PLAN_DAYS = 30

/** The clocks of an order run until it is completely delivered or cancelled. */
export const ORDER_METRICS: readonly MetricDef[] = [
  {
    id: 'days_to_delivery',
    subject: 'order',
    unit: 'days',
    bad: 'low',
    fold: { kind: 'left' },
    gate: true,
    title: { zh: '距交货天数', en: 'Days to delivery' },
    meaning: { zh: '离计划交货日还有几天，当天为 0', en: 'Days until the planned delivery, 0 on the day' },
  },
  {
    id: 'delivery_late_days',
    subject: 'order',
    unit: 'days',
    bad: 'high',
    fold: { kind: 'age', ahead: true },
    gate: true,
    deltasOf: 'days_to_delivery',
    restsOn: [{ source: 'order', errs: 'high' }],
    title: { zh: '发货延迟天数', en: 'Days late with delivery' },
    meaning: {
      zh: '过了计划交货日几天还没交完，当天为 0',
      en: 'Days past the planned delivery while not all is delivered, 0 on the day',
    },
  },
  {
    id: 'order_price_beyond',
    subject: 'order',
    unit: 'count',
    bad: 'high',
    fold: { kind: 'sum' },
    gate: true,
    title: { zh: '价格未批准', en: 'Prices not approved' },
    meaning: {
      zh: '订单内容与合同、已发报价或价格表的价格不一致，又没有批准，为 1；批准、更正或取消后为 0',
      en: '1 while what the order says departs from contract, quote or price list and nobody has approved it',
    },
  },
  {
    id: 'uncovered_uses',
    subject: 'order',
    unit: 'count',
    bad: 'high',
    fold: { kind: 'window', span: 30 },
    gate: true,
    title: { zh: '没有合同就执行的次数（近 30 天）', en: 'Used without a contract, 30 days' },
    meaning: {
      zh: '这张订单所属的合同没有批准（没写合同的，客户没有任何已批准的合同）时，最近 30 天发生的交货、开票和收款笔数',
      en: 'Deliveries, invoices and payments of this order in 30 days while its contract (or, if it names none, any of the customer) is not approved',
    },
  },
  {
    id: 'unsigned_notes',
    subject: 'order',
    unit: 'count',
    bad: 'high',
    fold: { kind: 'sum' },
    title: { zh: '送货超期未签收', en: 'Shipped and unsigned too long' },
    meaning: {
      zh: '这张订单发出超过 3 天、还没有人签收的送货单张数',
      en: 'Delivery notes of this order that left more than 3 days ago and nobody has signed for',
    },
  },
  {
    id: 'order_quantity_off_bp',
    subject: 'order',
    unit: 'bp',
    bad: 'high',
    fold: { kind: 'window', span: OFF_PLAN_DAYS },
    title: { zh: '交货数量偏差', en: 'Delivered quantity off plan' },
    meaning: {
      zh: '交完的订单，交货数量与最初确认的数量相差多少（多交少交都算）；没有明细的按金额算。交完后 30 天内有这个数',
      en: 'Of an order that is delivered, how far the quantity is from what was first confirmed, either way; by amount where there are no lines. For 30 days after the delivery',
    },
  },
  {
    id: 'order_price_off_bp',
    subject: 'order',
    unit: 'bp',
    bad: 'high',
    fold: { kind: 'window', span: OFF_PLAN_DAYS },
    title: { zh: '成交价格偏差', en: 'Price off plan' },
    meaning: {
      zh: '交完的订单，开票金额（没开够时按订单金额）与按最初确认单价算的金额相差多少；交完 30 天还没开够的，按已开的算',
      en: 'Of an order that is delivered, how far what is invoiced (or the order says) is from the same at the prices first confirmed; invoiced short counts 30 days after the delivery',
    },
  },
  {
    id: 'order_date_off_days',
    subject: 'order',
    unit: 'days',
    bad: 'high',
    fold: { kind: 'window', span: OFF_PLAN_DAYS },
    title: { zh: '比最初计划晚交天数', en: 'Days later than first planned' },
    meaning: {
      zh: '交完的订单，比最初确认的交货日晚了几天；中途改期不改变这个数。交完后 30 天内有这个数',
      en: 'Of an order that is delivered, days after the day first confirmed, whatever was planned since. For 30 days after the delivery',
    },
  },
  {
    id: 'order_amount_fen',
    subject: 'order',
    unit: 'fen',
    bad: 'low',
    fold: { kind: 'last' },
    title: { zh: '订单金额', en: 'Order amount' },
    meaning: { zh: '订单的金额', en: 'The amount of the order' },
  },
]

/** C139: by the day the first alert of an order ended. */
export const ORDER_RETRO: MetricDef = {
  id: 'order_retro_bp',
  subject: 'org',
  unit: 'bp',
  bad: 'low',
  fold: {
    kind: 'ratio',
    num: { kind: 'window', span: 90 },
    den: { kind: 'window', span: 90 },
    scale: 10_000,
  },
  statistics: 'proportion',
  title: { zh: '异常订单复盘率（近 90 天）', en: 'Anomalous orders reviewed, 90 days' },
  meaning: {
    zh: '最近 90 天处理完的异常订单（发过预警的）里，写了复盘的占多少',
    en: 'Of the orders whose alert ended in the last 90 days, the share with a retrospective',
  },
}

type Shape = Omit<MetricDef, 'subject'>

export const ORDER_SHAPES: readonly Shape[] = [
  {
    id: 'on_time_delivery_bp',
    unit: 'bp',
    bad: 'low',
    fold: {
      kind: 'ratio',
      num: { kind: 'window', span: 90 },
      den: { kind: 'window', span: 90 },
      scale: 10_000,
    },
    statistics: 'proportion',
    title: { zh: '准时交货率（近 90 天）', en: 'On-time delivery, 90 days' },
    meaning: {
      zh: '最近 90 天交完的订单里，不晚于计划交货日的占多少',
      en: 'Of the orders completed in the last 90 days, the share not later than planned',
    },
  },
  {
    // C210: by the day the order was placed, so that a correction counts once, with its own order.
    id: 'order_error_bp',
    unit: 'bp',
    bad: 'high',
    fold: {
      kind: 'ratio',
      num: { kind: 'window', span: 90 },
      den: { kind: 'window', span: 90 },
      scale: 10_000,
    },
    statistics: 'proportion',
    title: { zh: '订单失误率（近 90 天）', en: 'Orders corrected, 90 days' },
    meaning: {
      zh: '最近 90 天下的订单里，登记后又更正过内容的占多少；同一张订单更正几次都算一次',
      en: 'Of the orders placed in the last 90 days, the share whose content was corrected afterwards, each counted once',
    },
  },
  {
    id: 'orders_4w_fen',
    unit: 'fen',
    bad: 'low',
    fold: { kind: 'window', span: 28 },
    restsOn: [{ source: 'order', errs: 'low' }],
    title: { zh: '近四周下单金额', en: 'Ordered in four weeks' },
    meaning: { zh: '最近 28 天客户下单的金额', en: 'Amount of the orders of the last 28 days' },
  },
]
