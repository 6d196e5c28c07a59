/** Refusals of what people do together: approvals, files, tasks, questions. Each says what to do. */
export const TOGETHER_SENTENCES: Record<string, { zh: string; en: string }> = {
  version_required: {
    zh: '请求没有说明是在哪个版本上修改的（If-Match）。请刷新页面后再改；接口调用请带上读到的版本号。',
    en: 'The request does not say which version it changes (If-Match). Refresh the page, or send the version you read.',
  },
  export_needs_consent: {
    zh: '这份名单 {rows} 行、{customers} 个客户，超出可以自己导出的范围，请写明用途，由另一人同意后再取。',
    en: 'This list has {rows} lines and names {customers} customers, more than one may take alone. Say what it is for; somebody else agrees first.',
  },
  export_grew: {
    zh: '名单比申请时多了（申请 {had} 行，现在 {rows} 行），请重新申请。',
    en: 'The list has grown since it was asked for ({had} lines then, {rows} now). Ask again.',
  },
  export_too_long: {
    zh: '这份名单超过 {most} 行，文件放不下全部。请先用筛选缩小范围，分几份导出。',
    en: 'This list has more than {most} lines, and a file would end before it does. Narrow it and take it in pieces.',
  },
  export_expired: {
    zh: '同意已过期，名单可能已经变了，请重新申请。',
    en: 'The consent has run out and the list may have changed. Ask again.',
  },
  export_not_granted: {
    zh: '这次导出还没有人同意，或已经取过，请在“导出记录”里看进度。',
    en: 'Nobody has agreed to this export yet, or it was fetched already. See Exports.',
  },
  export_used: {
    zh: '文件已经取过；再要一份请重新申请。',
    en: 'The file has been fetched. Ask again for another one.',
  },
  not_article_author: {
    zh: '只有作者和有发布权限的人可以改这篇文章。',
    en: 'Only its author and those who publish may change this article.',
  },
  article_needs_publisher: {
    zh: '发布，以及改动已发布文章的分类、读者、关联和附件，要由主管、财务、法务、内勤、管理员或老板来做。可以先写好草稿，请他们发布。',
    en: 'Publishing, and changing kind, readers, links or files of a published article, is for managers, finance, legal, assistants, the administrator or the boss. Write the draft and ask them to publish it.',
  },
  article_retired: {
    zh: '文章已停用，先恢复使用再改。',
    en: 'The article is out of use. Bring it back first.',
  },
  article_unchanged: {
    zh: '和已发布的内容一样，没有要发布的改动。',
    en: 'It says what is published already; there is nothing to publish.',
  },
  article_not_published: {
    zh: '文章还没有发布，没有人需要确认。',
    en: 'The article is not published; nobody is asked to confirm it.',
  },
  article_not_asked: {
    zh: '这篇文章没有要求您确认阅读。',
    en: 'This article does not ask you to confirm it.',
  },
  article_confirmed: { zh: '您已经确认过了。', en: 'You have confirmed it already.' },
  path_empty: { zh: '路径里至少要有一项。', en: 'A path needs at least one item.' },
  path_item_untold: {
    zh: '第 {n} 项没写完：要读的选文章，要做的写内容，要达到的选指标和数量。',
    en: 'Item {n} is not complete: choose the article, say what to do, or choose figure and number.',
  },
  path_item_twice: {
    zh: '同一篇文章只放一次，请删掉重复的。',
    en: 'An article stands on a path once. Take the second one out.',
  },
  path_missing: {
    zh: '这个岗位还没有培训路径，先到 设置 → 培训路径 里写好。',
    en: 'This role has no path yet. Write it in Settings → Onboarding first.',
  },
  path_not_their_role: { zh: '这个人没有这个岗位。', en: 'This person does not hold that role.' },
  path_walked: { zh: '这个人已经在走这条路径。', en: 'This person walks that path already.' },
  path_over: {
    zh: '这条路径已经结束，不再打勾。',
    en: 'This path is over; nothing more is ticked off.',
  },
  path_not_ticked: {
    zh: '这一项由系统自己算：读完确认，或达到数量，就会打勾。',
    en: 'This counts by itself: it is done when the article is confirmed or the number is reached.',
  },
  article_moved_on: {
    zh: '文章刚刚更新了，请看过新版本再确认。',
    en: 'A newer version was just published. Read it, then confirm.',
  },
  article_target_unknown: {
    zh: '要关联的规则或阶段已经不在了，请重新选。',
    en: 'A rule or stage it is linked to is no longer there. Choose again.',
  },
  tiers_missing: { zh: '至少要有一档。', en: 'There must be at least one tier.' },
  commission_month_closed: {
    zh: '{month} 已月结，提成按当时的规则定了；新规则请从下一个未结的月份开始。',
    en: '{month} is closed and its commission settled by the rule of then; let the new rule begin with a later month.',
  },
  tier_not_from_zero: { zh: '第一档要从 0 开始。', en: 'The first tier must begin at nothing.' },
  tiers_not_rising: { zh: '各档的起点要一档比一档高。', en: 'Each tier must begin above the one before.' },
  not_meeting_holder: {
    zh: '只有召集人或其主管可以这样做。',
    en: 'Only whoever called the meeting, or leads them, may do this.',
  },
  meeting_closed: {
    zh: '会议已经结束，纪要不再改动；新的决定请记到下一次例会。',
    en: 'The meeting is closed and its minutes stay; put new decisions into the next one.',
  },
  meeting_not_held: {
    zh: '还没到开会的日子，不能结束。',
    en: 'The day of the meeting has not come; it cannot be closed yet.',
  },
  not_task_giver: {
    zh: '只有交办人或其主管可以这样做。',
    en: 'Only whoever gave the task, or whoever leads them, may do this.',
  },
  not_task_people: {
    zh: '只有交办人、负责人或其主管可以这样做；您可以留言。',
    en: 'Only whoever gave or has the task may do this; you may leave a comment.',
  },
  task_over: { zh: '这件事已经结束，要继续请先重新打开。', en: 'This is over; open it again to go on.' },
  task_open: { zh: '这件事还没有结束。', en: 'This is still open.' },
  answer_required: { zh: '请写下答复，会一直留在这里。', en: 'Please write the answer; it is kept here.' },
  day_in_past: { zh: '日期已经过去，请选今天或以后。', en: 'That day is over; choose today or later.' },
  promise_needs_day: {
    zh: '写了答应付的金额，请也选答应的日期。',
    en: 'An amount was promised: please choose the promised day as well.',
  },
  case_settled: { zh: '这张审批单已经结束。', en: 'This case is over already.' },
  case_returned: {
    zh: '审批单已退回，等提交人修改后重新提交。',
    en: 'It was sent back; its requester has to send it again.',
  },
  not_asked: { zh: '现在没有轮到您审批。', en: 'You are not asked about this now.' },
  not_your_turn: {
    zh: '还没轮到您，前面的人处理后会通知您。',
    en: 'It is not your turn yet; you will be told.',
  },
  own_request: { zh: '不能审批自己提交的申请。', en: 'Nobody approves their own request.' },
  not_requester: { zh: '只有提交人可以这样做。', en: 'Only whoever asked may do this.' },
  not_returned: { zh: '审批单没有被退回，不能重新提交。', en: 'It was not sent back.' },
  urged_recently: {
    zh: '一小时内已经催办过，请稍后再催。',
    en: 'You urged within the last hour; please wait a little.',
  },
  beyond_authority: {
    zh: '金额或账期超出授权，请提交审批或由有权限的人处理。',
    en: 'Amount or term is beyond the authority; ask for approval or leave it to somebody who may.',
  },
  opinion_required: { zh: '请写明意见（至少两个字）。', en: 'Please say why (at least two characters).' },
  nobody_named: { zh: '请选择至少一位同事。', en: 'Choose at least one colleague.' },
  already_asked: { zh: '这位同事已经在这一步里。', en: 'This colleague is asked at this step already.' },
  no_earlier_step: { zh: '前面没有可以退回的步骤。', en: 'There is no earlier step to go back to.' },
  approval_running: {
    zh: '这份内容正在审批，结束后才能再改再提交。',
    en: 'An approval of this is running; wait for its end or withdraw it.',
  },
  approval_returned: {
    zh: '审批被退回，请修改后重新提交。',
    en: 'The approval was sent back; change the content and send it again.',
  },
  approval_other_content: {
    zh: '当前内容与批准的内容不一致，已冻结，请重新提交审批。',
    en: 'What is here is not what was approved; it is frozen until it is approved again.',
  },
  approval_missing: {
    zh: '还没有审批，请先提交审批。',
    en: 'This is not approved yet; ask for approval first.',
  },
  approval_needs_person: { zh: '审批申请必须由一位同事提交。', en: 'A request has to come from a person.' },
  flow_invalid: {
    zh: '流程有问题，请按提示修改后再保存。',
    en: 'The flow has a fault; mend what is marked and save again.',
  },
  delegation_overlaps: {
    zh: '这些日期已经委托给别人，请先结束原来的委托。',
    en: 'These days are delegated already; end that delegation first.',
  },
  dates_reversed: {
    zh: '结束日期不能早于开始日期，也不能早于今天。',
    en: 'The end must not be before the beginning or before today.',
  },
  not_yours: { zh: '这不是您的。', en: 'This is not yours.' },
  already_over: { zh: '已经结束了。', en: 'It is over already.' },
  camt_not_xml: {
    zh: '这个 XML 文件读不了，请从网银重新下载。',
    en: 'This XML file cannot be read; download it from the bank once more.',
  },
  camt_no_statement: {
    zh: '文件里没有对账单（camt.053 的 Stmt）。',
    en: 'The file holds no statement (Stmt of camt.053).',
  },
  camt_sum: {
    zh: '期初余额加上明细不等于期末余额，文件不完整，没有读入。请重新下载整份对账单。',
    en: 'Opening balance and movements do not make the closing balance: the file is incomplete and was not taken in. Download the whole statement again.',
  },
  rates_first: { zh: '第一档必须是“未到期”。', en: 'The first rate is for what is not due.' },
  rates_order: { zh: '账龄要从近到远排列。', en: 'Ages go from young to old.' },
  rates_fall: { zh: '账龄越长，比例不能越低。', en: 'What is older must not have a lower rate.' },
  write_off_twice: {
    zh: '同一期选了两次，请只留一行。',
    en: 'An instalment was named twice; keep it once.',
  },
  write_off_running: {
    zh: '这笔款已有一张核销单在办，请先办完或放弃那一张。',
    en: 'A write-off of this money is under way; finish or drop that one first.',
  },
  write_off_no_evidence: {
    zh: '还没有证据：请上传判决书、破产通知等附件，或先有催收记录，再送审。',
    en: 'Nothing proves it yet: upload a ruling or a notice, or record dunning steps, then ask again.',
  },
  write_off_not_draft: {
    zh: '这张核销单已经送审或办结。',
    en: 'It was sent for a decision already, or is over.',
  },
  write_off_over: { zh: '这张核销单已经结束。', en: 'It is over already.' },
  write_off_asked: {
    zh: '正在审批，请在审批单里撤回。',
    en: 'It is being decided; withdraw it in its approval.',
  },
  write_off_recovered: {
    zh: '已经登记过收回。要撤销核销，请先撤回这些收回记录。',
    en: 'Money came in for it. Take those recoveries back first.',
  },
  write_off_not_in_effect: {
    zh: '还没有核销，客户付款请登记为回款。',
    en: 'It is not written off; record money as a payment.',
  },
  write_off_recovered_whole: {
    zh: '已全部收回，多收的钱请登记为回款。',
    en: 'All of it was recovered; record more money as a payment.',
  },
  write_off_own_way: {
    zh: '这是坏账核销，请在“损失与坏账”里撤销。',
    en: 'This is a write-off: take it back under “Losses”.',
  },
  invoice_written_off: {
    zh: '单据 {number} 有坏账核销，金额不能改，也不能作废。请先在“损失与坏账”里撤销核销。',
    en: 'Something of invoice {number} is written off: its amount cannot change, nor can it be voided. Take the write-off back under “Losses” first.',
  },
  recovery_before_write_off: {
    zh: '收款日早于核销日，请登记为回款，并撤销相应核销。',
    en: 'That day is before the write-off: record a payment and take the write-off back.',
  },
  recovery_exceeds_claim: {
    zh: '超过尚未收回的金额，多出的部分请登记为回款。',
    en: 'More than is left of the claim; record the rest as a payment.',
  },
  judged_exceeds_open: {
    zh: '预计收不回的不能超过未收金额。',
    en: 'No more can be lost than is open.',
  },
  provision_reason: {
    zh: '这个月已经计提过，重新计提请写明原因。',
    en: 'This month has been booked; say why it is booked again.',
  },
  dunning_nothing: {
    zh: '这个客户没有到提醒时间的应收（有争议的和已约定付款日的不算）。',
    en: 'Nothing of this customer has come to its time (contested and promised amounts apart).',
  },
  inhibited_legal_hold: {
    zh: '法务已接管这个客户，友好提醒暂缓。解除接管后自动恢复；要联系客户请先问法务。',
    en: 'Legal has taken this customer over: friendly reminders are held back until the hold is lifted. Ask legal before contacting the customer.',
  },
  inhibited_lawyer: {
    zh: '这个客户的欠款已交律师，友好提醒暂缓。欠款付清或撤回律师函记录后自动恢复。',
    en: 'A debt of this customer is with the lawyers: friendly reminders are held back until it is paid or the step is taken back.',
  },
  inhibited_written_off: {
    zh: '这个客户有已核销、仍在追的债权，友好提醒暂缓。全额收回或撤回核销后自动恢复。',
    en: 'A written-off claim against this customer still stands: friendly reminders are held back until it is recovered or the write-off is taken back.',
  },
  inhibited_dispute: {
    zh: '这个客户到期的欠款都有争议，友好提醒暂缓。先把争议了结，提醒会自动恢复。',
    en: 'All that is due of this customer is contested: friendly reminders are held back. Settle the dispute, and they resume.',
  },
  legal_hold_placed: {
    zh: '法务已经接管这个客户，不用重复登记。',
    en: 'Legal has taken this customer over already.',
  },
  legal_hold_none: {
    zh: '这个客户现在没有被法务接管。',
    en: 'There is no legal hold on this customer now.',
  },
  dunning_no_such_text: { zh: '这一步没有这种文本。', en: 'This stage has no such text.' },
  plan_empty: { zh: '至少保留一步。', en: 'Keep at least one stage.' },
  plan_order: {
    zh: '每一步都要比上一步晚，请检查天数。',
    en: 'Each stage must come after the one before it; check the days.',
  },
  plan_side: {
    zh: '友好提醒在到期前，正式通知在到期当天，其余各步在到期后。',
    en: 'The friendly word comes before the due day, the notice on it, everything else after it.',
  },
  text_empty: { zh: '请写内容。', en: 'Write something.' },
  text_unknown_variable: {
    zh: '没有这个变量：{detail}。请从变量列表里选。',
    en: 'There is no such variable: {detail}. Choose one from the list.',
  },
  text_brace: { zh: '有一个大括号没有配对。', en: 'A brace has no partner.' },
  sms_dunning_word: {
    zh: '短信里不能出现“{detail}”：运营商不允许用短信催款。短信只用于对账和到期提示。',
    en: 'An SMS must not say "{detail}": carriers refuse dunning by SMS. Use it for statements and due days only.',
  },
  sms_too_long: { zh: '短信最多 {detail} 个字。', en: 'An SMS has at most {detail} characters.' },
  sms_link: { zh: '短信里不能有网址或 IP：{detail}。', en: 'An SMS must not hold an address: {detail}.' },
  sms_sign: { zh: '短信里不能有“{detail}”。', en: 'An SMS must not hold "{detail}".' },
  sms_adjacent: {
    zh: '两个变量之间要有文字。',
    en: 'Two variables need words between them.',
  },
  file_missing: { zh: '请选择一个文件。', en: 'Choose a file.' },
  plan_changed: {
    zh: '预案刚被别人改过，请刷新页面再改。',
    en: 'Somebody changed the plan meanwhile. Reload the page.',
  },
  plan_missing: {
    zh: '还没有应急预案，请先在“应急预案”页写一份。',
    en: 'There is no emergency plan yet. Write one on the page of the emergency plan first.',
  },
  not_severest: {
    zh: '应急预案只用于最高等级的预警。',
    en: 'The emergency plan is for alerts of the highest severity.',
  },
  run_begun: {
    zh: '这条预警的应急处理已经开始，请打开正在进行的那一次。',
    en: 'The plan has been begun for this alert already. Open the one under way.',
  },
  run_ended: {
    zh: '这一次已经结束，记录不能再改。',
    en: 'This one has ended; its record stays as it is.',
  },
  item_unknown: {
    zh: '清单里没有这一项，请刷新页面。',
    en: 'The checklist has no such line. Reload the page.',
  },
  note_required: { zh: '请写一句说明。', en: 'Please say a word about it.' },
  file_empty: { zh: '文件是空的。', en: 'The file is empty.' },
  file_too_large: { zh: '文件不能超过 {limitMb} MB。', en: 'A file may have at most {limitMb} MB.' },
  file_kind_refused: {
    zh: '不支持这种文件（.{ending}）。可以上传：{allowed}。',
    en: 'This kind of file (.{ending}) is not taken. Possible: {allowed}.',
  },
  file_differs_from_name: {
    zh: '文件内容与扩展名 .{ending} 不符，请检查文件。',
    en: 'The content does not fit the name ending .{ending}.',
  },
  file_kept: {
    zh: '上传超过一天的文件是记录的一部分，只有老板可以移除。',
    en: 'A file older than a day is part of the record; only the boss can take it off.',
  },
}
