import { customerCode, customerName, type FieldDef, responsible, words } from './field-def.ts'

const dealCode: FieldDef = {
  field: 'dealCode',
  kind: 'code',
  zh: '商机编号',
  en: 'Deal number',
  synonyms: words('商机编号 商机id 项目编号 opportunityid dealid'),
}

const currency: FieldDef = {
  field: 'currency',
  kind: 'text',
  zh: '币种',
  en: 'Currency',
  synonyms: words('币种 币别 货币 currency ccy'),
  maxLength: 20,
}

export const QUOTES: readonly FieldDef[] = [
  {
    field: 'externalCode',
    kind: 'code',
    zh: '报价单号',
    en: 'Quote number',
    synonyms: words('报价单号 报价编号 报价单编号 报价号 quotenumber quoteno quoteid quotationno'),
  },
  customerName,
  customerCode,
  {
    field: 'title',
    kind: 'text',
    zh: '报价内容',
    en: 'Title',
    synonyms: words(
      '报价内容 报价名称 报价项目 询价内容 产品 产品名称 项目名称 主题 quotename title subject product',
    ),
    maxLength: 200,
  },
  {
    field: 'askedOn',
    kind: 'day',
    zh: '询价日期',
    en: 'Asked on',
    required: true,
    synonyms: words(
      '询价日期 询价时间 客户询价日期 需求日期 接收日期 requestdate askedon inquirydate enquirydate rfqdate',
    ),
  },
  {
    field: 'sentOn',
    kind: 'day',
    zh: '报价日期',
    en: 'Sent on',
    synonyms: words('报价日期 报价时间 发出日期 报出日期 quotedate quotedon senton quotationdate'),
  },
  {
    field: 'amountFen',
    kind: 'amount',
    zh: '报价金额',
    en: 'Amount',
    synonyms: words('报价金额 报价总额 报价 金额 总价 quoteamount amount total'),
  },
  {
    field: 'validUntil',
    kind: 'day',
    zh: '有效期至',
    en: 'Valid until',
    synonyms: words('有效期至 有效期 报价有效期 失效日期 截止日期 validuntil validity expirydate expireson'),
  },
  {
    field: 'answeredOn',
    kind: 'day',
    zh: '客户回复日期',
    en: 'Answered on',
    synonyms: words('客户回复日期 回复日期 反馈日期 客户反馈日期 answeredon feedbackdate'),
  },
  {
    field: 'result',
    kind: 'text',
    zh: '结果',
    en: 'Result',
    synonyms: words('结果 报价结果 是否成交 状态 报价状态 result status outcome'),
    maxLength: 60,
  },
  {
    field: 'decidedOn',
    kind: 'day',
    zh: '结果日期',
    en: 'Decided on',
    synonyms: words('结果日期 成交日期 决定日期 关闭日期 decidedon closedate closedon'),
  },
  {
    field: 'reason',
    kind: 'text',
    zh: '未成交原因',
    en: 'Lost reason',
    synonyms: words('未成交原因 丢单原因 失败原因 输单原因 lostreason reason'),
    maxLength: 200,
  },
  {
    field: 'competitor',
    kind: 'text',
    zh: '竞争对手',
    en: 'Competitor',
    synonyms: words('竞争对手 竞品 对手 competitor'),
    maxLength: 100,
  },
  currency,
  dealCode,
  responsible,
]

export const ORDERS: readonly FieldDef[] = [
  {
    field: 'externalCode',
    kind: 'code',
    zh: '订单号',
    en: 'Order number',
    required: true,
    synonyms: words('订单号 订单编号 销售订单号 单号 单据编号 ordernumber orderno orderid salesorder'),
  },
  customerName,
  customerCode,
  {
    field: 'title',
    kind: 'text',
    zh: '订单内容',
    en: 'Title',
    synonyms: words('订单内容 产品 产品名称 品名 货物名称 物料名称 订单名称 ordername title product item'),
    maxLength: 200,
  },
  {
    field: 'amountFen',
    kind: 'amount',
    zh: '订单金额',
    en: 'Amount',
    required: true,
    synonyms: words('订单金额 金额 总金额 价税合计 订单总额 含税金额 orderamount amount total'),
  },
  {
    field: 'orderedOn',
    kind: 'day',
    zh: '下单日期',
    en: 'Ordered on',
    required: true,
    synonyms: words('下单日期 订单日期 订货日期 接单日期 签单日期 orderdate orderedon'),
  },
  {
    field: 'plannedOn',
    kind: 'day',
    zh: '计划交货日期',
    en: 'Planned delivery',
    synonyms: words(
      '计划交货日期 交货日期 计划交期 交期 要求交期 约定交期 计划发货日期 预计发货日期 预计交货日期 plannedon deliverydate requireddate',
    ),
  },
  {
    field: 'deliveredOn',
    kind: 'day',
    zh: '实际交货日期',
    en: 'Delivered on',
    synonyms: words(
      '实际交货日期 实际交期 发货日期 实际发货日期 出库日期 shippeddate shippedon deliveredon actualdelivery',
    ),
  },
  currency,
  dealCode,
  responsible,
]
