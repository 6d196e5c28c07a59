import type { ImportTarget } from '../../src/core/import/mapping.ts'

/**
 * Cells by field. `#` stands for a mark that no other file of the test has, `%` for a day of its month,
 * `~` for a tax number of its own.
 */
export type Row = Readonly<Record<string, string>>

/**
 * A column as companies fill it in: a cell, and another one for the same record later. `beside` are the cells
 * the column makes no sense without. `becomes` is what the second import makes of the row, where that is
 * not a change of it, with the reason.
 */
export type Sample = {
  cell: string
  later: string
  beside?: Row
  becomes?: { outcome: 'new' | 'same' | 'bad'; why: string }
}

type TargetSamples = { base: Row; all?: Row; fields: Record<string, Sample> }

const KEY = { outcome: 'new', why: 'it says which record is meant' } as const
const PASSING = { outcome: 'same', why: 'said in passing, of what is recorded once' } as const
const FIXED = { outcome: 'bad', why: 'the row is refused: this is fixed once recorded' } as const
const RECORDED = { outcome: 'same', why: 'what happened is recorded once' } as const
const CUSTOMER = '客户#有限公司'
const customer = (becomes?: Sample['becomes']): Record<string, Sample> => ({
  customerName: { cell: CUSTOMER, later: '另#有限公司', ...(becomes ? { becomes } : {}) },
  customerCode: { cell: 'KH-#', later: 'KH-#-2', ...(becomes ? { becomes } : {}) },
})
const OWN = { customerName: 'own客户有限公司', customerCode: 'C-own' } as const
const deal: Record<string, Sample> = { dealCode: { cell: 'D-own', later: '', beside: OWN, becomes: PASSING } }

const money = (amount: string): Record<string, Sample> => ({
  currency: { cell: 'USD', later: 'EUR', beside: { bookedAt: '7.1', amountFen: amount }, becomes: FIXED },
  bookedAt: {
    cell: '7.1',
    later: '7.2',
    beside: { currency: 'USD', amountFen: amount },
    becomes: { outcome: 'same', why: 'money is booked once' },
  },
})

