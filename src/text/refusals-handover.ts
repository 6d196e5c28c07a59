/** What a handover refuses (C187–C192). */
export const HANDOVER_SENTENCES = {
  last_admin: {
    zh: '至少要保留一位在职的老板或管理员，否则没有人能再加人、改设置。请先给另一位同事这个角色。',
    en: 'At least one active boss or administrator must remain to let people in and change settings. Give somebody else the role first.',
  },
  second_person_leaves: {
    zh: '改规则要两个人同意，所以要保留两位在职的老板或管理员。请先给另一位同事这个角色，或两人一起关掉“改规则要第二个人同意”。',
    en: 'Changes of rules need two people, so two active bosses or administrators must remain. Give somebody else the role first, or switch the need for a second person off together.',
  },
  handover_running: {
    zh: '这个人的交接已经开始，请打开进行中的那一份。',
    en: 'A handover of this person is running already. Open that one.',
  },
  handover_not_yours: {
    zh: '这一步由主管、接收人或管理员操作，您不在其中。',
    en: 'This step is the manager’s, the receiver’s or the administrator’s, and you are none of them.',
  },
  handover_done: {
    zh: '交接已经完成，不能再改。',
    en: 'This handover is complete and cannot be changed.',
  },
  handover_items_open: {
    zh: '还有内容没有交接，请先逐项或批量交接。',
    en: 'Some items are not handed over yet. Tick them off first.',
  },
  handover_receivers_open: {
    zh: '还有接收人没有确认，请等他们确认。',
    en: 'Some receivers have not confirmed yet. Wait for them.',
  },
  handover_confirmed: { zh: '您已经确认过了。', en: 'You have confirmed already.' },
  handover_access_ended: { zh: '账号已经停用。', en: 'The account is closed already.' },
  handover_gap_needed: {
    zh: '交接还没有完成（{count} 项未交接）。要现在停用，请写明缺口的原因。',
    en: 'The handover is not complete ({count} items open). To close the account now, say why.',
  },
  handover_own_backup: {
    zh: '选中的内容里有接收人自己的代班，不能由本人接收，请另选一位。',
    en: 'Among these is the receiver’s own stand-in; nobody backs up themselves. Choose somebody else.',
  },
  member_invalid: {
    zh: '协作人必须是在职的、负责人以外的同事。',
    en: 'A member must be an active person other than the one responsible.',
  },
  receiver_invalid: { zh: '接收人必须是在职的其他同事。', en: 'The receiver must be another active person.' },
}
