import {
  bookedAt,
  CUSTOMER_NAME,
  currency,
  customerCode,
  customerName,
  type FieldDef,
  REMARK,
  RESPONSIBLE,
  remark,
  responsible,
  words,
} from './field-def.ts'

export const INVOICES: readonly FieldDef[] = [
  customerName,
  customerCode,
  currency,
  bookedAt,
  {
    field: 'number',
    kind: 'code',
    zh: '发票号/单号',
    en: 'Invoice number',
    synonyms: words(
      '发票号 发票号码 发票编号 单号 单据号 单据编号 销售单号 订单号 订单编号 合同号 合同编号 出库单号 送货单号 凭证号 invoicenumber invoiceno invoice invoiceid docno documentno billno orderid',
    ),
  },
  {
    field: 'issuedOn',
    kind: 'day',
    zh: '开票日期',
    en: 'Issued on',
    required: true,
    synonyms: words(
      '开票日期 发票日期 单据日期 业务日期 销售日期 订单日期 出库日期 送货日期 发货日期 签订日期 合同日期 日期 开票时间 invoicedate issuedate issuedon date docdate orderdate',
    ),
  },
  {
    field: 'dueOn',
    kind: 'day',
    zh: '到期日',
    en: 'Due on',
    synonyms: words(
      '到期日 到期日期 应收日期 应付日期 约定付款日 约定回款日 应回款日期 预计回款日期 付款期限 还款日期 duedate dueon due',
    ),
  },
  {
    field: 'termDays',
    kind: 'days',
    zh: '账期（天）',
    en: 'Payment term (days)',
    synonyms: words('账期 账期天数 信用账期 付款天数 信用期 paymentterm terms termdays'),
  },
  {
    field: 'amountFen',
    kind: 'amount',
    zh: '金额',
    en: 'Amount',
    required: true,
    synonyms: words(
      '应收金额 开票金额 发票金额 价税合计 含税金额 金额 合同金额 销售金额 订单金额 总金额 货款 应收款 应收账款 销售额 应收 invoiceamount amount total totalamount receivable sales',
    ),
  },
  {
    field: 'netFen',
    kind: 'amount',
    zh: '不含税金额',
    en: 'Net amount',
    synonyms: words('不含税金额 未税金额 去税金额 不含税价 net netamount amountwithouttax'),
  },
  {
    field: 'taxFen',
    kind: 'amount',
    zh: '税额',
    en: 'Tax',
    synonyms: words('税额 增值税额 税金 合计税额 tax taxamount vat vatamount'),
  },
  {
    field: 'taxRate',
    kind: 'text',
    zh: '税率',
    en: 'Tax rate',
    synonyms: words('税率 增值税率 税率征收率 taxrate vatrate'),
    maxLength: 20,
  },
  {
    field: 'settledOn',
    kind: 'day',
    zh: '结清日期',
    en: 'Settled on',
    synonyms: words('结清日期 全额回款日期 settleddate settledon cleardate paidinfullon'),
  },
  {
    field: 'paidFen',
    kind: 'amount',
    zh: '已回款金额',
    en: 'Paid',
    synonyms: words(
      '已回款 已收金额 已收款 已回款金额 回款金额 收款金额 到账金额 实收金额 累计回款 已付金额 已收 回款 paid paidamount received receivedamount',
    ),
  },
  {
    field: 'paidOn',
    kind: 'day',
    zh: '回款日期',
    en: 'Paid on',
    synonyms: words(
      '回款日期 收款日期 到账日期 付款日期 实际回款日期 回款时间 收款时间 paymentdate paidon paiddate receiveddate',
    ),
  },
  {
    field: 'openFen',
    kind: 'amount',
    zh: '未回款金额',
    en: 'Open balance',
    synonyms: words(
      '未回款 未收金额 未收款 欠款 欠款金额 余额 应收余额 未回款金额 尚欠 结余 期末余额 未付金额 balance openamount outstanding openbalance',
    ),
  },
  {
    field: 'buyerUscc',
    kind: 'code',
    zh: '购买方税号',
    en: 'Buyer tax number',
    synonyms: words(
      '购买方税号 购方税号 购买方纳税人识别号 客户税号 统一社会信用代码 buyertaxid buyertaxnumber',
    ),
  },
  {
    field: 'blueNumber',
    kind: 'code',
    zh: '对应蓝字发票号',
    en: 'Invoice it takes back',
    synonyms: words(
      '对应蓝字发票号 蓝字发票号 蓝字发票号码 原发票号 原发票号码 被红冲发票号 originalinvoice creditedinvoice',
    ),
  },
  responsible,
  {
    field: 'disputed',
    kind: 'yes-no',
    zh: '有争议',
    en: 'Disputed',
    synonyms: words('有争议 争议 是否争议 disputed dispute'),
  },
  remark,
]

/** As banks call whoever pays. */
const PAYER = words(
  '对方户名 对方账户名称 对方名称 对方单位 对方单位名称 付款人 付款人名称 付款方 付款方名称 付款户名 payer counterparty',
)

export const PAYMENTS: readonly FieldDef[] = [
  { ...customerName, synonyms: [...CUSTOMER_NAME, ...PAYER] },
  customerCode,
  currency,
  bookedAt,
  {
    field: 'receivedOn',
    kind: 'day',
    zh: '回款日期',
    en: 'Received on',
    required: true,
    synonyms: words(
      '回款日期 收款日期 到账日期 付款日期 交易日期 记账日期 入账日期 日期 paymentdate receivedon receiveddate date valuedate',
    ),
  },
  {
    field: 'amountFen',
    kind: 'amount',
    zh: '回款金额',
    en: 'Amount',
    required: true,
    synonyms: words(
      '回款金额 收款金额 到账金额 实收金额 贷方金额 贷方发生额 收入 收入金额 金额 回款 payment paymentamount amount received credit',
    ),
  },
  {
    field: 'invoiceNumber',
    kind: 'code',
    zh: '核销发票号',
    en: 'Invoice number',
    synonyms: words(
      '发票号 发票号码 核销发票 核销单号 单号 合同号 合同编号 订单号 invoicenumber invoiceno invoice',
    ),
  },
  {
    field: 'externalCode',
    kind: 'code',
    zh: '流水号',
    en: 'Payment number',
    synonyms: words(
      '流水号 交易流水号 收款单号 回款编号 凭证号 收据号 paymentid paymentnumber transactionid receiptno',
    ),
  },
  {
    field: 'reference',
    kind: 'text',
    zh: '付款方式/摘要',
    en: 'Reference',
    synonyms: words('付款方式 收款方式 回款方式 结算方式 摘要 用途 附言 reference method'),
    maxLength: 200,
  },
  {
    field: 'billDueOn',
    kind: 'day',
    zh: '票据到期日',
    en: 'Bill due day',
    synonyms: words('票据到期日 汇票到期日 承兑到期日 票据到期日期 到期日 billdue billduedate maturity'),
  },
  {
    field: 'billNumber',
    kind: 'code',
    zh: '票据号码',
    en: 'Bill number',
    synonyms: words('票据号码 票据号 汇票号码 汇票号 承兑票号 票号 billnumber billno'),
  },
  // Who handled a payment is a cashier.
  { ...responsible, synonyms: RESPONSIBLE.filter((word) => word !== '经办人') },
  { ...remark, synonyms: REMARK.filter((word) => word !== '摘要') },
]
