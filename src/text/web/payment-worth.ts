/** What foreign money is worth before it is saved. */
export const paymentWorthText = {
  zh: {
    working: '正在折算…',
    worth: '折合人民币',
    rate: '按 {day} 汇率 {n} {currency} = ¥{quoted}',
    settles: '其中核销',
    advance: '记为预收',
    loss: '汇兑损失',
    gain: '汇兑收益',
    across: '币种不同的应收按到账日汇率折算核销；不指定就只核销同币种的应收。',
  },
  en: {
    working: 'Converting…',
    worth: 'Worth in yuan',
    rate: 'at {n} {currency} = ¥{quoted} of {day}',
    settles: 'of which set against what is owed',
    advance: 'Kept as an advance',
    loss: 'Exchange loss',
    gain: 'Exchange gain',
    across:
      'What is owed in another currency is settled at the rate of the day the money came; by itself money only settles its own currency.',
  },
} as const
