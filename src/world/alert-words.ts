import type { AlertResult, Verdict } from '../core/watch/alert.ts'

/** What people write when they close an alert: short, and about the matter. */
export const NOTES: Record<Verdict, Record<'money' | 'deal' | 'other', readonly string[]>> = {
  right: {
    money: [
      '联系了对方财务，款已到账。',
      '对账后客户当周付清。',
      '采购漏走付款流程，催后补上。',
      '上门对了账，分两笔付完。',
      '发票重寄一份，客户收到即付。',
    ],
    deal: [
      '已回访，客户还在比价，约了下周再谈。',
      '补了一次拜访，关键人已见到。',
      '催工程出了方案，客户认可。',
      '打了电话，需求没变，继续推进。',
      '换了对接人，重新约上了。',
    ],
    other: [
      '已当面谈过，按计划改。',
      '核实属实，已安排人跟。',
      '情况属实，本周已补上。',
      '已协调，恢复正常。',
    ],
  },
  false: {
    money: ['客户账期内正常付款，不算风险。', '银行在途，没有逾期。', '对方月底统一付款，一向如此。'],
    deal: ['微信一直有联系，忘了登记。', '客户放假，约好节后谈。', '合同已在走流程，不必跟。'],
    other: ['季节性波动，往年也这样。', '出差没登记，实际有跟。', '数据补录后正常。'],
  },
  late: {
    money: ['提醒时客户已停付，早两周就好了。', '知道的时候对方已换供应商。'],
    deal: ['提醒时客户已定了别家。', '打过去才知道上周已签给同行。', '早三天提醒还来得及。'],
    other: ['知道时已经晚了，月底补不回来。', '发现时单子已经丢了。'],
  },
  useless: {
    money: ['小额尾款，不用专门提醒。', '每月都提醒一次，没什么可做。'],
    deal: ['小单，不值得盯。', '客户明年才有预算，提醒也没用。'],
    other: ['知道了也没有可做的。', '范围太大，不知道找谁。'],
  },
}

export const RESULT_OF: Record<Verdict, AlertResult> = {
  right: 'solved',
  false: 'no-action',
  late: 'accepted',
  useless: 'no-action',
}

export const WAITING = [
  '客户已承诺付款日，到时再看。',
  '客户在走内部审批，先等。',
  '已约好拜访，之前不再提醒。',
]
export const ASKED = ['今天给我一个准话。', '请今天联系对方，有结果告诉我。', '这笔你再跟一下，明早说情况。']
export const REVIEWS = ['处理得当。', '同意。', '结果属实，归档。', '下次早点联系。']
