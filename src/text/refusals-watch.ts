/** Refusals about alerts, rules and figures. Each says what to do. */
export const WATCH_SENTENCES: Record<string, { zh: string; en: string }> = {
  already_resolved: {
    zh: '这件事已经处理完了，请刷新后再看。',
    en: 'This is over already. Load the page again.',
  },
  already_acknowledged: {
    zh: '已经有人接手了，请刷新后再看；主管可以改派。',
    en: 'Somebody has taken it up already. Load the page again; a manager may reassign it.',
  },
  already_started: { zh: '已经在处理中了。', en: 'It is being worked on already.' },
  already_reviewed: { zh: '已经复盘过了。', en: 'It has been reviewed already.' },
  own_alert: { zh: '这条预警由您自己负责。', en: 'This alert is your own.' },
  own_result: {
    zh: '结果是您自己写的，请上级来复盘。',
    en: 'The result is your own; somebody above you reviews it.',
  },
  not_silenced: { zh: '它没有被设为暂不提醒。', en: 'It is not silenced.' },
  end_before_start: { zh: '结束时间要晚于开始时间。', en: 'The end must lie after the start.' },
  end_in_the_past: { zh: '结束时间要在现在之后。', en: 'The end must lie ahead.' },
  silence_too_long: {
    zh: '最长 90 天；要更久，请改规则的条件或关掉规则。',
    en: 'At most 90 days. For longer, change what the rule asks for or switch it off.',
  },
  quiet_over: { zh: '这段静默期已经结束了。', en: 'This quiet period is over already.' },
  quiet_about_missing: {
    zh: '请选要静默的团队、客户或指标。',
    en: 'Choose the team, the customer or the figure it is about.',
  },
  quiet_everywhere: {
    zh: '全公司、整项指标，或团队里有您管不到的人时，请老板来设。',
    en: 'For the whole company, a figure of everybody, or a team you do not wholly see, ask the boss.',
  },
  result_required: {
    zh: '请选一个处理结果（“自行恢复”由系统写）。',
    en: 'Choose what came of it; that it went away by itself is said by the program.',
  },
  same_person: { zh: '已经是这个人了，请选另一位。', en: 'It is this person already. Choose another.' },
  person_absent: {
    zh: '这个人现在不在岗（请假或已离职），请选另一位。',
    en: 'This person is away or has left. Choose another.',
  },
  no_one_above: { zh: '上面没有别人可以上报了。', en: 'There is nobody further up.' },
  subject_is_fixed: {
    zh: '规则看的是“{subject}”，不能换成别的对象；请新建一条规则。',
    en: 'This rule is about {subject} and stays so. Make a new rule for something else.',
  },
  rule_unproven: {
    zh: '还没有人看过这条规则按现在这个条件的记录，不能直接打扰人。先在编辑页做一次历史验证，或先试运行 {days} 天；老板或管理员也可以写明理由直接打开。',
    en: 'Nobody has seen the record of this rule with just this condition, so it may not disturb anybody yet. Run its backtest in the editor, or keep it on trial for {days} days; the boss or an administrator may switch it on with a written reason.',
  },
  second_person_missing: {
    zh: '没有第二位老板或管理员，改动就没人能同意。请先加一位管理员，再打开这个要求。',
    en: 'There is no second boss or administrator who could accept anything. Add an administrator first.',
  },
  proposal_waiting: {
    zh: '这条规则已有一处改动在等人同意；先同意或退回它，再改。',
    en: 'A change of this rule is waiting already. Have it accepted or declined first.',
  },
  own_proposal: {
    zh: '自己提的改动要由另一位老板或管理员同意。',
    en: 'Somebody else, a boss or an administrator, accepts what you have proposed.',
  },
  proposal_outdated: {
    zh: '提出之后规则又改过了，不能直接同意；请退回，按现在的规则重新提。',
    en: 'The rule was changed after this was proposed. Decline it, and have it proposed anew.',
  },
  rule_invalid: {
    zh: '规则还不完整，请按红字逐项改好再保存。',
    en: 'The rule is not complete. Mend what is marked and save again.',
  },
  no_such_knob: {
    zh: '规则改过了，没有这个可调的数；请刷新后再改。',
    en: 'The rule has changed and has no such number. Load the page again.',
  },
  out_of_range: {
    zh: '数字要在 {min} 到 {max} 之间，且是整数（除非原来就有小数）。',
    en: 'The number must lie between {min} and {max}, without a fraction unless it had one.',
  },
  period_invalid: {
    zh: '时间段不对：开始要早于结束，最长 {days} 天。',
    en: 'The period does not fit: the start lies before the end, {days} days at most.',
  },
  comparison_subject_missing: {
    zh: '还没选看谁的数字：请选一个团队或业务员。',
    en: 'Nobody is chosen: choose a team or a rep.',
  },
  comparison_days_turned: {
    zh: '时间段反了：开始 {from} 晚于结束 {to}，请对调。',
    en: 'The period is turned round: it begins on {from} and ends on {to}. Swap them.',
  },
  comparison_not_begun: {
    zh: '时间段从 {from} 开始，看的是 {asOf} 的数字，那时还没开始。请选早一点的日子。',
    en: 'The period begins on {from}, after the day looked from, {asOf}. Choose earlier days.',
  },
  comparison_figure_unknown: {
    zh: '没有叫 {figure} 的可比指标。请从列表里选。',
    en: 'There is no figure {figure} that can be compared. Choose from the list.',
  },
  card_month_ahead: {
    zh: '{month} 还没到，没有考核可看。请选这个月或更早的月份。',
    en: '{month} has not begun. Choose this month or an earlier one.',
  },
  card_month_closed: {
    zh: '{month} 已经月结，考核的权重不能再改。请从之后的月份开始用新的。',
    en: '{month} is closed and keeps its weights. Let the new ones hold from a later month.',
  },
  card_empty: { zh: '一项都没选。至少选一项考核。', en: 'No line is chosen. Choose one at least.' },
  card_line_twice: { zh: '“{line}”选了两次，请删掉一个。', en: '“{line}” is there twice. Remove one.' },
  card_weight_none: {
    zh: '“{line}”的权重要大于 0；不考核就把它删掉。',
    en: '“{line}” needs a weight above 0, or is to be removed.',
  },
  card_turned: {
    zh: '“{line}”的满分线和零分线反了或一样，请对调。',
    en: 'The values of “{line}” for all and for no points are turned round or the same. Swap them.',
  },
  card_weights_off: {
    zh: '权重合计是 {sum}，要正好 100。',
    en: 'The weights come to {sum}; they must come to 100.',
  },
  duty_twice: {
    zh: '同一个环节和角色填了两次，请合成一格再保存。',
    en: 'One step and role is there twice. Put them together and save again.',
  },
}
