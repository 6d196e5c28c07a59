/**
 * Refusals of a company's own fields (C223), which name the field as people see it, of merging customers and
 * taking it back (C209), and of the cash calendar (C102): what stands in the way and what to do.
 */
export const RECORD_SENTENCES: Record<string, { zh: string; en: string }> = {
  number_out_of_series: {
    zh: '{number} 会在连续编号里留下空号。下一个号是 {next}：用它，或留空自动编号；对方单据有自己的编号时照原样填。',
    en: '{number} would leave a hole in the series. The next number is {next}: take it or leave the field empty. A paper of its own keeps its own number.',
  },
  number_pattern_serial: {
    zh: '编号规则里要有一个流水号，放在最后，如 HT{YYYY}-{0000}。',
    en: 'The rule needs one serial, at its end, like HT{YYYY}-{0000}.',
  },
  number_pattern_unknown: {
    zh: '编号规则里只认 {YYYY}、{YY}、{MM} 和流水号 {0000}，请改掉其他花括号。',
    en: 'Only {YYYY}, {YY}, {MM} and the serial {0000} are known; change what else stands in braces.',
  },
  number_pattern_month: {
    zh: '编号规则按月时也要写年份，不然明年会编出同样的号。',
    en: 'With a month it needs the year too, else the same numbers come again next year.',
  },
  number_pattern_digit: {
    zh: '流水号前面紧挨着数字会分不清，请在中间加一个字母或横线。',
    en: 'A digit right before the serial cannot be told from it; put a letter or a dash between.',
  },
  complaint_responded: {
    zh: '首次响应已经登记过，不能改写；后来的答复写进处理结果。',
    en: 'The first answer is noted already and stays; what was said later belongs to how it ended.',
  },
  complaint_resolved: {
    zh: '这起投诉已经有处理结果；又出现的话请新登记一起。',
    en: 'This complaint has its outcome. If it comes again, register a new one.',
  },
  complaint_before_opened: {
    zh: '处理日期早于投诉日期，请核对。',
    en: 'It cannot end before it was made. Check the day.',
  },
  complaint_due_before_opened: {
    zh: '处理期限早于投诉日期，请核对。',
    en: 'It cannot be due before it was made. Check the day.',
  },
  custom_unknown: {
    zh: '没有“{name}”这个字段，可能已改名，请刷新页面。',
    en: 'There is no field "{name}". Reload the page; it may have been changed.',
  },
  accounts_in_future: {
    zh: '报表期末还没有到，请核对日期。',
    en: 'That period has not ended yet. Check the day.',
  },
  accounts_empty: {
    zh: '资产总计要大于 0，请填写。',
    en: 'Total assets are above zero. Enter them.',
  },
  accounts_negative: {
    zh: '资产、负债和营业收入不会是负数，请核对。',
    en: 'Assets, liabilities and sales are never below zero. Check them.',
  },
  accounts_current_assets: {
    zh: '流动资产大于资产总计，请核对这两项。',
    en: 'Current assets are more than total assets. Check both.',
  },
  accounts_current_liabilities: {
    zh: '流动负债大于负债合计，请核对这两项。',
    en: 'Current liabilities are more than total liabilities. Check both.',
  },
  accounts_profit_beyond_sales: {
    zh: '息税前利润大于营业收入，多半是位数错了，请核对。',
    en: 'The operating result is more than the sales: most likely a misplaced digit. Check both.',
  },
  credit_group_without: {
    zh: '关联企业里要有这家客户自己，请加上。',
    en: 'This customer belongs to the companies that owe together. Add it.',
  },
  credit_group_limit_below_zero: {
    zh: '共用额度不能小于 0，请改正；没有共用额度就空着。',
    en: 'A common limit is not below zero. Change it, or leave it empty for none.',
  },
  credit_group_taken: {
    zh: '“{name}”已经在另一组关联企业里，请先从那一组移出。',
    en: '{name} owes together with another group already. Take it out of that one first.',
  },
  credit_group_name: {
    zh: '已有一组关联企业叫“{name}”，请换一个名称，或到那一组里添加。',
    en: 'Another group is called {name}. Choose another name, or add the company there.',
  },
  credit_group_beyond_authority: {
    zh: '这样改最多会多放开 ¥{amount}，或放开逾期更久的、你自己负责的客户，超出你的放行权限，请由权限更高的人操作。',
    en: 'This would make up to ¥{amount} of room, or let go customers overdue longer than you may release or your own. Ask somebody who may.',
  },
  register_off: {
    zh: '还没有接入工商信息服务，请管理员在 设置 → 工商信息 里填写。',
    en: 'No provider of register data is set up; an administrator does that in Settings → Company register.',
  },
  register_trouble: {
    zh: '工商信息服务暂停了，服务商说：{words}。请管理员在 设置 → 工商信息 里处理。',
    en: 'Look-ups are stopped; the provider says: {words}. An administrator mends that in Settings → Company register.',
  },
  register_running: {
    zh: '这位客户正在查询，稍等片刻就有结果。',
    en: 'This customer is being looked up; the answer will be here in a moment.',
  },
  register_cap: {
    zh: '本月的付费查询次数快用完了（上限 {cap} 次），不够再查一家；请下月再查，或请管理员调高上限。',
    en: 'What is left of this month’s {cap} paid calls is not enough for one more look-up. Wait for the next month or have the cap raised.',
  },
  uscc_missing: {
    zh: '这家公司没有统一社会信用代码，请先在客户资料里填上。',
    en: 'This company has no registration number; enter it with the customer first.',
  },
  register_customer_gone: {
    zh: '这位客户已合并或删除，没有查询。',
    en: 'This customer was merged or removed, so nothing was looked up.',
  },
  register_other_company: {
    zh: '按这个统一社会信用代码查到的是另一家公司，请核对代码。',
    en: 'The provider knows another company by that registration number. Check the number.',
  },
  credit_merge_beyond_authority: {
    zh: '合并后会并入关联企业的共用额度，最多多放开 ¥{amount}，或放开逾期更久的、你自己负责的客户，超出你的放行权限，请由权限更高的人合并。',
    en: 'Merged, they share the limit of linked companies, which makes up to ¥{amount} of room or lets go customers overdue longer than you may release or your own. Ask somebody who may.',
  },
  cover_ends_before_it_begins: {
    zh: '保障的结束日早于开始日，请改日期。',
    en: 'The cover ends before it begins. Change one of the days.',
  },
  cover_pays_nothing: {
    zh: '保障额度和比例都要大于 0，请填写。',
    en: 'A cover pays something: enter an amount and a share above zero.',
  },
  cover_beyond_authority: {
    zh: '这位客户的保障计入额度后最多放开 ¥{amount}，超出你的放行权限，请由权限更高的人操作。',
    en: 'Counted, this customer’s cover could release up to ¥{amount}, more than you may release. Ask somebody who may.',
  },
  cover_recorded_already: {
    zh: '这位客户已登记过起始日相同的保单“{policyNo}”，请核对；登记错了请先作废原来的。',
    en: 'Policy {policyNo} with that first day is recorded for this customer already. Void that one first if it is wrong.',
  },
  cover_end_not_earlier: {
    zh: '只能提前结束；要延长，请登记新的保单或担保。',
    en: 'A cover can only be cut short. To prolong it, record the new policy or guarantee.',
  },
  span_backwards: {
    zh: '结束日早于开始日，请改日期。',
    en: 'The last day is before the first. Change one of them.',
  },
  indicator_too_many: {
    zh: '外部数据最多 {max} 项，请先停用不再录入的。',
    en: 'There are {max} indicators already. End those that are no longer brought.',
  },
  indicator_name_taken: {
    zh: '已有名为“{name}”的外部数据，请换一个名称。',
    en: 'There is an indicator "{name}" already. Choose another name.',
  },
  indicator_unknown: {
    zh: '没有外部数据“{name}”，请先建立，或检查代码。',
    en: 'There is no indicator "{name}". Define it first, or check its key.',
  },
  indicator_ended: {
    zh: '“{name}”已停用，要录入请先恢复。',
    en: '"{name}" has ended. Resume it before recording figures.',
  },
  indicator_period_ahead: {
    zh: '{day} 开始的期间还没到，不能录入。',
    en: 'The period from {day} has not begun, so nothing can be known of it.',
  },
  indicator_value_invalid: {
    zh: '数值不正确，请检查小数点和单位。',
    en: 'The value cannot be right. Check its decimal point and its unit.',
  },
  indicator_period_twice: {
    zh: '同一期间出现了两次，请只留一个。',
    en: 'One period stands there twice. Leave one of them.',
  },
  outflow_ends_before_it_begins: {
    zh: '最后一次不能早于第一次，请改日期。',
    en: 'The last day is before the first. Change one of them.',
  },
  outflow_not_recurring: {
    zh: '只付一次的计划没有结束日；录错了请删除。',
    en: 'A payment that is made once has no end. Remove it if it was entered by mistake.',
  },
  floor_negative: { zh: '资金底线不能小于 0。', en: 'The floor must not be below zero.' },
  waiver_twice: {
    zh: '同一期只能减免一次，请合并成一行。',
    en: 'One instalment stands there twice. Make it one line.',
  },
  waiver_no_penalty: {
    zh: '这一期没有可减免的违约金，请刷新页面。',
    en: 'No penalty is owed on this instalment. Reload the page.',
  },
  waiver_exceeds: {
    zh: '减免超过了这一期还欠的违约金，请改小。',
    en: 'This is more than the penalty that is owed on it. Make it less.',
  },
  waiver_running: {
    zh: '这一期已有减免在审批，请等它有结果。',
    en: 'A waiver of this instalment is being decided. Wait for its outcome.',
  },
  week_not_ahead: {
    zh: '这一周不在日历的 13 周里，请回到资金日历重新选择。',
    en: 'This week is not among the 13 of the calendar. Choose one there.',
  },
  filter_operator: {
    zh: '“{name}”不能按这个条件筛选，请重新选择条件。',
    en: 'This filter cannot be used on "{name}". Choose it again.',
  },
  view_not_yours: {
    zh: '这是别人的视图，可以另存为自己的再改。',
    en: 'This view belongs to somebody else. Save it as your own and change that.',
  },
  view_no_department: {
    zh: '您还不属于任何部门，请先请管理员把您放进部门。',
    en: 'You are in no department yet. Ask your administrator to put you into one.',
  },
  view_share_all: {
    zh: '能看全公司客户的人才能共享给全公司，可以先共享给部门。',
    en: 'Only who sees all customers may share with everybody. Share with your department.',
  },
  view_name_taken: {
    zh: '已有视图“{name}”，请换个名称。',
    en: 'You have a view "{name}" already. Choose another name.',
  },
  view_too_many: {
    zh: '每个列表最多 {max} 个视图，请先删掉不用的。',
    en: 'At most {max} views a list. Delete those no longer used.',
  },
  custom_retired: {
    zh: '“{name}”已停用，不能再填写。',
    en: '"{nameEn}" is no longer in use and cannot be filled in.',
  },
  custom_required: { zh: '请填写“{name}”。', en: 'Fill in "{nameEn}".' },
  custom_text: { zh: '“{name}”最多 500 个字。', en: '"{nameEn}" holds at most 500 characters.' },
  custom_number: {
    zh: '“{name}”要填数字，最多六位小数。',
    en: '"{nameEn}" must be a number with at most six decimals.',
  },
  custom_money: {
    zh: '“{name}”要填金额，最多两位小数。',
    en: '"{nameEn}" must be an amount with at most two decimals.',
  },
  custom_date: {
    zh: '“{name}”要填日期，例如 2026-03-15。',
    en: '"{nameEn}" must be a date such as 2026-03-15.',
  },
  custom_yes_no: { zh: '“{name}”只能填“是”或“否”。', en: '"{nameEn}" must be yes or no.' },
  custom_choice: {
    zh: '“{name}”只能从这些里选：{choices}。',
    en: '"{nameEn}" must be one of: {choices}.',
  },
  custom_bound: {
    zh: '筛选条件“{value}”看不懂，请填数字或日期。',
    en: 'The bound "{value}" is neither a number nor a date.',
  },
  custom_too_many: {
    zh: '一种记录最多 {max} 个自定义字段，请先停用不用的。',
    en: 'A record has at most {max} fields of its own; take one out of use first.',
  },
  custom_choices_few: { zh: '选项至少要有两个。', en: 'A list needs at least two choices.' },
  custom_choices_twice: { zh: '有两个选项一样，请去掉一个。', en: 'Two choices are the same; remove one.' },
  custom_name_taken: {
    zh: '已经有字段叫“{name}”，请换一个名字。',
    en: 'A field is already called "{name}". Choose another name.',
  },
  merge_same: {
    zh: '这是同一条记录，请选另一个客户。',
    en: 'This is the same record. Choose another customer.',
  },
  merge_two_companies: {
    zh: '两条记录的统一社会信用代码不同，是两家公司，不能合并。录错了请先改正代码。',
    en: 'The two have different registered numbers: two companies cannot be merged. Correct the number first if it is wrong.',
  },
  merge_numbers: {
    zh: '两边都有发票号 {numbers}。请先作废录重的那一张再合并。',
    en: 'Both have invoices numbered {numbers}. Take back the one entered twice, then merge.',
  },
  merge_request_pending: {
    zh: '要并掉的那条记录还有待审批的申请，请先处理完。',
    en: 'A request about the record that would go is still waiting. Settle it first.',
  },
  merge_undone: { zh: '这次合并已经撤销了。', en: 'This merge has been undone already.' },
  merge_too_late: {
    zh: '合并超过 30 天，不能撤销了。',
    en: 'The merge is more than 30 days old and can no longer be undone.',
  },
  merge_later_merge: {
    zh: '保留的记录后来又并入了别的客户，请先撤销那次合并。',
    en: 'The kept record was merged on later. Undo that merge first.',
  },
  merge_changed: {
    zh: '合并之后有 {n} 条往来变动过（核销、作废或更正），不能撤销。撤回这些变动后可以再试。',
    en: '{n} entries were changed since (set against, taken back or corrected), so it cannot be undone. Take those back and try again.',
  },
  merge_built_on: {
    zh: '合并之后有 {n} 条新的往来记在并过来的单据上，不能撤销。撤回它们后可以再试。',
    en: '{n} new entries have been recorded on what went over, so it cannot be undone. Take those back and try again.',
  },
  merge_name_taken: {
    zh: '另一个客户“{name}”用了原来的名称或编号，请先改掉再撤销。',
    en: 'Another customer, "{name}", has the former name or code now. Change it first.',
  },
  phone_invalid: {
    zh: '“{text}”看不出是哪一个号码。一栏只写一个电话，固定电话带区号，分机写“转”，例如 0571-87654321 转 801；人名和第二个号码请记到联系人。',
    en: '"{text}" cannot be read as one telephone number. Write one number, a landline with its area code, as in 0571-87654321 ext 801; a name or a second number belongs to a contact.',
  },
  email_invalid: {
    zh: '“{text}”不是邮箱地址，请检查 @ 前后。',
    en: '"{text}" is not an e-mail address. Look at what stands around the @.',
  },
  value_changed: {
    zh: '内容已被别人改过，没有动它。请刷新后再看。',
    en: 'Somebody has changed the value since, so it was left. Reload and look again.',
  },
  no_proposal: {
    zh: '这一条没有可以直接改的建议，请打开记录自己改。',
    en: 'There is no proposal for this one. Open the record and mend it yourself.',
  },
  defect_not_open: {
    zh: '这个问题已经处理过了，请刷新页面。',
    en: 'This defect has been dealt with already. Reload the page.',
  },
  defect_not_dismissed: {
    zh: '它没有被标为“无需修改”，不能重新列出。',
    en: 'It is not marked as right as it is, so there is nothing to list again.',
  },
  help_no_promise: {
    zh: '协助人不能代客户登记付款承诺，请告诉负责人由其登记。',
    en: 'A helper cannot note a promise to pay. Tell the responsible person, who can.',
  },
  help_offered: {
    zh: '您已经提出过协助，等对方答复。',
    en: 'You have offered help already. Wait for the answer.',
  },
  help_not_open: {
    zh: '这次协助已经答复过了，请刷新页面。',
    en: 'This offer has been answered. Reload the page.',
  },
  help_not_stalled: {
    zh: '商机没有停滞，不需要安排协助。',
    en: 'The deal has not stalled, so it needs no help.',
  },
  help_helper_left: {
    zh: '对方已经离职，不能再协助，请婉拒这次提议。',
    en: 'This colleague has left and cannot help any more. Decline the offer.',
  },
  help_over: { zh: '协助已经结束。', en: 'This help is over already.' },
  help_too_long: {
    zh: '协助最长 {days} 天；更久请把商机转给对方。',
    en: 'Help lasts {days} days at most. For longer, hand the deal over.',
  },
  help_reads_only: {
    zh: '您是协作人：可以看、可以记跟进，修改请找负责人。',
    en: 'You help with this deal: you may read and note follow-ups; its responsible person edits it.',
  },
  looking_back: {
    zh: '正在回看过去，请先回到今天。',
    en: 'You are looking at a past day. Go back to today first.',
  },
  undo_no_room: {
    zh: '撤销会恢复导入前的回款，而发票 {number} 上之后又核销了别的回款，两笔放不下。请先撤回之后登记的那笔，再撤销导入。',
    en: 'Undoing brings back the payment as it was before the file, and other money was set against invoice {number} since: both do not fit. Take the later payment back first.',
  },
  batch_undone: { zh: '这批修改已经撤销。', en: 'This batch has been undone already.' },
  nobody_to_mend: {
    zh: '系统里还没有在职人员，先到“设置 › 人员”添加。',
    en: 'Nobody works here yet. Add people under Settings, People.',
  },
}
