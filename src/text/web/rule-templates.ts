export const ruleTemplatesText = {
  zh: {
    title: '新建预警规则',
    note: '从一条模板开始，或从空白开始。打开后都能改；保存后先试运行，不打扰人。',
    blank: '从空白开始',
    own: '本企业的行业',
    measured: '示例企业实测',
    measuredNote:
      '模板上的数字是在示例企业（虚构的零部件厂，两年历史）上跑出来的，不是您公司的。点“用这条”后，会马上用您自己的过去一年再验证。',
    against: '对照：{outcome}',
    load: '平均每人每周 {n} 条',
    use: '用这条',
    there: '已建过',
    from: '来自模板。示例企业实测：{sentence}。您自己的在旁边“历史验证”里。',
    none: '没有这条模板了，请重新选一条。',
  },
  en: {
    title: 'New alert rule',
    note: 'Begin with a template or with nothing. Everything can be changed; once saved it is on trial and disturbs nobody.',
    blank: 'Begin with nothing',
    own: 'Your trade',
    measured: 'Measured at the example company',
    measuredNote:
      'The figures on the templates come from the example company (an invented maker of parts, two years of history), not from yours. After “Use this one” your own past year is tested at once.',
    against: 'Held against: {outcome}',
    load: '{n} a week for each person',
    use: 'Use this one',
    there: 'Made before',
    from: 'From a template. At the example company: {sentence}. Your own is under “Backtest” beside it.',
    none: 'This template is no longer there; choose another one.',
  },
} as const