export const IMPORT_SAMPLES: Record<ImportTarget, TargetSamples> = {
  customers: {
    base: { name: CUSTOMER, externalCode: 'C-#' },
    fields: {
      name: { cell: CUSTOMER, later: '客户#（集团）有限公司', beside: { externalCode: 'C-#' } },
      externalCode: { cell: 'C-#', later: 'C-#-2', becomes: KEY },
      shortName: { cell: '简#', later: '简称#' },
      uscc: { cell: '~', later: '91350100M000100Y43' },
      city: { cell: '苏州', later: '无锡' },
      phone: { cell: '0512-66668888', later: '13912345678' },
      keyLevel: { cell: '重点', later: '普通' },
      termDays: { cell: '30', later: '15' },
      limitFen: { cell: '50,000.00', later: '40000' },
      responsible: { cell: 'rep', later: 'mate' },
      members: { cell: 'rep、mate', later: 'stranger/rep; mate' },
      createdOn: {
        cell: '2025-03-01',
        later: '2025-04-01',
        becomes: { outcome: 'same', why: 'since when a customer is one is said once' },
      },
      lastFollowUpAt: { cell: '2026-03-01 14:30', later: '2026-03-10', beside: { responsible: 'rep' } },
      nextFollowUpOn: {
        cell: '2026-04-01',
        later: '2026-04-02',
        beside: { lastFollowUpAt: '2026-03-01' },
        becomes: RECORDED,
      },
      remark: { cell: '老客户，月底对账', later: '月结' },
    },
  },
  contacts: {
    base: { customerName: CUSTOMER, name: '王强' },
    fields: {
      ...customer(KEY),
      name: { cell: '王强', later: '李娜', becomes: KEY },
      title: { cell: '采购经理', later: '采购总监' },
      phone: { cell: '13912345678', later: '13812345678' },
      email: { cell: 'wang#@example.com', later: 'wq#@example.com' },
      wechat: { cell: 'wang_#', later: 'wq_#' },
      primary: { cell: '否', later: '是' },
    },
  },
  invoices: {
    base: { customerName: CUSTOMER, number: 'FP-#', issuedOn: '2026-01-05', amountFen: '1,130.00' },
    all: {
      currency: 'CNY',
      bookedAt: '',
      amountFen: '1130',
      paidFen: '1130',
      paidOn: '2026-02-03',
      openFen: '0',
      settledOn: '2026-02-03',
    },
    fields: {
      ...customer(KEY),
      ...money('1130'),
      number: { cell: 'FP-#', later: 'FP-#-2', becomes: KEY },
      issuedOn: { cell: '2026/1/5', later: '2026年1月6日' },
      dueOn: { cell: '2026-02-05', later: '2026-02-15' },
      termDays: { cell: '30', later: '60' },
      amountFen: { cell: '￥1,130.00', later: '2,260.00' },
      netFen: { cell: '1,000.00', later: '1066.04' },
      taxFen: { cell: '130', later: '63.96' },
      taxRate: { cell: '0.13', later: '6' },
      settledOn: { cell: '', later: '2026-02-03' },
      paidFen: { cell: '500', later: '600', beside: { paidOn: '2026-02-03' } },
      paidOn: { cell: '2026-02-03', later: '2026-02-04', beside: { paidFen: '500' } },
      openFen: { cell: '1130', later: '630', beside: { paidOn: '2026-02-03' } },
      buyerUscc: {
        cell: '~',
        later: '',
        becomes: { outcome: 'same', why: 'it says whose invoice it is and is not kept of it' },
      },
      blueNumber: {
        cell: '',
        later: 'FP-#-0',
        becomes: { outcome: 'same', why: 'only what takes an invoice back names one' },
      },
      responsible: {
        cell: 'rep',
        later: 'mate',
        becomes: { outcome: 'same', why: 'who answers for an invoice changes with its customer' },
      },
      disputed: { cell: '否', later: '是' },
      remark: {
        cell: '含运费',
        later: '不含运费',
        becomes: { outcome: 'same', why: 'only read for payments' },
      },
    },
  },
  payments: {
    base: { customerName: CUSTOMER, externalCode: 'SK-#', receivedOn: '2026-02-03', amountFen: '1000' },
    all: { currency: 'CNY', bookedAt: '', invoiceNumber: '' },
    fields: {
      ...customer(),
      ...money('1000'),
      currency: { cell: 'USD', later: 'EUR', beside: { bookedAt: '7.1' } },
      receivedOn: { cell: '2026-02-03', later: '2026-02-04' },
      amountFen: { cell: '1,000.00', later: '900' },
      invoiceNumber: {
        cell: 'INV-own',
        later: '',
        beside: OWN,
        becomes: RECORDED,
      },
      externalCode: { cell: 'SK-#', later: 'SK-#-2', becomes: KEY },
      reference: { cell: '银行转账', later: '电汇', becomes: PASSING },
      billDueOn: {
        cell: '2026-08-03',
        later: '2026-08-04',
        beside: { reference: '银行承兑汇票' },
        becomes: PASSING,
      },
      billNumber: {
        cell: '1105#',
        later: '1106#',
        beside: { billDueOn: '2026-08-03', reference: '银行承兑汇票' },
        becomes: PASSING,
      },
      responsible: { cell: 'rep', later: 'mate', becomes: PASSING },
      remark: { cell: '货款', later: '尾款', becomes: PASSING },
    },
  },
  deals: {
    base: { externalCode: 'SJ-#', title: '商机#', customerName: CUSTOMER, startedOn: '2026-01-05' },
    all: {
      stage: '输单',
      needOn: '2026-01-15',
      quoteOn: '2026-02-01',
      signOn: '2026-02-10',
      closedOn: '2026-03-01',
      stageOn: '2026-03-01',
    },
    fields: {
      externalCode: { cell: 'SJ-#', later: 'SJ-#-2', becomes: KEY },
      title: { cell: '轴承项目#', later: '轴承二期#' },
      ...customer(),
      ...money('1000'),
      stage: { cell: '需求确认', later: '方案报价', beside: { stageOn: '2026-02-01' } },
      amountFen: { cell: '12.8万', later: '150000' },
      responsible: { cell: 'rep', later: 'mate' },
      startedOn: { cell: '2026-01-05', later: '2026-01-06' },
      needOn: { cell: '', later: '2026-01-15', beside: { stage: '需求确认' } },
      quoteOn: { cell: '', later: '2026-02-01', beside: { stage: '方案报价' } },
      signOn: { cell: '', later: '2026-02-10', beside: { stage: '合同签署' } },
      stageOn: { cell: '2026-02-01', later: '2026-02-02', beside: { stage: '需求确认' } },
      closedOn: { cell: '2026-03-01', later: '2026-03-02', beside: { stage: '赢单' } },
      expectedCloseOn: { cell: '2026-04-30', later: '2026-05-31' },
      lastFollowUpAt: { cell: '2026-03-01', later: '2026-03-10', beside: { responsible: 'rep' } },
      nextFollowUpOn: {
        cell: '2026-04-01',
        later: '2026-04-02',
        beside: { lastFollowUpAt: '2026-03-01', responsible: 'rep' },
        becomes: RECORDED,
      },
      product: { cell: '轴承', later: '齿轮' },
      lostReason: { cell: '价格', later: '交期', beside: { stage: '输单', closedOn: '2026-03-01' } },
      competitor: { cell: '某某公司', later: '另一家', beside: { stage: '输单', closedOn: '2026-03-01' } },
    },
  },
  activities: {
    base: {
      customerName: CUSTOMER,
      occurredAt: '2026-03-01 14:30',
      person: 'rep',
      summary: '谈了价格#',
      externalCode: 'GJ-#',
    },
    all: { dealCode: '' },
    fields: {
      ...customer(RECORDED),
      occurredAt: { cell: '2026-03-01 14:30', later: '2026-03-02', becomes: RECORDED },
      person: { cell: 'rep', later: 'mate', becomes: RECORDED },
      kind: { cell: '上门拜访', later: '电话', becomes: RECORDED },
      summary: { cell: '谈了价格', later: '谈了交期', becomes: RECORDED },
      nextOn: { cell: '2026-03-20', later: '2026-03-21', becomes: RECORDED },
      ...deal,
      externalCode: { cell: 'GJ-#', later: 'GJ-#-2', becomes: KEY },
    },
  },
  targets: {
    base: { person: '员工#', month: '2026-03', bookingsFen: '100000' },
    fields: {
      person: { cell: '员工#', later: '员工#二', becomes: KEY },
      month: { cell: '2026年3月', later: '2026年4月', becomes: KEY },
      bookingsFen: { cell: '10万', later: '12万' },
      collectionsFen: { cell: '80000', later: '90000' },
    },
  },
  quotes: {
    base: { externalCode: 'BJ-#', customerName: CUSTOMER, askedOn: '2026-02-01' },
    all: { result: '未成交', dealCode: '' },
    fields: {
      ...customer({ outcome: 'bad', why: 'a number of one customer is not one of another' }),
      ...money('1000'),
      externalCode: { cell: 'BJ-#', later: 'BJ-#-2', becomes: KEY },
      title: { cell: '轴承', later: '齿轮' },
      askedOn: { cell: '2026-02-01', later: '2026-02-02' },
      sentOn: { cell: '', later: '2026-02-03' },
      amountFen: { cell: '5000', later: '6000', beside: { sentOn: '2026-02-03' } },
      validUntil: {
        cell: '2026-03-03',
        later: '2026-04-03',
        beside: { sentOn: '2026-02-03', amountFen: '5000' },
      },
      answeredOn: { cell: '', later: '2026-02-10', beside: { sentOn: '2026-02-03', amountFen: '5000' } },
      result: {
        cell: '',
        later: '成交',
        beside: { sentOn: '2026-02-03', decidedOn: '2026-02-20', amountFen: '5000' },
      },
      decidedOn: {
        cell: '2026-02-20',
        later: '2026-02-21',
        beside: { sentOn: '2026-02-03', result: '成交', amountFen: '5000' },
      },
      reason: {
        cell: '价格高',
        later: '交期长',
        beside: { sentOn: '2026-02-03', result: '未成交', decidedOn: '2026-02-20', amountFen: '5000' },
      },
      competitor: {
        cell: '某某公司',
        later: '另一家',
        beside: { sentOn: '2026-02-03', result: '未成交', decidedOn: '2026-02-20', amountFen: '5000' },
      },
      ...deal,
      responsible: { cell: 'rep', later: 'mate' },
    },
  },
  orders: {
    base: { externalCode: 'DD-#', customerName: CUSTOMER, amountFen: '1000', orderedOn: '2026-02-01' },
    all: { dealCode: '' },
    fields: {
      ...customer({ outcome: 'bad', why: 'a number of one customer is not one of another' }),
      ...money('1000'),
      externalCode: { cell: 'DD-#', later: 'DD-#-2', becomes: KEY },
      title: { cell: '轴承', later: '齿轮' },
      product: { cell: '轴承 6204', later: '轴承 6205' },
      quantity: { cell: '100', later: '50', beside: { product: '轴承' } },
      unit: { cell: '件', later: '套', beside: { product: '轴承', quantity: '100', unitPrice: '10' } },
      unitPrice: {
        cell: '10',
        later: '10.5',
        beside: { product: '轴承', quantity: '100' },
        becomes: { outcome: 'same', why: 'a price that does not come to the amount is no line' },
      },
      lineAmountFen: {
        cell: '1000',
        later: '900',
        becomes: { outcome: 'bad', why: 'the lines must come to the amount of the order' },
      },
      amountFen: { cell: '1,000.00', later: '900' },
      orderedOn: { cell: '2026-02-01', later: '2026-02-02' },
      plannedOn: { cell: '2026-03-01', later: '2026-03-08' },
      deliveredOn: { cell: '', later: '2026-03-01', beside: { plannedOn: '2026-03-01' } },
      ...deal,
      responsible: { cell: 'rep', later: 'mate' },
    },
  },
  contracts: {
    base: { externalCode: 'HT-#', customerName: CUSTOMER, amountFen: '1000' },
    all: { dealCode: '' },
    fields: {
      ...customer({ outcome: 'bad', why: 'a number of one customer is not one of another' }),
      ...money('1000'),
      externalCode: { cell: 'HT-#', later: 'HT-#-2', becomes: KEY },
      title: { cell: '年度供货合同', later: '年度供货合同（补充）' },
      amountFen: { cell: '1,000.00', later: '900' },
      signedOn: { cell: '2026-01-10', later: '2026-01-11', becomes: RECORDED },
      effectiveOn: { cell: '2026-01-15', later: '2026-01-16', becomes: RECORDED },
      endsOn: { cell: '2026-12-31', later: '2027-01-31' },
      approvedOn: { cell: '', later: '2026-01-09' },
      ...deal,
      responsible: { cell: 'rep', later: 'mate' },
    },
  },
  indicators: {
    base: { indicator: '钢价#', period: '2026-02', value: '49.2' },
    fields: {
      indicator: {
        cell: '钢价#',
        later: '铜价#',
        becomes: { outcome: 'bad', why: 'it must be one that is kept' },
      },
      period: { cell: '2026-02', later: '2026-01', becomes: KEY },
      value: { cell: '49.2', later: '50.1' },
    },
  },
  rates: {
    base: { currency: 'GBP', on: '2026-01-%', quoted: '912.5', per: '100' },
    fields: {
      currency: { cell: 'GBP', later: 'JPY', becomes: KEY },
      on: { cell: '2026-01-%', later: '2025-12-%', becomes: KEY },
      quoted: { cell: '912.5', later: '913.5' },
      per: { cell: '100', later: '1', becomes: { outcome: 'bad', why: 'a hundredfold jump is a slip' } },
      source: { cell: '中国银行', later: '央行', becomes: PASSING },
    },
  },
}
