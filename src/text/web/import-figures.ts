/** Words of the import page about files of figures: targets, figures from outside, exchange rates. */
export const figureFileText = {
  zh: {
    targets: '目标',
    indicators: '外部数据',
    rates: '汇率',
    q_rate_per: '表里的汇率是每多少外币的人民币价？中国银行按每 100 报价。',
    o_1: '每 1',
    o_100: '每 100',
    o_1000: '每 1,000',
    o_10000: '每 10,000',
  },
  en: {
    targets: 'Targets',
    indicators: 'Figures from outside',
    rates: 'Exchange rates',
    q_rate_per:
      'How many units of the currency is a rate in this file for? The Bank of China quotes for 100.',
    o_1: 'for 1',
    o_100: 'for 100',
    o_1000: 'for 1,000',
    o_10000: 'for 10,000',
  },
} as const
